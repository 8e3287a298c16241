"""The report of an evaluation: a page for people, JSON for programs, and the summary in ``docs/accuracy.md``."""

from collections.abc import Iterable, Sequence
from html import escape

from models.scoring.labelled import Severity
from pipeline.evaluation.accuracy.charts import chart, legend
from pipeline.evaluation.accuracy.figures import Figures, Group, Outcomes, Rate

MARK = ("<!-- written by ./adriel evaluate: begin -->", "<!-- written by ./adriel evaluate: end -->")
"""Between these lines of ``docs/accuracy.md`` stands the summary; what people wrote around it stays."""

_STYLE = """
:root{font:16px/1.5 system-ui,sans-serif;color:#1c2126;background:#fff}
body{max-width:62rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;font-size:.92rem}td,th{padding:.25rem .7rem .25rem 0;text-align:right;vertical-align:top}
td:first-child,th:first-child{text-align:left}tr+tr td{border-top:1px solid #e3e6e9}
.wide{overflow-x:auto}.warn{border-left:4px solid #c4572e;padding:.1rem 1rem;background:#fbf3ef}
.missed{color:#a33312;font-weight:600}.met{color:#256b39}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1.5rem}
figure{margin:0}figcaption{font-size:.9rem;color:#4c545c}svg{width:100%;height:auto}
svg text{font:11px system-ui,sans-serif;fill:#4c545c}.grid{stroke:#e8ebee}
.legend{list-style:none;padding:0;font-size:.85rem;columns:2}.legend span{display:inline-block;width:.8rem;height:.8rem;
margin-right:.4rem}
"""


class Aim:
    """What a figure should be, and whether it is."""

    def __init__(self, name: str, seen: str, aim: str, *, met: bool) -> None:
        """Hold a figure against its aim."""
        self.name, self.seen, self.aim, self.met = name, seen, aim, met


def aims(figures: Figures) -> list[Aim]:
    """Return the figures that were aimed at, in order."""
    quality, stable = figures.quality, {each.variant: each.same for each in figures.stability}
    severe, moderate = figures.false_authentic_severe, figures.false_authentic_moderate
    genuine = figures.genuine_authentic
    found = [
        Aim("false authentic, severe defects", rate(severe), "0 of at least 400",
            met=severe.events == 0 and severe.trials >= 400),  # noqa: PLR2004 - the aim as it stands
        Aim("false authentic, moderate defects", rate(moderate), "at most 1 %", met=moderate.share <= 0.01),  # noqa: PLR2004
        Aim("AUC over all defects", f"{quality.auc:.3f}", "at least 0.97", met=quality.auc >= 0.97),  # noqa: PLR2004
        Aim("genuine answered authentic", rate(genuine), "at least 85 %", met=genuine.share >= 0.85),  # noqa: PLR2004
        Aim("Cllr", f"{quality.cllr:.3f}", "at most 0.25", met=quality.cllr <= 0.25),  # noqa: PLR2004
        Aim("ECE, both kinds of claim alike", f"{quality.ece:.3f}", "at most 0.05", met=quality.ece <= 0.05),  # noqa: PLR2004
    ]  # fmt: skip
    for variant, least in (("again", 1.0), ("recompressed", 0.98), ("reordered", 0.98)):
        if variant in stable:
            same = stable[variant]
            seen, aim = rate(same), f"{'100' if least == 1 else 'at least 98'} %"
            found.append(Aim(f"verdict unchanged: {variant}", seen, aim, met=same.share >= least))
    return found


def rate(found: Rate) -> str:
    """``3 of 400 = 0.8 % (0.2 to 2.2 %)``."""
    bounds = f"{found.low * 100:.1f} to {found.high * 100:.1f} %"
    return f"{found.events} of {found.trials} = {found.share * 100:.1f} % ({bounds})"


def page(figures: Figures) -> str:
    """Return the report as one HTML page that loads nothing."""
    warned = "".join(f"<p>{escape(line)}</p>" for line in figures.cannot_show)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Accuracy: {escape(figures.title)}</title><style>{_STYLE}</style>"
        f'<h1>How often the answers are wrong</h1><div class="warn">{warned}</div>'
        f"<p>{escape(_about(figures))}</p>"
        f"<h2>Against the aims</h2>{_aims(figures)}"
        f"<h2>How cases were answered</h2>{_answers(figures)}"
        f"<h2>Charts</h2>{_charts(figures)}"
        f"<h2>Each kind of defect</h2>{_groups(figures.groups)}"
        f"<h2>Without one examiner</h2>{_ablation(figures)}"
        f"<h2>The same case handed in otherwise</h2>{_stability(figures)}"
        f"<h2>CPU time of a case</h2>{_seconds(figures)}"
        f"<h2>Versions</h2>{_versions(figures)}</html>\n"
    )


