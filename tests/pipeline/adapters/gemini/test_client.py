import io
import json
import logging
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import google.auth.credentials
import pytest
import redis
from PIL import Image

from local.gemini import GeminiStandIn
from models import prompts
from models.vocabulary.claim import Claim
from models.vocabulary.views import Profile
from pipeline.adapters.gemini import Gemini, GeminiSettings, Vertex, connect
from pipeline.ports import Answered, NoAnswer, Picture, Question

KEY = "AIza-not-a-real-key"
SECRETS = (KEY, "Aldenmoor", "forensic")
RECORDED = Path(__file__).resolve().parents[4] / "../shared/data/gemini-responses"


def jpeg(width: int = 64, height: int = 48) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (20, 40, 90)).save(buffer, "JPEG")
    return buffer.getvalue()


def question(*labels: str) -> Question:
    prompt = prompts.current(Profile.WATCH)
    shown = labels or ("dial", "caseback")
    return Question(
        system=prompt.system,
        text=prompt.question(Claim(brand="Aldenmoor", reference="AM-2204"), shown),
        pictures=tuple(Picture(label=label, data=jpeg()) for label in shown),
        answer_schema=prompt.schema(shown),
        max_output_tokens=4096,
        temperature=1.0,
    )


def gemini(client: redis.Redis, url: str, **chosen: object) -> Gemini:
    settings = {"api_key": KEY, "base_url": url, "first_pause": 0.02, "longest_pause": 0.1, "timeout": 5.0}
    return Gemini(GeminiSettings.model_validate(settings | chosen), client)


def test_a_good_answer_comes_back_whole_with_what_it_cost(client: redis.Redis) -> None:
    with GeminiStandIn() as stand_in:
        answer = gemini(client, stand_in.url).ask(question(), deadline=10)
    assert isinstance(answer, Answered)
    assert json.loads(answer.text)["components"]
    assert answer.model == "stand-in"
    assert answer.usage.requests == 1
    assert answer.usage.input_tokens > 2 * 1120
    assert answer.usage.output_tokens > 400
    assert answer.usage.cost_usd > 0
    assert answer.prices


def test_the_service_gets_system_question_labels_pictures_and_schema(client: redis.Redis) -> None:
    asked = question("papers", "dial", "dial-closeup")
    with GeminiStandIn() as stand_in:
        gemini(client, stand_in.url).ask(asked, deadline=10)
        seen = stand_in.seen[0]
    assert seen.model == GeminiSettings().model
    assert seen.system == asked.system
    assert seen.texts[0] == asked.text
    assert seen.labels == ("papers", "dial", "dial-closeup")
    assert seen.sizes == ((64, 48),) * 3
    assert seen.generation["responseJsonSchema"] == asked.answer_schema
    assert seen.generation["mediaResolution"] == "MEDIA_RESOLUTION_HIGH"
    assert seen.generation["maxOutputTokens"] == 4096


@pytest.mark.parametrize(
    ("scenario", "why", "passing", "requests", "paid"),
    [
        ("429", "rate limited", True, 3, False),
        ("500", "server error", True, 3, False),
        ("503", "server error", True, 3, False),
        ("bad-key", "bad key", True, 1, False),
        ("blocked", "blocked", False, 1, True),
        ("refuse", "refused", False, 1, True),
        ("empty", "empty answer", True, 1, True),
        ("cut-off", "truncated", False, 1, True),
        ("not-json", "malformed answer", False, 1, True),
    ],
)
def test_what_is_no_answer_says_why(
    client: redis.Redis,
    scenario: str,
    why: str,
    passing: bool,  # noqa: FBT001
    requests: int,
    paid: bool,  # noqa: FBT001
) -> None:
    with GeminiStandIn(scenario) as stand_in:
        answer = gemini(client, stand_in.url, max_attempts=3).ask(question(), deadline=20)
        assert stand_in.requests == requests
    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.passing) == (why, passing)
    assert (answer.usage is not None) == paid


@pytest.mark.parametrize("scenario", ["500,good", "503,500,good", "429,good"])
def test_a_fault_that_passes_within_the_deadline_is_survived(client: redis.Redis, scenario: str) -> None:
    with GeminiStandIn(scenario) as stand_in:
        answer = gemini(client, stand_in.url).ask(question(), deadline=10)
        assert stand_in.requests == scenario.count(",") + 1
    assert isinstance(answer, Answered)


