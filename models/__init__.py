"""What an examination knows: vocabulary, catalogue, prompts, scoring.

Nothing in this package opens a file of a case, a socket or a clock, and nothing in it knows a framework.
"""
