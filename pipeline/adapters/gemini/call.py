"""One request to Gemini through its SDK, and what came back."""

import json
from datetime import UTC, datetime

import google.auth.credentials
from google import genai
from google.genai import types

from models.vocabulary.examination import Usage
from pipeline.adapters.gemini import prices, transport
from pipeline.adapters.gemini.faults import EXPECTED, Fault, read_fault
from pipeline.adapters.gemini.settings import GeminiSettings
from pipeline.ports import Answered, NoAnswer, Question

_OPEN = "https://generativelanguage.googleapis.com/"
"""Named, so that the SDK does not look for another in the process's environment."""

_ENDINGS = {
    "MAX_TOKENS": "truncated",
    "CONTINUATION": "truncated",
    "MALFORMED_RESPONSE": "malformed answer",
    "MALFORMED_FUNCTION_CALL": "malformed answer",
    "UNEXPECTED_TOOL_CALL": "malformed answer",
}
"""What the SDK's finish reasons other than STOP mean, where it is not a refusal."""


class Call:
    """The SDK's client, made once and shared by the threads of a worker."""

    def __init__(self, settings: GeminiSettings, credentials: google.auth.credentials.Credentials | None) -> None:
        self._settings = settings
        self._client = _client(settings, credentials)

    def __call__(self, question: Question, *, timeout: float) -> Answered | NoAnswer | Fault:
        """Send the question once."""
        try:
            response = self._client.models.generate_content(
                model=self._settings.model,
                contents=types.Content(role="user", parts=_parts(question)),
                config=_config(question, timeout),
            )
        except EXPECTED as fault:
            return read_fault(fault)
        answer = _read(response, question, self._settings.model)
        return answer.model_copy(update={"stand_in": True}) if self._marks(answer) else answer

    def _marks(self, answer: Answered | NoAnswer) -> bool:
        return self._settings.stands_in and isinstance(answer, Answered)


def _client(settings: GeminiSettings, credentials: google.auth.credentials.Credentials | None) -> genai.Client:
    options = types.HttpOptions(
        client_args={"event_hooks": {"response": [transport.bound]}, "trust_env": not settings.is_local},
        api_version="v1beta1" if settings.vertex else "v1beta",
        base_url=settings.base_url if settings.vertex else settings.base_url or _OPEN,
        retry_options=types.HttpRetryOptions(attempts=1),  # the limit and the deadline are ours to keep
    )
    if settings.vertex:
        where = settings.vertex
        return genai.Client(
            vertexai=True, project=where.project, location=where.location, credentials=credentials, http_options=options
        )
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    return genai.Client(vertexai=False, api_key=key, http_options=options)


def _parts(question: Question) -> list[types.Part]:
    """Return the question, then each picture behind its label."""
    parts = [types.Part.from_text(text=question.text)]
    for picture in question.pictures:
        parts.append(types.Part.from_text(text=f"Photo {picture.label}:"))
        parts.append(types.Part.from_bytes(data=picture.data, mime_type="image/jpeg"))
    return parts


def _config(question: Question, timeout: float) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        system_instruction=question.system,
        response_mime_type="application/json",
        response_json_schema=question.answer_schema,
        max_output_tokens=question.max_output_tokens,
        temperature=question.temperature,
        media_resolution=types.MediaResolution.MEDIA_RESOLUTION_HIGH,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,  # it sends further requests, outside limit and deadline
        http_options=types.HttpOptions(timeout=max(1, round(timeout * 1000))),
    )


def _read(response: types.GenerateContentResponse, question: Question, model: str) -> Answered | NoAnswer:
    usage = _usage(response, question, model)
    text = _text(response)
    why = _flaw(response, text)
    if why:
        # An empty answer is chance; the others come again for the same question.
        return NoAnswer(why=why, passing=why == "empty answer", usage=usage)
    return Answered(text=text, model=response.model_version or model, prices=prices.LIST, usage=usage)


def _flaw(response: types.GenerateContentResponse, text: str) -> str | None:
    """Return why a response is no usable answer; None where it is one."""
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        return "blocked"
    if not response.candidates:
        return "empty answer"
    reason = response.candidates[0].finish_reason
    ended = str(reason.value) if reason else ""
    # SAFETY, RECITATION, PROHIBITED_CONTENT … and reasons that do not exist yet all mean that it would not say.
    return _flaw_of_text(text) if ended == "STOP" else _ENDINGS.get(ended, "refused")


def _flaw_of_text(text: str) -> str | None:
    if not text.strip():
        return "empty answer"
    return None if _is_json(text) else "malformed answer"


def _text(response: types.GenerateContentResponse) -> str:
    """Return the answer's text without the model's thoughts."""
    content = response.candidates[0].content if response.candidates else None
    parts = (content.parts or []) if content else []
    return "".join(part.text for part in parts if part.text and not part.thought)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _usage(response: types.GenerateContentResponse, question: Question, model: str) -> Usage:
    """Return what was spent. Thinking is output; what the service leaves out is estimated rather than free."""
    told = response.usage_metadata
    if told is None:
        spent = estimate_tokens(question), len(_text(response)) // _CHARACTERS_PER_TOKEN
    else:
        came_in = (told.prompt_token_count or 0) + (told.tool_use_prompt_token_count or 0)
        went_out = (told.candidates_token_count or 0) + (told.thoughts_token_count or 0)
        spent = came_in, max(went_out, (told.total_token_count or 0) - came_in)
    cost = prices.cost_usd(model, datetime.now(UTC).date(), input_tokens=spent[0], output_tokens=spent[1])
    return Usage(requests=1, input_tokens=spent[0], output_tokens=spent[1], cost_usd=cost)


_CHARACTERS_PER_TOKEN = 4
"""ai.google.dev, Gemini API, "Understand and count tokens"."""

TOKENS_PER_PICTURE = 1120
"""At the resolution "high", which is the default of Gemini 3 for images. ai.google.dev, "Media resolution"."""


def estimate_tokens(question: Question) -> int:
    """Return about how many input tokens a question takes."""
    words = len(question.system) + len(question.text) + len(json.dumps(question.answer_schema))
    return len(question.pictures) * TOKENS_PER_PICTURE + words // _CHARACTERS_PER_TOKEN
