"""Much at once: listings in a file, taken in by a job that says what became of each row."""
