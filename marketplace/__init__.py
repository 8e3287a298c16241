"""The marketplace: people, their cases and what they see of them. A Django project; the pipeline knows nothing of it."""
