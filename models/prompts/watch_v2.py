"""The question about a whole watch, component by component, beside reference photos where there are some."""

from models.prompts import answer_v2, rules_v2
from models.prompts.prompt import Prompt
from models.prompts.watch_v1 import PROMPT as PREDECESSOR

TASK = """\
Examine the watch in the photos against the claim below, one component at a time: finish one before you begin the \
next. The components are listed below in the order in which to take them: dial, hands, crown, bezel, case, caseback, \
movement, bracelet, clasp, serial (how it is engraved, never what it says), papers, and the watch as a whole. For \
each, give one observation for every criterion on which you can say something. Where there are reference photos, \
compare the component with them before you decide how it bears on the claim. Report a component that is shown but \
cannot be judged once, as "unreadable".\
"""

PROMPT = Prompt(
    version="watch_v2",
    system=rules_v2.SYSTEM,
    task=TASK,
    components=PREDECESSOR.components,
    schema=answer_v2.schema,
    parse=answer_v2.parse,
)
