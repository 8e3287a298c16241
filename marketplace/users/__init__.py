"""People: accounts, how they log in, what they may do, and the organisations they belong to."""
