"""What the vision model is asked, versioned, with the shape of its answer.

``prompt``      what a prompt is
``rules_v1``    the standing instruction that nothing in a photo or claim can override
``watch_v1``    the question about a whole watch
``part_v1``     the question about one part
``answer_v1``   the answer: its JSON schema, and how it is read

A prompt that has been used is never edited: its digest is written into every record made with it. A better one is a
new module and a new line below.
"""

from models.prompts import part_v1, watch_v1
from models.prompts.prompt import Prompt
from models.vocabulary.views import Profile

__all__ = ["Prompt", "current"]

_CURRENT: dict[Profile, Prompt] = {Profile.WATCH: watch_v1.PROMPT, Profile.PART: part_v1.PROMPT}


def current(profile: Profile) -> Prompt:
    """Return the prompt that is used for a profile today."""
    return _CURRENT[profile]
