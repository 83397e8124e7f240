"""The loan application in `prosimos`, from the BPMN and the simulation parameters in `prosimos/`.

`prosimos` draws from the generators of the process (`random` and `numpy.random`), so a process must run one
replication at a time. Off duty work stands still there, as with `end_of_shift = "suspend"`; a case goes to
whoever is free first, in the order in which cases asked, over all activities of the team.

As a command it prints one line of JSON with what a run took, from reading the files to the means, with no
log written; the imports are not counted.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from prosimos.simulation_engine import run_simulation

FOLDER = Path(__file__).parent / "prosimos"
START = "2024-01-01T00:00:00+00:00"
"""A Monday, as in the scenario."""

DAY_SECONDS = 86_400.0
ARRIVALS_PER_DAY = 120.0
ACTIVITIES = (
    "register",
    "check_documents",
    "check_credit",
    "assess_income",
    "assess_risk",
    "prepare_offer",
    "discuss_offer",
    "pay_out",
)


def simulate(cases: int, seed: int, arrivals: Sequence[float] | None = None) -> tuple[Any, dict[str, Any]]:
    """Statistics of cases and of each activity, in its own classes; arrivals in seconds from the start."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    files = [str(FOLDER / f"loan_application.{kind}") for kind in ("bpmn", "json")]
    found = run_simulation(*files, cases, starting_at=START, fixed_arrival_times=arrivals)
    kpis = found[0] if arrivals is None else found.log_info.compute_process_kpi(found)
    return kpis[0], kpis[1]


def replicate(days: int, seed: int) -> dict[str, float]:
    """The measures of one replication with so many days of Poisson arrivals, in minutes."""
    generator = np.random.default_rng(seed)
    count = generator.poisson(ARRIVALS_PER_DAY * days)
    arrivals = [float(moment) for moment in np.sort(generator.uniform(0.0, days * DAY_SECONDS, count))]
    process, activities = simulate(len(arrivals), seed, arrivals)
    work = sum(activities[name].processing_time.total for name in ACTIVITIES)
    measures = {
        "time_in_system": process.idle_cycle_time.avg / 60.0,
        "work": float(work) / 60.0 / len(arrivals),
        "approved_share": activities["pay_out"].waiting_time.count / len(arrivals),
    }
    for name in ACTIVITIES:
        measures[f"{name}_wait"] = float(activities[name].waiting_time.avg) / 60.0
    return measures


def main() -> None:
    """Runs once and prints what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--cases", type=int, default=5_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    begun = time.perf_counter()
    process, activities = simulate(options.cases, options.seed)
    seconds = time.perf_counter() - begun
    passes = sum(activities[name].waiting_time.count for name in ACTIVITIES)
    found = {
        "work": "loan",
        "peer": "prosimos",
        "units": options.cases,
        "seconds": seconds,
        "activities_per_case": passes / options.cases,
        "time_in_system_days": process.idle_cycle_time.avg / DAY_SECONDS,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