def summary(figures: Figures) -> str:
    """Return what stands in ``docs/accuracy.md``, as Markdown, the marks around it."""
    lines = [MARK[0], "", *(f"> {line}" for line in figures.cannot_show), "", _about(figures), ""]
    lines += ["| figure | seen | aim | |", "|---|---|---|---|"]
    lines += [f"| {a.name} | {a.seen} | {a.aim} | {'met' if a.met else '**missed**'} |" for a in aims(figures)]
    lines += ["", "| cases | authentic | inconclusive | counterfeit | needs photos |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {name} | {_cells(each, ' | ')} |" for name, each in _rows(figures)]
    lines += ["", "| defect | severity | authentic | inconclusive | counterfeit | AUC | its component named |"]
    lines += ["|---|---|---:|---:|---:|---:|---|"]
    lines += [f"| {' | '.join(_group(group))} |" for group in figures.groups]
    lines += ["", "| left out | AUC | Cllr | genuine authentic | false authentic, severe |", "|---|---:|---:|---|---|"]
    lines += [
        f"| {each.examiner} | {each.quality.auc:.3f} | {each.quality.cllr:.3f} | {rate(each.genuine_authentic)} "
        f"| {rate(each.false_authentic_severe)} |"
        for each in figures.ablation
    ]
    return "\n".join([*lines, "", MARK[1], ""])


def placed(document: str, text: str) -> str:
    """Return a document with the summary between its marks, or after its end where it has none."""
    before, begin, rest = document.partition(MARK[0])
    if not begin:
        return f"{document.rstrip()}\n\n{text}"
    _, _, after = rest.partition(MARK[1])
    return f"{before}{text.rstrip()}{after}"


def _about(figures: Figures) -> str:
    weighed = ", ".join(figures.tables)
    return (
        f"{figures.title}: {figures.cases} cases of {figures.watches} watches of {figures.references} references, "
        f"weighed with {weighed}. {_faults(figures)}"
    )


def _faults(figures: Figures) -> str:
    if not figures.faults:
        return "Every examiner gave its answer in every case."
    named = ", ".join(f"{name} in {count}" for name, count in figures.faults.items())
    return f"Examiners that gave no answer, in cases: {named}."


def _rows(figures: Figures) -> list[tuple[str, Outcomes]]:
    named = [("genuine", figures.genuine), ("slight, which is no defect", figures.slight)]
    for severity in (Severity.MODERATE, Severity.SEVERE):
        groups = [group.outcomes for group in figures.groups if group.severity is severity]
        named.append((severity.value, _sum(groups)))
    return named


def _sum(groups: Sequence[Outcomes]) -> Outcomes:
    fields = Outcomes.model_fields
    return Outcomes(**{name: sum(getattr(group, name) for group in groups) for name in fields})


def _cells(found: Outcomes, between: str) -> str:
    return between.join(str(n) for n in (found.authentic, found.inconclusive, found.counterfeit, found.needs_photos))


def _group(group: Group) -> list[str]:
    found = group.outcomes
    auc = "" if group.auc is None else f"{group.auc:.3f}"
    counts = [str(n) for n in (found.authentic, found.inconclusive, found.counterfeit)]
    return [group.defect.replace("_", " "), group.severity.value, *counts, auc, f"{group.named.share * 100:.0f} %"]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{top}</tr>{body}</table></div>'


def _aims(figures: Figures) -> str:
    rows = [
        (escape(a.name), a.seen, a.aim, f'<span class="{"met" if a.met else "missed"}">{_met(a)}</span>')
        for a in aims(figures)
    ]
    return _table(("figure", "seen", "aim", ""), rows)


def _met(aim: Aim) -> str:
    return "met" if aim.met else "missed"


def _answers(figures: Figures) -> str:
    rows = [(name, *_cells(each, " ").split()) for name, each in _rows(figures)]
    table = _table(("cases", "authentic", "inconclusive", "counterfeit", "needs photos"), rows)
    return f"{table}<p>False counterfeit: {rate(figures.false_counterfeit)} of genuine cases.</p>"


def _charts(figures: Figures) -> str:
    drawn = (
        (chart(figures.roc, across="genuine cases lost", up="defects found"), "ROC by severity" + legend(figures.roc)),
        (
            chart([figures.calibration], across="stated", up="was true", diagonal=True, dots=True),
            "Calibration: on the line, what is stated is what happens",
        ),
        (
            chart([figures.abstention], across="cases answered", up="answers that were wrong"),
            "Abstention: the surest cases first; with every answer given, this is how many are wrong",
        ),
    )
    shown = "".join(f"<figure>{svg}<figcaption>{caption}</figcaption></figure>" for svg, caption in drawn)
    return f'<div class="charts">{shown}</div>'


def _groups(groups: Sequence[Group]) -> str:
    head = ("defect", "severity", "authentic", "inconclusive", "counterfeit", "AUC", "component named")
    return _table(head, (_group(group) for group in groups))


def _ablation(figures: Figures) -> str:
    rows = [
        (
            each.examiner,
            f"{each.quality.auc:.3f}",
            f"{each.quality.cllr:.3f}",
            rate(each.genuine_authentic),
            rate(each.false_authentic_moderate),
            rate(each.false_authentic_severe),
        )
        for each in figures.ablation
    ]
    head = ("left out", "AUC", "Cllr", "genuine authentic", "false authentic, moderate", "severe")
    return _table(head, rows)


def _stability(figures: Figures) -> str:
    return _table(("handed in", "same verdict"), ((each.variant, rate(each.same)) for each in figures.stability))


def _seconds(figures: Figures) -> str:
    return _table(("what", "median"), ((name, f"{took:.2f} s") for name, took in figures.seconds.items()))


def _versions(figures: Figures) -> str:
    return _table(("what", "version"), ((escape(k), escape(v)) for k, v in figures.versions.items()))
