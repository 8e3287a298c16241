"""The examiner's name and version: part of every finding and of the record's key."""

NAME = "identity"

VERSION = "3"
"""Raised whenever an answer could change."""
