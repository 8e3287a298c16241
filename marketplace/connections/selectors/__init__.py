"""Reads of connections."""
