"""Many cases against a Gemini that takes two seconds: how near the workers come to what CPU time alone allows."""

import os
import time

from benchmarks.fleet import Fleet, fleet, until
from benchmarks.processes import cpu_seconds, peak_megabytes
from benchmarks.table import Row
from local.gemini import GeminiStandIn
from models.vocabulary.case import CaseFile

GEMINI_SECONDS = 2.0
WARM = 2


def run(*, short: bool) -> list[Row]:
    """Queue cases, wait for all; return cases a minute, the bound, and each worker's peak memory."""
    count = 4 if short else 100
    with GeminiStandIn(delay=GEMINI_SECONDS) as gemini:
        env = {"GEMINI_BASE_URL": gemini.url, "GEMINI_API_KEY": "stand-in", "GEMINI_REQUESTS_PER_MINUTE": "100000"}
        env["GEMINI_TOKENS_PER_MINUTE"] = "1000000000"
        with fleet(env=env) as workers:
            _finish(workers, [workers.open() for _ in range(WARM)])  # every child has loaded its models
            before, begun = cpu_seconds(workers.groups()), time.perf_counter()
            _finish(workers, [workers.open() for _ in range(count)])
            wall, cpu = time.perf_counter() - begun, cpu_seconds(workers.groups()) - before
            pids = workers.supervisor.pids()
            memory = [Row(f"peak memory of a {name}", peak_megabytes(pid), "MB") for name, pid in pids.items()]
    return [*_rates(count, wall, cpu), *memory]


def _finish(workers: Fleet, cases: list[CaseFile]) -> None:
    for case in cases:
        workers.send(case)
    until(lambda: all(workers.ended(case) for case in cases), longest=60.0 + 30.0 * len(cases))


def _rates(count: int, wall: float, cpu: float) -> list[Row]:
    cores = len(os.sched_getaffinity(0))
    bound, rate = cores * 60.0 * count / cpu, 60.0 * count / wall
    return [
        Row(f"CPU time of a case of 4 photos ({count} cases)", cpu / count, "s"),
        Row(f"bound by CPU time alone, {cores} cores", bound, "cases/min"),
        Row("cases done, Gemini taking 2 s", rate, "cases/min", ratio=rate / bound, against="the bound", aim="0.85"),
    ]
