"""The report of a calibration: a page for people and JSON for programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from typing import Any

from models.scoring import measures
from models.scoring.fit.fitted import Fitted, RowFound
from models.scoring.table import Domain
from models.scoring.words import percent
from models.vocabulary.views import Component
from models.vocabulary.words import COMPONENT
from pipeline.calibration import picture

_CANNOT = {
    Domain.RENDERED: (
        "Rendered watches are not counterfeits: the table weighs drawings, and lends weak support at most elsewhere.",
        "A forger's flaws may be others than those that were drawn, and light, wear and dirt are simpler here.",
    ),
    Domain.REAL: (
        "The table speaks of watches like these; who labelled them, and how, decides what it is worth.",
        "Counterfeits that fooled whoever labelled them count as genuine in it.",
    ),
    Domain.JUDGEMENT: (),
}

_STYLE = """
:root{font:16px/1.5 system-ui,sans-serif;color:#1c2126;background:#fff}
body{max-width:62rem;margin:0 auto;padding:1rem}h1{font-size:1.6rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;font-size:.92rem}td,th{padding:.25rem .9rem .25rem 0;text-align:right}
td:first-child,th:first-child{text-align:left}tr+tr td{border-top:1px solid #e3e6e9}
.warn{border-left:4px solid #c4572e;padding:.1rem 1rem;background:#fbf3ef}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1.5rem}
figure{margin:0}figcaption{font-size:.85rem;color:#4c545c}svg{width:100%;height:auto}
svg text{font:9px system-ui,sans-serif;fill:#4c545c}.grid{stroke:#e8ebee}.axis{stroke:#9aa3ab}
.band{fill:#0b6e8f;opacity:.18}.line{fill:none;stroke:#0b6e8f;stroke-width:2}.knot{fill:#0b6e8f}
"""


def page(fitted: Fitted) -> str:
    """Return the page, as HTML."""
    table, counts = fitted.table, fitted.counts
    title = f"Calibration table {table.title}"
    warnings = "".join(f"<p>{escape(line)}</p>" for line in cannot_show(fitted))
    truth = f"{counts.genuine} of them with a true claim. Domain: {counts.domain}."
    body = (
        f"<h1>{escape(title)}</h1>",
        f'<div class="warn">{warnings}</div>',
        f"<p>{counts.cases} cases of {counts.watches} watches and {counts.references} references, {truth}</p>",
        "<h2>Whole cases</h2>",
        _table(("", "Cllr (bits)"), _cost_rows(fitted)),
        _scale(fitted),
        "<h2>What a confirmation rests on</h2>",
        _required(fitted),
        "<h2>What would be confirmed</h2>",
        "<p>Each case weighed with curves that were fitted without its watch; coverage is left out.</p>",
        _table(("cases", "confirmed", "of", "95 % interval"), _confirmed_rows(fitted)),
        "<p>The same, were a false confirmation as costly as so many abstentions:</p>",
        _table(("cost", "threshold", "genuine confirmed", "others confirmed"), _at_cost_rows(fitted)),
        "<h2>Criteria</h2>",
        f'<div class="curves">{"".join(_figure(each) for each in fitted.rows)}</div>',
        _unfitted(fitted),
    )
    style = f"<style>{_STYLE}</style>"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="en"><head>{head}{style}</head><body>{"".join(body)}</body></html>\n'


def figures(fitted: Fitted) -> str:
    """Return the same as JSON."""
    whole: dict[str, Any] = {**asdict(fitted.whole), "bounds": fitted.whole.bounds._asdict()}
    rows = [
        {
            "examiner": each.row.examiner,
            "criterion": each.row.criterion,
            "component": each.row.component,
            "sightings": each.sightings,
            "cllr": each.cost,
            **each.row.model_dump(mode="json", include={"curve", "sample"}),
        }
        for each in fitted.rows
    ]
    document = {
        "table": fitted.table.title,
        "cannot_show": cannot_show(fitted),
        "counts": asdict(fitted.counts),
        "whole": whole,
        "required": [{**each.key._asdict(), "stopped": each.stopped, "lost": each.lost} for each in fitted.required],
        "confirmed": [asdict(each) for each in fitted.confirmed],
        "at_costs": [asdict(each) for each in fitted.at_costs],
        "rows": rows,
        "unfitted": [list(key) for key in fitted.unfitted],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def cannot_show(fitted: Fitted) -> list[str]:
    """Return what the table cannot show, most important first."""
    lines = list(_CANNOT[fitted.counts.domain])
    most = fitted.whole.bounds.supports
    if most < fitted.table.needed_for:
        lines.append(
            f"By their number and by those that mislead, the cases support a likelihood ratio of {10**most:.0f} at "
            f"most; a confirmation needs {10**fitted.table.needed_for:.0f}: this table confirms no watch."
        )
    return lines


def _cost_rows(fitted: Fitted) -> Iterable[tuple[str, ...]]:
    whole = fitted.whole
    names = ("everything added plainly (dependence 1)", "the strongest finding of each component alone (0)")
    for name, effect in zip((*names, f"as fitted ({whole.dependence:g})"), whole.effects, strict=True):
        yield name, f"{effect.unscaled:.3f}"
    yield "as fitted, scaled and bounded: the table", f"{whole.after:.3f}"
    yield "discrimination alone (minimum Cllr)", f"{whole.least:.3f}"
    yield "saying nothing", "1.000"


def _scale(fitted: Fitted) -> str:
    scale, bounds = fitted.table.scale, fitted.whole.bounds
    return (
        f"<p>Supports are multiplied by {scale.supports:g}, contradictions by {scale.contradicts:g}: "
        f"{escape(scale.reason)} By their number the cases support ratios up to {10**bounds.supports:.0f} for a claim "
        f"({10**bounds.incomplete:.0f} where something that is asked for is missing) and "
        f"{10**bounds.contradicts:.0f} against one (empirical bounds after Vergeer et al. 2016).</p>"
    )


def _required(fitted: Fitted) -> str:
    if not fitted.required:
        return "<p>Nothing in particular: no criterion whose absence lets false claims pass.</p>"
    head = ("must speak for the claim", "false claims stopped", "genuine cases lost")
    rows = ((_name(*each.key), str(each.stopped), str(each.lost)) for each in fitted.required)
    return f"<p>Without these a claim is not confirmed, each counted after those above it.</p>{_table(head, rows)}"


def _name(examiner: str, criterion: str, component: Component | None) -> str:
    return f"{examiner}: {criterion}" + (f", {COMPONENT[component]}" if component else "")


def _confirmed_rows(fitted: Fitted) -> Iterable[tuple[str, ...]]:
    for each in fitted.confirmed:
        low, high = measures.interval(each.confirmed, each.cases)
        yield each.kind, str(each.confirmed), str(each.cases), f"{percent(low)} to {percent(high)}"


def _at_cost_rows(fitted: Fitted) -> Iterable[tuple[str, ...]]:
    for each in fitted.at_costs:
        yield f"{each.cost:g}", f"{each.authentic:g}", f"{each.genuine:.1%}", f"{each.false:.1%}"


def _figure(found: RowFound) -> str:
    row, sample = found.row, found.row.sample
    name = _name(row.examiner, row.criterion, row.component)
    if row.curve is None or sample is None:
        return ""
    cost = ", ".join(f"{method} {value:.3f}" for method, value in found.cost.items())
    told = (
        f"{row.curve.method}{f' (Cllr {cost})' if cost else ''}; made out {found.sightings} times. "
        f"Genuine contradicted {sample.genuine_contradicted} of {sample.genuine}, "
        f"others supported {sample.counterfeit_supported} of {sample.counterfeit}."
    )
    caption = f"<figcaption><b>{escape(name)}</b><br>{escape(told)}</figcaption>"
    return f"<figure>{picture.curve(row.curve, name)}{caption}</figure>"


def _unfitted(fitted: Fitted) -> str:
    if not fitted.unfitted:
        return ""
    names = ", ".join(f"{key.examiner}: {key.criterion}" for key in fitted.unfitted)
    return f"<h2>Not fitted</h2><p>No case showed these, so that they weigh nothing: {escape(names)}.</p>"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    first = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    rest = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{first}</tr>{rest}</table>"
