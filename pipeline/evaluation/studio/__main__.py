"""Draws the reference set that the catalogue ships: ``python -m pipeline.evaluation.studio``."""

import sys

from pipeline.evaluation.studio.reference_sets import main

sys.exit(main())
