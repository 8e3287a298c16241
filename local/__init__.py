"""One-machine mode: embedded servers, and processes that live and end together. Knows nothing of watches."""
