"""What is done for accounts by the clock."""
