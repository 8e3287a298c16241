"""What may be done to accounts and organisations: rules that touch more than one table, or a table and the mail."""
