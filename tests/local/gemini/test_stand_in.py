import base64
import http.client
import io
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from local.gemini import SCENARIOS, GeminiStandIn
from models.prompts.answer_v1 import Answer, Malformed
from models.prompts.answer_v2 import parse, schema
from models.vocabulary.finding import Bearing
from models.vocabulary.views import View

OPEN = "/v1beta/models/gemini-3.8-flash:generateContent"
VERTEX = "/v1beta1/projects/a-project/locations/global/publishers/google/models/gemini-3.8-flash:generateContent"
KEY = {"x-goog-api-key": "stand-in"}


def picture(mime: str = "image/jpeg", data: bytes | None = None) -> dict[str, Any]:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48)).save(buffer, "JPEG")
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(data or buffer.getvalue()).decode()}}


def request(*labels: str, **changed: object) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"text": "Examine."}]
    for label in labels or ("dial",):
        parts += [{"text": f"Photo {label}:"}, picture()]
    generation = {"responseMimeType": "application/json", "responseJsonSchema": schema(labels)}
    return {"contents": [{"role": "user", "parts": parts}], "generationConfig": generation} | changed


def post(
    stand_in: GeminiStandIn, body: object, path: str = OPEN, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], Any]:
    place = urlsplit(stand_in.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    try:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", path, data, KEY if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), json.loads(answer.read())
    finally:
        connection.close()


def told(answer: Any) -> str:
    return str(answer["candidates"][0]["content"]["parts"][0]["text"])


def test_a_good_answer_has_the_shape_that_is_asked_for_and_supports_every_view() -> None:
    labels = tuple(view.value for view in View)
    with GeminiStandIn() as stand_in:
        status, _, answer = post(stand_in, request(*labels))
    found = parse(told(answer), labels)
    assert status == 200
    assert isinstance(found, Answer)
    assert found.rejected == 0
    assert {seen.photo for seen in found.observations} == set(labels)
    assert {seen.bearing for seen in found.observations} == {Bearing.SUPPORTS}
    assert all(seen.box for seen in found.observations)
    assert found.counts["dial"] == 1


def test_it_never_passes_for_the_real_thing() -> None:
    with GeminiStandIn() as stand_in:
        assert post(stand_in, request())[2]["modelVersion"] == "stand-in"


def test_a_defect_contradicts_on_the_dial_and_nowhere_else() -> None:
    with GeminiStandIn("defect") as stand_in:
        found = parse(told(post(stand_in, request("dial", "caseback"))[2]), ("dial", "caseback"))
    assert isinstance(found, Answer)
    against = {seen.component.value for seen in found.observations if seen.bearing is Bearing.CONTRADICTS}
    assert against == {"dial"}


def test_a_counterfeit_contradicts_everywhere() -> None:
    with GeminiStandIn("counterfeit") as stand_in:
        found = parse(told(post(stand_in, request("dial", "caseback"))[2]), ("dial", "caseback"))
    assert isinstance(found, Answer)
    assert {seen.bearing for seen in found.observations} == {Bearing.CONTRADICTS}


def test_reference_photos_are_shown_and_never_judged() -> None:
    body = request("dial", "reference-dial", "reference-dial-2")
    with GeminiStandIn() as stand_in:
        answer = told(post(stand_in, body)[2])
        assert stand_in.seen[0].labels == ("dial", "reference-dial", "reference-dial-2")
    assert "reference-" not in answer


def asking(text: str, *labels: str) -> dict[str, Any]:
    body = request(*labels)
    body["contents"][0]["parts"][0]["text"] = f"Examine.\n{text}\n"
    return body


def test_only_the_components_that_are_asked_about_are_answered() -> None:
    with GeminiStandIn() as stand_in:
        found = parse(told(post(stand_in, asking('COMPONENTS: ["hands", "papers"]', "dial"))[2]), ("dial",))
    assert isinstance(found, Answer)
    assert {seen.component.value for seen in found.observations} == {"hands"}


@pytest.mark.parametrize(
    ("scenario", "far", "near"),
    [
        ("doubt", Bearing.CONTRADICTS, Bearing.SUPPORTS),
        ("suspicion", Bearing.SUPPORTS, Bearing.CONTRADICTS),
    ],
)
def test_shown_close_an_uncertain_place_is_told_apart(scenario: str, far: Bearing, near: Bearing) -> None:
    places = 'PLACES: [{"component": "dial", "criterion": "printing", "photo": "place-1"}]'
    with GeminiStandIn(scenario) as stand_in:
        post(stand_in, request())
        second = parse(told(post(stand_in, request())[2]), ("dial",))
        post(stand_in, request())
        close = parse(told(post(stand_in, asking(places, "place-1"))[2]), ("place-1",))
    assert isinstance(second, Answer)
    assert isinstance(close, Answer)
    assert {seen.bearing for seen in second.observations if seen.criterion.value == "printing"} >= {far}
    assert [(seen.photo, seen.bearing) for seen in close.observations] == [("place-1", near)]
    assert close.counts == {"place-1": 0}


def test_passes_that_disagree_alternate() -> None:
    with GeminiStandIn("disagree") as stand_in:
        first, second, third = (told(post(stand_in, request())[2]) for _ in range(3))
    assert first == third != second


@pytest.mark.parametrize(
    ("scenario", "status", "name"),
    [
        ("429", 429, "RESOURCE_EXHAUSTED"),
        ("500", 500, "INTERNAL"),
        ("503", 503, "UNAVAILABLE"),
        ("bad-key", 400, "INVALID_ARGUMENT"),
    ],
)
def test_an_error_has_googles_format(scenario: str, status: int, name: str) -> None:
    with GeminiStandIn(scenario) as stand_in:
        seen, headers, answer = post(stand_in, request())
    assert seen == status
    assert answer["error"]["code"] == status
    assert answer["error"]["status"] == name
    assert ("Retry-After" in headers) == (status == 429)


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        ("cut-off", "MAX_TOKENS"),
        ("refuse", "SAFETY"),
        ("empty", "STOP"),
        ("not-json", "STOP"),
        ("wrong-schema", "STOP"),
    ],
)
def test_an_answer_that_is_none_ends_as_the_service_would_end_it(scenario: str, reason: str) -> None:
    with GeminiStandIn(scenario) as stand_in:
        answer = post(stand_in, request())[2]
    assert answer["candidates"][0]["finishReason"] == reason
    if scenario != "refuse":
        assert parse(told(answer), ("dial",)) == Malformed()