def test_retry_after_is_waited_for_by_every_worker(client: redis.Redis) -> None:
    with GeminiStandIn("429,good") as stand_in:
        first, second = gemini(client, stand_in.url), gemini(client, stand_in.url)
        began = time.monotonic()
        refused = first.ask(question(), deadline=0.5)
        answer = second.ask(question(), deadline=10)
        waited = time.monotonic() - began
    assert isinstance(refused, NoAnswer)
    assert refused.retry_after == 1.0
    assert isinstance(answer, Answered)
    assert waited >= 1.0


@pytest.mark.parametrize(
    ("header", "detail", "expected"),
    [
        ("7", None, 7.0),
        (None, "12.5s", 12.5),
        ("3", "9s", 9.0),
        ("date", None, 30.0),
        ("999999999", None, 3600.0),
        ("soon", "now", None),
    ],
)
def test_retry_after_is_read_from_header_and_body(
    client: redis.Redis, header: str | None, detail: str | None, expected: float | None
) -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": detail}
    error = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "m", "details": [info] if detail else []}
    sent = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True) if header == "date" else header
    headers = {"Retry-After": sent} if sent else {}
    with GeminiStandIn(replay=(429, json.dumps({"error": error}).encode(), headers)) as stand_in:
        answer = gemini(client, stand_in.url, max_attempts=1).ask(question(), deadline=5)
    assert isinstance(answer, NoAnswer)
    assert answer.retry_after == (expected if expected is None else pytest.approx(expected, abs=2))


def test_a_deadline_holds_against_a_service_that_does_not_answer(client: redis.Redis) -> None:
    with GeminiStandIn("slow") as stand_in:
        began = time.monotonic()
        answer = gemini(client, stand_in.url).ask(question(), deadline=1.0)
        seconds = time.monotonic() - began
    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.passing) == ("timeout", True)
    assert seconds < 2.5


def test_a_deadline_holds_against_a_shared_limit_that_is_used_up(client: redis.Redis) -> None:
    with GeminiStandIn() as stand_in:
        model = gemini(client, stand_in.url, requests_per_minute=1)
        assert isinstance(model.ask(question(), deadline=5), Answered)
        began = time.monotonic()
        answer = model.ask(question(), deadline=2)
        assert time.monotonic() - began < 1
        assert stand_in.requests == 1
    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.passing) == ("rate limited", True)
    assert answer.retry_after
    assert answer.retry_after > 30


def test_a_service_that_is_not_there_is_unreachable(client: redis.Redis) -> None:
    with GeminiStandIn() as stand_in:
        url = stand_in.url
    answer = gemini(client, url, max_attempts=2).ask(question(), deadline=5)
    assert answer == NoAnswer(why="unreachable", passing=True)


def test_without_redis_nothing_is_asked() -> None:
    with GeminiStandIn() as stand_in, connect("unix:///nonexistent/socket") as nobody:
        answer = gemini(nobody, stand_in.url).ask(question(), deadline=5)
        assert stand_in.requests == 0
    assert answer == NoAnswer(why="rate limiter unavailable", passing=True)


def test_a_circuit_that_opened_for_one_worker_is_open_for_all(client: redis.Redis) -> None:
    with GeminiStandIn("503,503,503,503,good") as stand_in:
        workers = [gemini(client, stand_in.url, max_attempts=1, breaker_failures=4, breaker_rest=0.4) for _ in "ab"]
        failures = [workers[turn % 2].ask(question(), deadline=5) for turn in range(4)]
        refused = workers[1].ask(question(), deadline=5)
        assert stand_in.requests == 4
        time.sleep(0.5)
        assert isinstance(workers[0].ask(question(), deadline=5), Answered)
        assert isinstance(workers[1].ask(question(), deadline=5), Answered)
    assert {each.why for each in failures if isinstance(each, NoAnswer)} == {"server error"}
    assert isinstance(refused, NoAnswer)
    assert (refused.why, refused.passing) == ("circuit open", True)


def test_refusals_and_rate_limits_never_open_the_circuit(client: redis.Redis) -> None:
    with GeminiStandIn("refuse,empty,bad-key,blocked,not-json,good") as stand_in:
        model = gemini(client, stand_in.url, breaker_failures=1, max_attempts=1)
        for _ in range(5):
            model.ask(question(), deadline=5)
        assert isinstance(model.ask(question(), deadline=5), Answered)


def test_thirty_questions_at_once_are_all_answered(client: redis.Redis) -> None:
    with GeminiStandIn(delay=0.2) as stand_in, ThreadPoolExecutor(30) as pool:
        model = gemini(client, stand_in.url, timeout=30.0)
        answers = list(pool.map(lambda _turn: model.ask(question(), deadline=60), range(30)))
        assert stand_in.requests == 30
    assert all(isinstance(each, Answered) for each in answers)


