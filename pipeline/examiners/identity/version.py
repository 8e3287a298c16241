"""The examiner's name and version: part of every finding and of the record's key."""

NAME = "identity"

VERSION = "2"
"""Raised whenever an answer could change."""
