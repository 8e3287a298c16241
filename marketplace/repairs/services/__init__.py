"""Rules that touch more than one table."""
