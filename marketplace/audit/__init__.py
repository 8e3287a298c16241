"""Who did what with a right that not everybody has: one append-only log of the whole marketplace."""
