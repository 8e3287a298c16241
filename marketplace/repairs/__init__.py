"""Repair shops: their part of the directory, their jobs, and the service books of watches."""
