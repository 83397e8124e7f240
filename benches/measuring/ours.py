"""What is run in `sim`, and what each run gives."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from measuring.processes import Usage, run
from measuring.tools import ROOT, Tools

SCENARIOS = ROOT / "scenarios"
MM1 = SCENARIOS / "theory" / "mm1.toml"
BASE = SCENARIOS / "base.toml"
LOAN = SCENARIOS / "loan_application.toml"

Sample = dict[str, float]
"""Figures of one run by name: `units` (customers, applicants or cases), `seconds` (wall) and others."""

MM1_PER_DAY = 1296
BASE_CROWD = 2
"""The base scenario with so many times its applicants and staff there: 114 years instead of 228."""
BASE_PER_DAY, REVIEWERS, AGENTS = 120, 9, 4


@dataclass(frozen=True)
class Run:
    """One command line of `sim run`."""

    scenario: Path
    replications: int
    threads: int = 1
    settings: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()

    def sample(self, tools: Tools, watch_memory: bool = False) -> Sample:
        """Runs it once into a folder that is removed afterwards."""
        with tempfile.TemporaryDirectory(prefix="sim-measure-") as folder:
            used = self.into(tools, Path(folder) / "out", watch_memory)
            manifest = json.loads((Path(folder) / "out" / "manifest.json").read_text(encoding="utf-8"))
            cases = Path(folder) / "out" / "cases.csv"
            size = cases.stat().st_size if cases.exists() else 0
        found = {
            "units": float(manifest["applicants_simulated"]),
            "seconds": used.wall,
            "cpu_seconds": used.cpu,
            "cases_bytes": float(size),
        }
        return found | ({"peak_bytes": float(used.peak_bytes)} if used.peak_bytes is not None else {})

    def into(self, tools: Tools, out: Path, watch_memory: bool = False) -> Usage:
        """Runs it once; the tables stay."""
        return run(self.command(tools.sim, out), watch_memory)

    def command(self, sim: Path, out: Path) -> list[str | Path]:
        """Its words."""
        words: list[str | Path] = [sim, "run", self.scenario, "--out", out, "--force", "--quiet"]
        words += ["--no-charts", "--no-interventions", *self.extras]
        words += ["--threads", str(self.threads), "--replications", str(self.replications)]
        for setting in self.settings:
            words += ["--set", setting]
        return words


def crowd(factor: int) -> tuple[str, ...]:
    """The base scenario with more applicants a day, and staff in proportion."""
    return (
        f"arrivals.per_day={factor * BASE_PER_DAY}",
        f"team.reviewers.people={factor * REVIEWERS}",
        f"team.agents.people={factor * AGENTS}",
    )


NO_WARM_UP = 'period.warm_up="0s"'
"""Customers of a warm-up are served like others, but not among those that a run says it simulated."""


def long_mm1(customers: int) -> Run:
    """One replication of M/M/1 with about so many customers; with 0, a day on which hardly anyone comes."""
    per_day = MM1_PER_DAY if customers else 1
    days = max(1, round(customers / per_day))
    settings = (f'period.arrivals="{days}d"', f"arrivals.per_day={per_day}", NO_WARM_UP)
    return Run(MM1, 1, settings=settings)


def long_base(applicants: int) -> Run:
    """One replication of the base scenario with about so many applicants; with 0, hardly any on one day."""
    days = max(1, round(applicants / (BASE_CROWD * BASE_PER_DAY)))
    few = () if applicants else ("arrivals.per_day=1",)
    return Run(BASE, 1, settings=(f'period.arrivals="{days}d"', *crowd(BASE_CROWD), *few))


def start_up(tools: Tools, words: Sequence[str | Path]) -> Sample:
    """Wall time of a command that simulates nothing."""
    return {"seconds": run([tools.sim, *words]).wall}


def most_in_system(tools: Tools) -> Sample:
    """Largest number of applicants between their first event and their last, in one replication of base.

    From its event log, to the second. A journey that ends without an event of its own ends with its last.
    """
    steps: dict[float, int] = defaultdict(int)
    with tempfile.TemporaryDirectory(prefix="sim-measure-") as folder:
        out = Path(folder) / "out"
        Run(BASE, 1, extras=("--events", "csv")).into(tools, out)
        spans: dict[str, tuple[str, str]] = {}
        with (out / "events.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                moment = row["timestamp"]
                first, last = spans.get(row["case_id"], (moment, moment))
                spans[row["case_id"]] = (min(first, moment), max(last, moment))
    for first, last in spans.values():
        steps[datetime.fromisoformat(first).timestamp()] += 1
        steps[datetime.fromisoformat(last).timestamp()] -= 1
    level = most = 0
    for moment in sorted(steps):
        level += steps[moment]
        most = max(most, level)
    return {"in_system": float(most), "units": float(len(spans))}
