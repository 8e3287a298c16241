"""How well the examiners do: test watches are drawn, examined, and the answers counted."""
