"""Asks the model several times, within a deadline and a budget, and sums up what it spent.

One question a pass, structured by component, rather than one for each component. By the figures of ``VisionPlan`` a
question for each of six groups of components would send the dial's photos twice and think six times over: about twice
the cost, and eighteen requests that do not fit into a case's time. What has to be independent are the passes: each is
a conversation of its own, with the photos and the components in another order, so that neither what was seen first nor
what was judged first leads all of them the same way.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

from models.prompts import Prompt
from models.prompts.answer_v1 import Answer, Malformed
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Usage
from models.vocabulary.views import Component
from pipeline.examiners.contract import VisionPlan
from pipeline.examiners.vision.exhibits import Exhibit, Exhibition, photo_of
from pipeline.ports import Answered, NoAnswer, Picture, Question, VisionModel

MAX_OUTPUT_TOKENS = 16_384
"""A full answer has about 6,000 tokens; thinking counts as output and takes the rest."""

TEMPERATURE = 1.0
"""The default of Gemini 3, which its guide advises against lowering (ai.google.dev, "Gemini 3 Developer Guide").
Passes that always agreed because nothing was left to chance would be no evidence of anything."""

CHANCE = frozenset({"empty answer", "malformed answer", "truncated", "refused"})
"""Failures by the answer's own chance: another pass, in another order, may fare better."""

Turned = TypeVar("Turned")


@dataclass(frozen=True, slots=True)
class Heard:
    """A question that was answered."""

    answer: Answer
    model: str
    prices: str
    stand_in: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """A question that was not, and the number of its pass, from 1."""

    number: int
    why: str
    passing: bool
    retry_after: float | None = None


@dataclass(slots=True)
class Purse:
    """The deadline and the budget that all questions of a case share; they run from when it is made."""

    model: VisionModel
    plan: VisionPlan
    spent: list[Usage] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds until the case's deadline."""
        return self._began + self.plan.case_seconds - time.monotonic()

    @property
    def usage(self) -> Usage | None:
        """Summed over all questions, failed ones included; None where nothing was sent."""
        if not self.spent:
            return None
        return Usage(
            requests=sum(each.requests for each in self.spent),
            input_tokens=sum(each.input_tokens for each in self.spent),
            output_tokens=sum(each.output_tokens for each in self.spent),
            cost_usd=round(sum(each.cost_usd for each in self.spent), 6),
        )

    def ask(self, number: int, prompt: Prompt, question: Question, labels: Sequence[str]) -> Heard | Failed:
        """Put one question, unless time or budget forbid it; ``labels`` are those that an answer may name."""
        stop = self._why_stop()
        if stop:
            return Failed(number, stop, passing=stop == "out of time")
        outcome = self.model.ask(question, deadline=min(self.plan.pass_seconds, self.left))
        self.spent += [outcome.usage] if outcome.usage else []
        return _result(number, outcome, prompt, labels)

    def _why_stop(self) -> str | None:
        """Return why no further question may be put. The dearest so far is what the next may cost."""
        used = sum(each.cost_usd for each in self.spent)
        next_one = max((each.cost_usd for each in self.spent), default=0.0)
        if self.plan.budget_usd <= 0 or used + next_one > self.plan.budget_usd:
            return "over budget"
        return "out of time" if self.left <= 0 else None


@dataclass(frozen=True, slots=True)
class Looks:
    """All passes of a case.

    :ivar planned: how many there should have been.
    """

    planned: int
    heard: tuple[Heard, ...]
    failed: tuple[Failed, ...]


def look(purse: Purse, prompt: Prompt, claim: Claim, components: Sequence[Component], shown: Exhibition) -> Looks:
    """Put the same question ``plan.passes`` times, each time with pictures and components in another order."""
    heard: list[Heard] = []
    failed: list[Failed] = []
    labels = [each.label for each in shown.exhibits]
    for number in range(1, purse.plan.passes + 1):
        question = ask_about(prompt, claim, components_in_turn(components, number), ordered(shown, number))
        result = purse.ask(number, prompt, question, labels)
        if isinstance(result, Heard):
            heard.append(result)
            continue
        failed.append(result)
        if not _worth_going_on(result, after=heard):
            break
    return Looks(purse.plan.passes, tuple(heard), tuple(failed))


def _worth_going_on(failure: Failed, *, after: Sequence[Heard]) -> bool:
    """Whether another pass may bring more.

    Where the service is down and nothing was heard, the whole case is better asked later than in part now.
    """
    if failure.why in {"over budget", "out of time"}:
        return False
    return failure.why in CHANCE or (failure.passing and bool(after))


def _result(number: int, outcome: Answered | NoAnswer, prompt: Prompt, labels: Sequence[str]) -> Heard | Failed:
    if isinstance(outcome, NoAnswer):
        return Failed(number, outcome.why, outcome.passing, outcome.retry_after)
    match prompt.parse(outcome.text, labels):
        case Answer() as answer:
            return Heard(answer, outcome.model, outcome.prices, outcome.stand_in)
        case Malformed():
            return Failed(number, "malformed answer", passing=False)
        case unknown:
            assert_never(unknown)


def ordered(shown: Exhibition, number: int) -> list[Exhibit]:
    """Return the pictures in the order of a pass. Close-ups and reference photos stay behind their photos."""
    groups: dict[str, list[Exhibit]] = {}
    for each in shown.exhibits:
        groups.setdefault(photo_of(each.label), []).append(each)
    for each in shown.references:
        groups[each.beside].append(each)
    return [each for label in _in_turn(list(groups), number) for each in groups[label]]


def components_in_turn(components: Sequence[Component], number: int) -> list[Component]:
    """Return the components in the order of a pass; the watch as a whole comes last: it would lead all others."""
    single = [each for each in components if each is not Component.WHOLE]
    return [*_in_turn(single, number), *(each for each in components if each is Component.WHOLE)]


def _in_turn(things: Sequence[Turned], number: int) -> list[Turned]:
    """Return things in the order of a pass: as they came, backwards, then from a third and two thirds on.

    Three things or more have six orders in six passes, always the same ones: an examination can be repeated.
    """
    start = (number - 1) // 2 * max(1, len(things) // 3) % max(1, len(things))
    turned = [*things[start:], *things[:start]]
    return turned[::-1] if number % 2 == 0 else turned


def ask_about(prompt: Prompt, claim: Claim, components: Sequence[Component], pictures: Sequence[Exhibit]) -> Question:
    """Return the question about a claim with these pictures, reference photos among them."""
    labels = [each.label for each in pictures if not each.beside]
    references = [each.label for each in pictures if each.beside]
    text = prompt.question(claim, labels, components=list(components), reference_photos=references)
    return question_of(prompt, text, labels, pictures)


def question_of(prompt: Prompt, text: str, labels: Sequence[str], pictures: Sequence[Exhibit]) -> Question:
    """Return a question with its pictures; an answer may name those with ``labels``."""
    return Question(
        system=prompt.system,
        text=text,
        pictures=tuple(Picture(label=each.label, data=each.data) for each in pictures),
        answer_schema=prompt.schema(labels),
        max_output_tokens=MAX_OUTPUT_TOKENS,
        temperature=TEMPERATURE,
    )
