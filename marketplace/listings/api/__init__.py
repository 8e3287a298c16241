"""Listings over HTTP."""
