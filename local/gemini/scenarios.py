"""What the stand-in answers, by the name of the scenario."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.gemini import answers
from local.gemini.request import Asked

RETRY_AFTER = 1
"""Seconds that a 429 names."""

SLOW = 30.0
"""Seconds that ``slow`` takes where no delay is named."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


Scenario = Callable[[Asked, int], Reply]
"""From the request and its number (0 for the first) to the answer."""


def error(status: int, name: str, message: str, *details: dict[str, Any], **headers: str) -> Reply:
    """Return an error in Google's format (cloud.google.com/apis/design/errors)."""
    told = {"code": status, "message": message, "status": name, "details": list(details)}
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Reply(status, json.dumps({"error": told}).encode(), named)


def _ok(body: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(body | {"modelVersion": "stand-in", "responseId": "stand-in"}).encode())


def _told(asked: Asked, text: str, finish: str = "STOP", **more: object) -> Reply:
    """Return a candidate with this text."""
    content = {"parts": [{"text": text}], "role": "model"}
    candidate: dict[str, Any] = {"content": content, "finishReason": finish, "index": 0, **more}
    return _ok({"candidates": [candidate], "usageMetadata": _usage(asked, text)})


def _usage(asked: Asked, text: str) -> dict[str, Any]:
    """Count tokens as the documentation says: 1,120 a picture at high resolution, four characters of text each."""
    came_in = 1120 * len(asked.labels) + (len(asked.system) + sum(map(len, asked.texts))) // 4
    went_out, thought = len(text) // 4, 400
    return {
        "promptTokenCount": came_in,
        "candidatesTokenCount": went_out,
        "thoughtsTokenCount": thought,
        "totalTokenCount": came_in + went_out + thought,
        "promptTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120 * len(asked.labels)}],
    }


def _answer(asked: Asked, judge: answers.Judgement) -> Reply:
    return _told(asked, json.dumps(answers.answer(asked.labels, asked.texts, judge)))


def _good(asked: Asked, _number: int) -> Reply:
    return _answer(asked, answers.genuine)


def _defect(asked: Asked, _number: int) -> Reply:
    return _answer(asked, answers.defective)


def _counterfeit(asked: Asked, _number: int) -> Reply:
    return _answer(asked, answers.counterfeit)


def _disagree(asked: Asked, number: int) -> Reply:
    """Every second request sees a defect."""
    return _good(asked, number) if number % 2 == 0 else _defect(asked, number)


def _doubt(asked: Asked, number: int) -> Reply:
    """Every second request doubts the print on the dial. Shown close, it agrees with the claim."""
    doubted = number % 2 == 1 and not answers.is_nearer(asked.texts)
    return _answer(asked, answers.doubtful if doubted else answers.genuine)


def _suspicion(asked: Asked, number: int) -> Reply:
    """Every second request finds the print on the dial in order. Shown close, it is not."""
    fine = number % 2 == 1 and not answers.is_nearer(asked.texts)
    return _answer(asked, answers.genuine if fine else answers.doubtful)


def _exhausted(_asked: Asked, _number: int) -> Reply:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{RETRY_AFTER}s"}
    return error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.", info, Retry_After=str(RETRY_AFTER))


def _internal(_asked: Asked, _number: int) -> Reply:
    return error(500, "INTERNAL", "An internal error has occurred.")


def _overloaded(_asked: Asked, _number: int) -> Reply:
    return error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")


def _bad_key(_asked: Asked, _number: int) -> Reply:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
    return error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", info)


def _blocked(asked: Asked, _number: int) -> Reply:
    return _ok({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": _usage(asked, "")})


def _refused(asked: Asked, _number: int) -> Reply:
    rating = {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}
    candidate = {"finishReason": "SAFETY", "index": 0, "safetyRatings": [rating]}
    return _ok({"candidates": [candidate], "usageMetadata": _usage(asked, "")})


def _empty(asked: Asked, _number: int) -> Reply:
    return _told(asked, "")


def _cut_off(asked: Asked, _number: int) -> Reply:
    whole = json.dumps(answers.answer(asked.labels, asked.texts, answers.genuine))
    return _told(asked, whole[: len(whole) // 2], "MAX_TOKENS")


def _not_json(asked: Asked, _number: int) -> Reply:
    return _told(asked, "The watch appears to be genuine.")


def _wrong_schema(asked: Asked, _number: int) -> Reply:
    return _told(asked, json.dumps({"verdict": "authentic", "score": 1.0}))


SCENARIOS: dict[str, Scenario] = {
    "good": _good,
    "defect": _defect,
    "counterfeit": _counterfeit,
    "disagree": _disagree,
    "doubt": _doubt,
    "suspicion": _suspicion,
    "slow": _good,
    "429": _exhausted,
    "500": _internal,
    "503": _overloaded,
    "bad-key": _bad_key,
    "blocked": _blocked,
    "refuse": _refused,
    "empty": _empty,
    "cut-off": _cut_off,
    "not-json": _not_json,
    "wrong-schema": _wrong_schema,
}


def parse(names: str) -> tuple[str, ...]:
    """Read ``429,429,good``: one scenario a request, the last for all that follow.

    :raises ValueError: for a name that is none.
    """
    chosen = tuple(name.strip() for name in names.split(","))
    unknown = [name for name in chosen if name not in SCENARIOS]
    if unknown:
        raise ValueError(f"no scenario {unknown[0]!r}; there are {', '.join(SCENARIOS)}")
    return chosen
