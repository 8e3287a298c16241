"""The tables of repairs and service books."""

from marketplace.repairs.models.books import BookEntry, BookReader, BookShown, BookTransfer, ServiceBook
from marketplace.repairs.models.jobs import Repair

__all__ = ["BookEntry", "BookReader", "BookShown", "BookTransfer", "Repair", "ServiceBook"]
