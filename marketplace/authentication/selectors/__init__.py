"""What may be read of cases, and by whom."""