def test_a_blocked_question_has_no_candidate() -> None:
    with GeminiStandIn("blocked") as stand_in:
        answer = post(stand_in, request())[2]
    assert answer["promptFeedback"]["blockReason"] == "PROHIBITED_CONTENT"
    assert "candidates" not in answer


def test_a_sequence_is_answered_in_order_and_its_last_repeats() -> None:
    with GeminiStandIn("429,503,good") as stand_in:
        assert [post(stand_in, request())[0] for _ in range(5)] == [429, 503, 200, 200, 200]
        assert stand_in.requests == 5


def test_a_request_may_choose_its_own_scenario() -> None:
    with GeminiStandIn("good") as stand_in:
        assert post(stand_in, request(), headers=KEY | {"X-Stand-In-Scenario": "503"})[0] == 503
        assert post(stand_in, request(), path=f"{OPEN}?scenario=500")[0] == 500
        assert post(stand_in, request(), path=f"{OPEN}?scenario=nonsense")[0] == 400


PARTS = [{"text": "Photo dial:"}, picture()]
GENERATION = request()["generationConfig"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        [],
        {},
        request(contents=[]),
        request(contents=[{"role": "model", "parts": PARTS}]),
        request(contents=[{"parts": []}]),
        request(contents=[{"parts": [{"functionCall": {}}]}]),
        request(contents=[{"parts": [picture()]}]),
        request(contents=[{"parts": [{"text": "see:"}, picture()]}]),
        request(contents=[{"parts": [{"text": "Photo dial:"}, picture(mime="image/png")]}]),
        request(contents=[{"parts": [{"text": "Photo dial:"}, picture(data=b"\xff\xd8\xff\xe0 cut")]}]),
        request(contents=[{"parts": [{"text": "Photo dial:"}, picture(data=b"plain text")]}]),
        request(
            contents=[{"parts": [{"text": "Photo dial:"}, {"inlineData": {"mimeType": "image/jpeg", "data": "%"}}]}]
        ),
        request(generationConfig=None),
        request(generationConfig=GENERATION | {"responseMimeType": "text/plain"}),
        request(generationConfig=GENERATION | {"responseJsonSchema": {}}),
    ],
)
def test_a_request_that_the_service_would_refuse_is_refused(body: object) -> None:
    with GeminiStandIn() as stand_in:
        status, _, answer = post(stand_in, body)
    assert status == 400
    assert answer["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (OPEN, {}, 403),
        (VERTEX, KEY, 401),
        (VERTEX, {"Authorization": "Bearer a-token"}, 200),
        (OPEN.replace("generateContent", "streamGenerateContent"), KEY, 501),
        (OPEN.replace("generateContent", "countTokens"), KEY, 501),
        ("/v1beta/files", KEY, 404),
        ("/", KEY, 404),
    ],
)
def test_address_and_key_are_checked(path: str, headers: dict[str, str], status: int) -> None:
    with GeminiStandIn() as stand_in:
        assert post(stand_in, request(), path, headers)[0] == status


