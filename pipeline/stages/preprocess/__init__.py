"""The first stage: a stranger's bytes -> a measured photo with its derivative, or why it cannot be used."""

from pipeline.imaging.refusal import Limits
from pipeline.stages.preprocess.stage import VERSION, preprocess

__all__ = ["VERSION", "Limits", "preprocess"]