def test_vertex_is_asked_with_a_token_at_its_own_address(client: redis.Redis) -> None:
    class Token(google.auth.credentials.Credentials):
        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.token = "a-token"

        def refresh(self, _request: object) -> None: ...

    with GeminiStandIn() as stand_in:
        settings = GeminiSettings(
            vertex=Vertex(project="a-project", location="europe-west4"), base_url=stand_in.url, max_attempts=1
        )
        answer = Gemini(settings, client, Token()).ask(question(), deadline=10)
        assert stand_in.seen[0].model == settings.model
    assert isinstance(answer, Answered)


def test_a_vertex_sign_in_that_fails_is_a_bad_key(client: redis.Redis) -> None:
    class Expired(google.auth.credentials.Credentials):
        def refresh(self, _request: object) -> None:
            raise google.auth.exceptions.RefreshError("no")  # type: ignore[no-untyped-call]

    with GeminiStandIn() as stand_in:
        settings = GeminiSettings(vertex=Vertex(project="a-project"), base_url=stand_in.url)
        answer = Gemini(settings, client, Expired()).ask(question(), deadline=10)  # type: ignore[no-untyped-call]
        assert stand_in.requests == 0
    assert answer == NoAnswer(why="bad key", passing=True)


@pytest.mark.parametrize("name", sorted(path.name for path in RECORDED.glob("*.json")) or ["missing"])
def test_recorded_answers_of_the_service_are_read(client: redis.Redis, name: str) -> None:
    if not (RECORDED / name).exists():
        pytest.skip("the recorded answers are not beside this checkout")
    body = (RECORDED / name).read_bytes()
    with GeminiStandIn(replay=(200, body)) as stand_in:
        answer = gemini(client, stand_in.url).ask(question(), deadline=10)
    spoken = [part["text"] for part in json.loads(body)["candidates"][0]["content"]["parts"] if not part.get("thought")]
    if "json" in Path(name).stem:
        assert isinstance(answer, Answered)
        assert json.loads(answer.text) == json.loads("".join(spoken))
    else:
        assert isinstance(answer, NoAnswer)
        assert answer.why == "malformed answer"
    told = json.loads(body).get("usageMetadata")
    if told:
        assert answer.usage
        assert answer.usage.input_tokens == told["promptTokenCount"]
        assert answer.usage.output_tokens == told["totalTokenCount"] - told["promptTokenCount"]


STATUSES = (200, 400, 403, 404, 418, 429, 500)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[1, 2]",
        b"7",
        b'"text"',
        b"<html>Bad gateway</html>",
        b"\xff\xfe\x00",
        b'{"error": "text"}',
        b'{"error": {"details": {"a": 1}}}',
        b'{"error": [], "code": "x"}',
        b'{"candidates": 3}',
        b'{"candidates": [null]}',
        b'{"candidates": [{"content": null}]}',
        b'{"candidates": [{"content": {"parts": [{"inlineData": {"data": "!"}}]}, "finishReason": "STOP"}]}',
        b'{"promptFeedback": []}',
        b'{"usageMetadata": {"promptTokenCount": "many"}}',
    ],
)
def test_no_answer_whatever_its_shape_raises(client: redis.Redis, body: bytes) -> None:
    with GeminiStandIn() as stand_in:
        model = gemini(client, stand_in.url, max_attempts=1, breaker_failures=1000)
        for status in STATUSES:
            stand_in.replay = (status, body)
            assert isinstance(model.ask(question(), deadline=5), NoAnswer)


@pytest.mark.filterwarnings("ignore:.*is not a valid FinishReason")
@pytest.mark.parametrize("reason", ["RECITATION", "PROHIBITED_CONTENT", "SPII", "OTHER", "A_REASON_OF_TOMORROW", None])
def test_an_answer_that_did_not_end_by_itself_is_refused_even_with_text(
    client: redis.Redis, reason: str | None
) -> None:
    ended = {"finishReason": reason} if reason else {}
    candidate = {"content": {"parts": [{"text": "{}"}], "role": "model"}} | ended
    with GeminiStandIn(replay=(200, json.dumps({"candidates": [candidate]}).encode())) as stand_in:
        answer = gemini(client, stand_in.url).ask(question(), deadline=5)
    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.passing) == ("refused", False)


