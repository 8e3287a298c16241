"""How a case is examined: a Celery canvas over OpenCV, Gemini and examiners of our own. Never Django."""

__version__ = "0.1.0"
