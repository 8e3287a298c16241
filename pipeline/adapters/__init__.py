"""One door to each system outside: blob stores, Redis, Gemini, signing keys, the clock."""
