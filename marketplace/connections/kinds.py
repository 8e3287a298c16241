"""What endpoints can be told of. Apps add their own when they are ready."""

_KINDS: dict[str, str] = {}


def register(kinds: dict[str, str]) -> None:
    """Add kinds of events, each with what it tells.

    :raises ValueError: where one is taken by something else.
    """
    for name, words in kinds.items():
        if _KINDS.setdefault(name, words) != words:
            raise ValueError(f"the kind {name} is taken")


def every() -> dict[str, str]:
    """Return all kinds, with what each tells."""
    return dict(_KINDS)
