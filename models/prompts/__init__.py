"""What the vision model is asked, versioned, with the shape of its answer.

``prompt``      what a prompt is
``rules_v2``    the standing instruction that nothing in a photo or claim can override
``watch_v2``    the question about a whole watch
``part_v2``     the question about one part
``nearer_v1``   the question about places that were uncertain, shown close
``answer_v2``   the answer: its JSON schema, and how it is read

A prompt that has been used is never edited: its digest is written into every record made with it. A better one is a
new module and a new line below. The older versions stay, so that an old record can be read beside what was asked.
"""

from models.prompts import nearer_v1, part_v2, watch_v2
from models.prompts.prompt import Prompt
from models.vocabulary.views import Profile

__all__ = ["NEARER", "Prompt", "current"]

_CURRENT: dict[Profile, Prompt] = {Profile.WATCH: watch_v2.PROMPT, Profile.PART: part_v2.PROMPT}

NEARER = nearer_v1.PROMPT
"""The question about places that were uncertain, whatever the profile."""


def current(profile: Profile) -> Prompt:
    """Return the prompt that is used for a profile today."""
    return _CURRENT[profile]
