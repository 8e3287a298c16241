"""How a case is examined: a Celery canvas over OpenCV, Gemini and examiners of our own. Never Django."""
