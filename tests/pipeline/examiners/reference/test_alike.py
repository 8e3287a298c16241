"""Strips of edges laid over each other, where both are known."""

from dataclasses import dataclass

import numpy as np
import pytest

from pipeline.examiners.reference.alike import alike
from pipeline.examiners.reference.details import Floats


@dataclass(frozen=True)
class Strip:
    edges: Floats
    weight: Floats


def strip(seed: int = 0) -> Strip:
    rng = np.random.default_rng(seed)
    return Strip(rng.normal(size=(60, 41, 2)).astype(np.float32), np.ones((60, 41), np.float32))


def moved(known: Strip, down: int) -> Strip:
    return Strip(np.roll(known.edges, down, axis=0), known.weight)


def test_a_part_is_found_where_it_was_moved_to() -> None:
    known = strip()
    score, share = alike(moved(known, 4), known, slice(20, 40), (10, 50), 15, 3)
    assert divmod(int(score.argmax()), score.shape[1]) == (14, 3)
    assert float(score.max()) == pytest.approx(1.0, abs=1e-3)
    assert float(share.min()) == pytest.approx(1.0, abs=1e-3)


def test_what_is_hidden_on_the_subject_does_not_count_against_it() -> None:
    known = strip()
    torn = Strip(known.edges.copy(), known.weight.copy())
    torn.edges[25:32] = strip(1).edges[25:32]
    torn.weight[25:32] = 0.0
    score, share = alike(torn, known, slice(20, 40), (20, 40), 15, 0)
    assert float(score[0, 0]) == pytest.approx(1.0, abs=1e-3)
    assert float(share[0, 0]) == pytest.approx(13 / 20, abs=0.05)


def test_what_is_hidden_altogether_is_like_nothing() -> None:
    known = strip()
    hidden = Strip(known.edges, np.zeros_like(known.weight))
    score, share = alike(hidden, known, slice(20, 40), (20, 40), 15, 0)
    assert float(share[0, 0]) == 0.0
    assert abs(float(score[0, 0])) < 1e-3