class _Dripping(BaseHTTPRequestHandler):
    """Sends one byte every 50 ms, for ever."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *_arguments: object) -> None: ...


class _Flooding(_Dripping):
    """Sends without end."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" " * 100_000)
        except OSError:
            return


@pytest.mark.parametrize(("handler", "why"), [(_Dripping, "timeout"), (_Flooding, "unreachable")])
def test_an_answer_without_end_is_given_up(
    client: redis.Redis, handler: type[BaseHTTPRequestHandler], why: str
) -> None:
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        began = time.monotonic()
        answer = gemini(client, url, timeout=0.5, max_attempts=1).ask(question(), deadline=5)
        seconds = time.monotonic() - began
        server.shutdown()
    assert answer == NoAnswer(why=why, passing=True)
    assert seconds < 3


def test_nothing_of_key_claim_or_prompt_is_logged(client: redis.Redis, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for scenario in ("good", "bad-key", "500", "not-json"):
        with GeminiStandIn(scenario) as stand_in:
            gemini(client, stand_in.url, max_attempts=2).ask(question(), deadline=5)
    assert not [secret for secret in SECRETS if secret in caplog.text]


@pytest.mark.parametrize(
    "name",
    ["GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_CLOUD_PROJECT",
     "GOOGLE_GENAI_API_VERSION", "HTTP_PROXY", "ALL_PROXY"],
)  # fmt: skip
def test_the_process_environment_changes_nothing(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9" if "PROXY" in name else "true")
    with GeminiStandIn() as stand_in:
        assert isinstance(gemini(client, stand_in.url).ask(question(), deadline=5), Answered)


def test_our_own_impatience_does_not_open_the_circuit(client: redis.Redis) -> None:
    with GeminiStandIn("slow,good") as stand_in:
        model = gemini(client, stand_in.url, breaker_failures=1)
        assert isinstance(model.ask(question(), deadline=0.5), NoAnswer)
        assert isinstance(model.ask(question(), deadline=5), Answered)


def test_time_outs_of_the_service_open_the_circuit(client: redis.Redis) -> None:
    with GeminiStandIn("slow,good") as stand_in:
        model = gemini(client, stand_in.url, breaker_failures=1, timeout=0.3, max_attempts=1)
        assert isinstance(model.ask(question(), deadline=5), NoAnswer)
        refused = model.ask(question(), deadline=5)
    assert isinstance(refused, NoAnswer)
    assert refused.why == "circuit open"


def test_an_answer_that_wants_to_be_continued_is_truncated_and_not_paid_for_twice(client: redis.Redis) -> None:
    part = {"content": {"parts": [{"text": "{}"}], "role": "model"}, "finishReason": "CONTINUATION"}
    body = {"candidates": [part | {"continuationToken": "dG9rZW4="}]}
    with GeminiStandIn(replay=(200, json.dumps(body).encode())) as stand_in:
        answer = gemini(client, stand_in.url).ask(question(), deadline=5)
        assert stand_in.requests == 1
    assert isinstance(answer, NoAnswer)
    assert answer.why == "truncated"


def test_the_sdk_is_loaded_by_the_first_question_and_not_before() -> None:
    code = (
        "import sys; from pipeline.adapters import gemini;"
        "m = gemini.from_environment({'GEMINI_API_KEY': 'k'}, redis_url='unix:///nowhere');"
        "assert m.name; assert 'google.genai' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_thoughts_of_the_model_are_no_part_of_its_answer(client: redis.Redis) -> None:
    parts = [{"text": "Let me see.", "thought": True}, {"text": '{"a":'}, {"text": " 1}"}]
    body = {"candidates": [{"content": {"parts": parts, "role": "model"}, "finishReason": "STOP"}]}
    with GeminiStandIn(replay=(200, json.dumps(body).encode())) as stand_in:
        answer = gemini(client, stand_in.url).ask(question(), deadline=5)
    assert isinstance(answer, Answered)
    assert answer.text == '{"a": 1}'


def test_a_probe_that_the_limit_held_back_leaves_its_place_to_the_next(client: redis.Redis) -> None:
    with GeminiStandIn("503") as stand_in:
        model = gemini(
            client, stand_in.url, breaker_failures=1, breaker_rest=0.1, requests_per_minute=1, max_attempts=1
        )
        model.ask(question(), deadline=5)
        time.sleep(0.2)
        held_back = [model.ask(question(), deadline=1) for _ in range(2)]
    assert [each.why for each in held_back if isinstance(each, NoAnswer)] == ["rate limited"] * 2
