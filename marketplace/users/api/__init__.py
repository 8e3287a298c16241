"""Accounts and organisations over HTTP."""
