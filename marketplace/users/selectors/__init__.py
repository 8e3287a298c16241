"""What may be read of accounts and organisations, and by whom."""
