"""Reads: each begins with what whoever asks may see."""
