"""Versions of the stages' code, where they can be read without loading what the stages need.

Each changes whenever the stage's answer could: it is part of the key under which the answer is kept, and stands in the
report.
"""

PREPROCESS = "2"
