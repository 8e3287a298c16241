"""The question about a whole watch."""

from models.prompts import answer_v1, rules_v1
from models.prompts.prompt import Prompt
from models.vocabulary.views import Component

TASK = """\
Examine the watch in the photos against the claim below. Go through every component that any photo shows well enough: \
dial, hands, crown, bezel, case, caseback, movement, bracelet, clasp, serial (how it is engraved, never what it says), \
papers, and the watch as a whole. For each, give one observation for every criterion on which you can say something. \
Leave out components that no photo shows. Report a component that is shown but cannot be judged once, as "unreadable".\
"""

PROMPT = Prompt(
    version="watch_v1",
    system=rules_v1.SYSTEM,
    task=TASK,
    components=(
        Component.DIAL,
        Component.HANDS,
        Component.CROWN,
        Component.BEZEL,
        Component.CASE,
        Component.CASEBACK,
        Component.MOVEMENT,
        Component.BRACELET,
        Component.CLASP,
        Component.SERIAL,
        Component.PAPERS,
        Component.WHOLE,
    ),
    schema=answer_v1.schema,
    parse=answer_v1.parse,
)
