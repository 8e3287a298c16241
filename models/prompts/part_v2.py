"""The question about one part, as a repair shop asks it."""

from models.prompts import answer_v2, rules_v2
from models.prompts.prompt import Prompt

TASK = """\
The photos show one part of a watch, loose or mounted. The claim names the part in its field "part". Examine that part \
against the claim, and papers where there are some; give one observation for every criterion on which you can say \
something. Do not judge other parts: an original part may sit in any watch, and what is around it tells nothing about \
it. A loose part has nothing around it: a dial without case or hands, hands without a dial, a movement without a case \
are complete. Where there are reference photos of whole watches, compare the same part in them. If the named part \
cannot be judged, report it once, as "unreadable".\
"""

PROMPT = Prompt(
    version="part_v2",
    system=rules_v2.SYSTEM,
    task=TASK,
    components=(),
    schema=answer_v2.schema,
    parse=answer_v2.parse,
)
"""``components`` is empty: which one is asked about stands in the claim."""
