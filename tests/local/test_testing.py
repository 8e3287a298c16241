import pytest

from local.testing import CHECKS, Check, main

GOOD, BAD = Check("good", ["-c", "print('fine')"]), Check("bad", ["-c", "raise SystemExit(3)"])


@pytest.mark.parametrize(("checks", "code"), [([GOOD, GOOD], 0), ([BAD, GOOD], 1), ([GOOD, BAD], 1)])
def test_one_failed_check_fails_the_whole_and_the_others_run_all_the_same(
    checks: list[Check], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([], checks) == code
    shown = capfd.readouterr().out
    assert shown.count("fine") == checks.count(GOOD)
    assert shown.count("FAILED") == checks.count(BAD)
    assert all(f"── {check.name} " in shown for check in checks)


def test_arguments_go_to_pytest_alone_with_its_exit_code(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--no-such-option"]) == 4
    assert "unrecognized arguments" in capfd.readouterr().err


def test_every_tool_is_started_as_a_module() -> None:
    assert all(check.arguments[0] in {"-m", "-c"} for check in CHECKS)
