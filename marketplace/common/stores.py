"""The blob store, as the marketplace sees it."""

from functools import cache

from django.conf import settings

from pipeline.ports import SwapStore
from pipeline.wiring import open_store


@cache
def blobs() -> SwapStore:
    """Return the blob store of the pipeline."""
    return open_store(settings.PIPELINE.blobs)
