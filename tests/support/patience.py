"""How long the impatient server of the tests waits for a client that takes nothing."""

PATIENCE = 3.0
"""Seconds."""
