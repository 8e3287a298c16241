"""The question about one part, as a repair shop asks it."""

from models.prompts import answer_v1, rules_v1
from models.prompts.prompt import Prompt

TASK = """\
The photos show one part of a watch, loose or mounted. The claim names the part in its field "part". Examine that part \
against the claim, and papers where there are some; give one observation for every criterion on which you can say \
something. Do not judge other parts: an original part may sit in any watch. If the named part cannot be judged, report \
it once, as "unreadable".\
"""

PROMPT = Prompt(
    version="part_v1",
    system=rules_v1.SYSTEM,
    task=TASK,
    components=(),
    schema=answer_v1.schema,
    parse=answer_v1.parse,
)
"""``components`` is empty: which one is asked about stands in the claim."""