def test_thirty_requests_are_answered_side_by_side() -> None:
    with GeminiStandIn(delay=0.5) as stand_in, ThreadPoolExecutor(30) as pool:
        began = time.monotonic()
        statuses = list(pool.map(lambda _turn: post(stand_in, request())[0], range(30)))
        seconds = time.monotonic() - began
        assert stand_in.requests == 30
    assert statuses == [200] * 30
    assert seconds < 10


def test_closing_gives_up_answers_that_are_being_delayed() -> None:
    with ThreadPoolExecutor(1) as pool:
        with GeminiStandIn("slow") as stand_in:
            waiting = pool.submit(post, stand_in, request())
            while not stand_in.requests:
                time.sleep(0.01)
            began = time.monotonic()
        assert time.monotonic() - began < 5
        assert waiting.result(timeout=5)[0] == 200


@pytest.mark.parametrize("scenario", ["", "perfect", "good,,503"])
def test_an_unknown_scenario_is_refused_with_the_list(scenario: str) -> None:
    with pytest.raises(ValueError, match="there are good, defect"):
        GeminiStandIn(scenario)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_answers_json(scenario: str) -> None:
    with GeminiStandIn(scenario, delay=0.01) as stand_in:
        assert isinstance(post(stand_in, request())[2], dict)


def test_on_the_command_line_it_prints_what_to_export_and_ends_on_interrupt() -> None:
    command = [sys.executable, "-m", "local.gemini", "--scenario", "429,good", "--delay", "0.01"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as run:
        assert run.stdout is not None
        lines = [run.stdout.readline().strip() for _ in range(3)]
        url = lines[1].removeprefix("export GEMINI_BASE_URL=")
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        connection.request("POST", OPEN, json.dumps(request()), KEY)
        status = connection.getresponse().status
        connection.close()
        run.send_signal(signal.SIGINT)
        rest = run.stdout.read()
    assert status == 429
    assert lines[2] == "export GEMINI_API_KEY=stand-in"
    assert "1 requests." in rest
    assert run.returncode == 0


def test_a_wrong_scenario_on_the_command_line_is_a_usage_error() -> None:
    command = [sys.executable, "-m", "local.gemini", "--scenario", "perfect"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert run.returncode == 2
    assert "no scenario 'perfect'" in run.stderr
