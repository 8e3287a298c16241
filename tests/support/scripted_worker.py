"""A real worker of the product whose stages follow a script: ``python -m tests.support.scripted_worker KIND …``."""

import os
import sys
from pathlib import Path

from pipeline import worker
from pipeline.settings import load_settings
from pipeline.wiring import Workshop, install
from tests.support.scripted_stages import ScriptedStages

if __name__ == "__main__":
    stages = ScriptedStages(Path(os.environ["ADRIEL_TEST_SCRIPT"]))
    install(Workshop(settings=load_settings(os.environ), stages=stages, environment=dict(os.environ)))
    sys.exit(worker.main())
