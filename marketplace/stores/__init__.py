"""Stores: their part of the directory."""
