"""Exit codes."""

EXAMINED = 0
"""Examined, whatever the verdict; or, of other commands, done."""
FAULT = 1
"""A fault of ours; of ``verify``: the document does not hold."""
UNUSABLE = 2
"""Bad usage, or nothing usable was submitted."""
BETTER_PHOTOS = 3
"""Better photos are needed."""
INTERRUPTED = 130
"""Ctrl-C: 128 and the number of SIGINT, as shells have it."""
