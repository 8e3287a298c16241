"""The marketplace: people, their cases and what they see of them. The pipeline knows nothing of it."""
