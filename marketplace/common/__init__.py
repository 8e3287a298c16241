"""What every app of the marketplace stands on: problems, pages, throttles, idempotency, the blob store."""
