"""The report of an evaluation says what was seen, what was aimed at, and first of all what it cannot show."""

import re
from html.parser import HTMLParser

from models.scoring.labelled import Severity
from models.vocabulary.views import Component
from pipeline.evaluation.accuracy import report
from pipeline.evaluation.accuracy.figures import Figures
from pipeline.evaluation.accuracy.tally import tally
from tests.support.examined import examined


def figures() -> Figures:
    cases = [
        *(examined(f"genuine-{k}", genuine=True) for k in range(4)),
        *(
            examined(
                f"bad-{k}", genuine=False, severity=Severity.SEVERE, defect="wrong_hands", against=(Component.DIAL,)
            )
            for k in range(4)
        ),
    ]
    return tally("Studio <held back>", cases, {"again": cases[:2]})


class Checker(HTMLParser):
    """Collects what a page would load, and that every element that is opened is closed."""

    VOID = frozenset({"meta", "line", "circle", "polyline"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [f"{tag} {name}" for name, _ in attrs if name in {"src", "href"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_well_formed_and_loads_nothing() -> None:
    checker = Checker()
    checker.feed(report.page(figures()))
    assert (checker.open, checker.loaded) == ([], [])


def test_what_the_figures_cannot_show_stands_before_any_figure() -> None:
    page = report.page(figures())
    assert page.index("Rendered watches are not counterfeits") < page.index("<table>")
    assert "Studio &lt;held back&gt;" in page
    assert report.summary(figures()).splitlines()[2].startswith("> Rendered watches are not counterfeits")


def test_an_aim_that_was_missed_says_so() -> None:
    aims = {aim.name: aim for aim in report.aims(figures())}
    assert not aims["false authentic, severe defects"].met  # four cases are not 400
    assert aims["verdict unchanged: again"].met
    assert "**missed**" in report.summary(figures())
    assert 'class="missed"' in report.page(figures())


def test_the_summary_repeats_the_pages_figures() -> None:
    numbers = set(re.findall(r"\d+ of \d+ = [\d.]+ %", report.page(figures())))
    assert numbers
    told = set(re.findall(r"\d+ of \d+ = [\d.]+ %", report.summary(figures())))
    assert told <= numbers


def test_the_summary_replaces_the_last_one_and_keeps_what_people_wrote() -> None:
    once = report.placed("# Accuracy\n\nWritten by hand.\n", report.summary(figures()))
    twice = report.placed(once, report.summary(figures()))
    assert once == twice
    assert twice.startswith("# Accuracy\n\nWritten by hand.")
    assert twice.count(report.MARK[0]) == 1
