"""What others may want to hear of: apps that stand on cases, and that cases know nothing of."""

from django.dispatch import Signal

certificate_changed = Signal()
"""A certificate counts differently from the end of this transaction on: ``certificate`` is its id. Whoever hears it
does its work once the transaction is committed."""
