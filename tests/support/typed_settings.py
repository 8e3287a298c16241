"""Settings for the type checker, which reads the tables that Django makes of them and connects to nothing."""

import os
import tempfile
from pathlib import Path

_secret = Path(tempfile.mkstemp()[1])
_secret.write_text("0" * 64)
os.environ.update(
    DATABASE_URL="postgresql:///nowhere", REDIS_URL="redis://127.0.0.1:1", ADRIEL_SECRET_KEY_FILE=str(_secret)
)

from marketplace.config.settings.development import *  # noqa: E402, F403 - only now is there something to read

_secret.unlink()
