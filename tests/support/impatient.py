"""The API with less patience for clients that take nothing: no test waits twenty seconds."""

from marketplace.common.slow_clients import CutOff
from marketplace.config.asgi import application as patient

application = CutOff(patient, after=1.0)
