"""Repairs and service books over HTTP."""
