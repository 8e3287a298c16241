"""Stores over HTTP."""
