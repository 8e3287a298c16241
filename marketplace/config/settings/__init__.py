"""Settings: ``base`` is what holds everywhere; the others say what differs where they run."""
