"""Asks the model several times, within a deadline and a budget, and sums up what it spent."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from models.prompts import Prompt
from models.prompts.answer_v1 import Answer, Malformed
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Usage
from pipeline.examiners.contract import VisionPlan
from pipeline.examiners.vision.exhibits import Exhibit, photo_of
from pipeline.ports import Answered, NoAnswer, Picture, Question, VisionModel

MAX_OUTPUT_TOKENS = 16_384
"""A full answer has about 6,000 tokens; thinking counts as output and takes the rest."""

TEMPERATURE = 1.0
"""The default of Gemini 3, which its guide advises against lowering (ai.google.dev, "Gemini 3 Developer Guide").
Passes that always agreed because nothing was left to chance would be no evidence of anything."""

CHANCE = frozenset({"empty answer", "malformed answer", "truncated", "refused"})
"""Failures by the answer's own chance: another pass, in another order, may fare better."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A pass that was answered."""

    answer: Answer
    model: str
    prices: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A pass that was not, and its number, from 1."""

    number: int
    why: str
    passing: bool
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """All passes of a case.

    :ivar planned: how many there should have been.
    :ivar usage: summed over all of them, failed ones included; None where nothing was sent.
    """

    planned: int
    heard: tuple[Heard, ...]
    failed: tuple[Failed, ...]
    usage: Usage | None


def look(model: VisionModel, prompt: Prompt, claim: Claim, exhibits: Sequence[Exhibit], plan: VisionPlan) -> Looks:
    """Put the same question ``plan.passes`` times, each time with the pictures in another order."""
    ends = time.monotonic() + plan.case_seconds
    heard: list[Heard] = []
    failed: list[Failed] = []
    spent: list[Usage] = []
    for number in range(1, plan.passes + 1):
        stop = _why_stop(plan, spent, ends)
        if stop:
            failed.append(Failed(number, stop, passing=stop == "out of time"))
            break
        question = ask_about(prompt, claim, ordered(exhibits, number))
        outcome = model.ask(question, deadline=min(plan.pass_seconds, ends - time.monotonic()))
        spent += [outcome.usage] if outcome.usage else []
        result = _result(number, outcome, prompt, exhibits)
        if isinstance(result, Heard):
            heard.append(result)
            continue
        failed.append(result)
        if not _worth_going_on(result, after=heard):
            break
    return Looks(plan.passes, tuple(heard), tuple(failed), _sum(spent))


def _worth_going_on(failure: Failed, *, after: Sequence[Heard]) -> bool:
    """Whether another pass may bring more.

    Where the service is down and nothing was heard, the whole case is better asked later than in part now.
    """
    return failure.why in CHANCE or (failure.passing and bool(after))


def _why_stop(plan: VisionPlan, spent: Sequence[Usage], ends: float) -> str | None:
    """Return why no further pass may begin. The dearest pass so far is what the next may cost."""
    used = sum(each.cost_usd for each in spent)
    next_one = max((each.cost_usd for each in spent), default=0.0)
    if plan.budget_usd <= 0 or used + next_one > plan.budget_usd:
        return "over budget"
    return "out of time" if time.monotonic() >= ends else None


def _result(number: int, outcome: Answered | NoAnswer, prompt: Prompt, exhibits: Sequence[Exhibit]) -> Heard | Failed:
    if isinstance(outcome, NoAnswer):
        return Failed(number, outcome.why, outcome.passing, outcome.retry_after)
    match prompt.parse(outcome.text, [each.label for each in exhibits]):
        case Answer() as answer:
            return Heard(answer, outcome.model, outcome.prices)
        case Malformed():
            return Failed(number, "malformed answer", passing=False)
        case unknown:
            assert_never(unknown)


def ordered(exhibits: Sequence[Exhibit], number: int) -> list[Exhibit]:
    """Return the pictures in the order of a pass: as they came, backwards, then from a third and two thirds on.

    With three photos or more, six passes have six orders, always the same ones: an examination can be repeated.
    Close-ups stay behind their photos.
    """
    groups: dict[str, list[Exhibit]] = {}
    for each in exhibits:
        groups.setdefault(photo_of(each.label), []).append(each)
    labels = list(groups)
    start = (number - 1) // 2 * max(1, len(labels) // 3) % max(1, len(labels))
    labels = labels[start:] + labels[:start]
    if number % 2 == 0:
        labels.reverse()
    return [each for label in labels for each in groups[label]]


def ask_about(prompt: Prompt, claim: Claim, exhibits: Sequence[Exhibit]) -> Question:
    """Return the question about a claim with these pictures."""
    labels = [each.label for each in exhibits]
    return Question(
        system=prompt.system,
        text=prompt.question(claim, labels),
        pictures=tuple(Picture(label=each.label, data=each.data) for each in exhibits),
        answer_schema=prompt.schema(labels),
        max_output_tokens=MAX_OUTPUT_TOKENS,
        temperature=TEMPERATURE,
    )


def _sum(spent: Sequence[Usage]) -> Usage | None:
    if not spent:
        return None
    return Usage(
        requests=sum(each.requests for each in spent),
        input_tokens=sum(each.input_tokens for each in spent),
        output_tokens=sum(each.output_tokens for each in spent),
        cost_usd=round(sum(each.cost_usd for each in spent), 6),
    )
