"""The admin's pages of cases."""
