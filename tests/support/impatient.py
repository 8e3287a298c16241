"""The API with less patience for clients that take nothing: no test waits twenty seconds."""

from marketplace.common.slow_clients import CutOff
from marketplace.config.asgi import application as patient
from tests.support.patience import PATIENCE

application = CutOff(patient, after=PATIENCE)
