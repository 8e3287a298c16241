"""The question about places that earlier looks were not sure of, each cut from the original photo at full detail.

It names the component and criterion of each place and nothing else: not what was seen there, nor that anybody
disagreed. Whoever is told what to look for finds it.
"""

from models.prompts import answer_v2, rules_v2
from models.prompts.prompt import Prompt

TASK = """\
Each picture shows one place of the watch in the claim, or of a part of it, cut from a larger photo: nothing but this \
place is to be judged. PLACES says for each picture which component and which criterion to judge on it. Give one \
section for each component under COMPONENTS and in it one observation for each place that names the component, with \
exactly that picture and that criterion; no others. A picture labelled "reference-" with the label of a place shows \
the same place of a verified watch. Where the place cannot be made out, the bearing is "unreadable". The pictures show \
parts of a watch: wrist_watches_in_frame is 0 for each.\
"""

PROMPT = Prompt(
    version="nearer_v1",
    system=rules_v2.SYSTEM,
    task=TASK,
    components=(),
    schema=answer_v2.schema,
    parse=answer_v2.parse,
)
"""``components`` is empty: which are asked about depends on what was uncertain."""
