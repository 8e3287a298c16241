import pytest

from models.vocabulary.errors import Misconfigured
from pipeline.adapters.gemini import NoKey, from_environment
from pipeline.adapters.gemini.settings import Vertex, read_settings
from pipeline.ports import NoAnswer, Question

KEY = {"GEMINI_API_KEY": "not-a-real-key"}
QUESTION = Question(system="s", text="t", pictures=(), answer_schema={}, max_output_tokens=1, temperature=1.0)


@pytest.mark.parametrize("environment", [{}, {"GEMINI_API_KEY": " "}, {"GEMINI_BASE_URL": "https://example.org"}])
def test_without_key_or_project_there_is_a_model_that_says_so(environment: dict[str, str]) -> None:
    model = from_environment(environment, redis_url="unix:///nonexistent")
    assert isinstance(model, NoKey)
    assert model.ask(QUESTION, deadline=1.0) == NoAnswer(why="no key", passing=True)


def test_the_environment_sets_model_limits_and_endpoint() -> None:
    chosen = read_settings(
        KEY
        | {
            "GEMINI_MODEL": "gemini-3.1-pro-preview",
            "GEMINI_BASE_URL": "http://127.0.0.1:8080",
            "GEMINI_REQUESTS_PER_MINUTE": "5",
            "GEMINI_TOKENS_PER_MINUTE": "250000",
            "GEMINI_TIMEOUT": "12.5",
            "GEMINI_MAX_ATTEMPTS": "2",
        }
    )
    assert chosen is not None
    assert chosen.name == "gemini-3.1-pro-preview at a stand-in for gemini"
    assert (chosen.requests_per_minute, chosen.tokens_per_minute) == (5, 250_000)
    assert (chosen.timeout, chosen.max_attempts, chosen.base_url) == (12.5, 2, "http://127.0.0.1:8080")


def test_a_project_means_vertex_and_leaves_the_key_unused() -> None:
    chosen = read_settings(KEY | {"GEMINI_VERTEX_PROJECT": "a-project", "GEMINI_VERTEX_LOCATION": "europe-west4"})
    assert chosen is not None
    assert chosen.vertex == Vertex(project="a-project", location="europe-west4")
    assert chosen.api_key is None
    assert chosen.name.endswith(" at vertex")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GEMINI_REQUESTS_PER_MINUTE", "many"),
        ("GEMINI_REQUESTS_PER_MINUTE", "0"),
        ("GEMINI_TIMEOUT", "-1"),
        ("GEMINI_MODEL", "../../v1/files"),
        ("GEMINI_BASE_URL", "http://gemini.example.org"),
        ("GEMINI_BASE_URL", "file:///etc/passwd"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        read_settings(KEY | {name: value})
    assert raised.value.setting == name


def test_no_representation_of_the_settings_shows_the_key() -> None:
    chosen = read_settings(KEY)
    assert chosen is not None
    shown = f"{chosen!r} {chosen} {chosen.model_dump_json()} {chosen.model_dump()!r}"
    assert KEY["GEMINI_API_KEY"] not in shown


@pytest.mark.parametrize(
    ("address", "stands_in"),
    [
        (None, False),
        ("https://generativelanguage.googleapis.com/", False),
        ("https://europe-west4-aiplatform.googleapis.com", False),
        ("http://127.0.0.1:8080", True),
        ("https://gemini.example.org", True),
        ("https://googleapis.com.example.org", True),
        ("https://notgoogleapis.com", True),
    ],
)
def test_whatever_answers_elsewhere_than_at_googles_is_called_a_stand_in(
    address: str | None, *, stands_in: bool
) -> None:
    chosen = read_settings(KEY | ({"GEMINI_BASE_URL": address} if address else {}))
    assert chosen is not None
    assert (chosen.stands_in, "stand-in" in chosen.name) == (stands_in, stands_in)
