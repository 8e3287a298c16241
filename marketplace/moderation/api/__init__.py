"""Moderation over HTTP."""
