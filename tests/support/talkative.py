"""The API with the product's own log, which the settings of tests leave out, at its most talkative."""

from marketplace.common import logs
from marketplace.config.asgi import application

logs.configure({"level": "DEBUG"})

__all__ = ["application"]
