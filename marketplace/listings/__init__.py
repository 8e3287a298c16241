"""Watches that somebody sells: listings, their photos, and the proof that they carry."""
