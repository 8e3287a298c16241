"""What may be done to cases: rules that touch more than one table."""
