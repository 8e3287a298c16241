"""What is kept of moderation. Django finds every table of the app here."""

from marketplace.moderation.models.measures import Measure, MeasureEvent
from marketplace.moderation.models.reports import Matter, Report

__all__ = ["Matter", "Measure", "MeasureEvent", "Report"]
