"""Do `sim`, `ciw` and `simpy` agree on three queueing systems?

Every side plays the same scenarios with its own code and its own random numbers; every measure is
compared between every pair of sides (see `intervals.py`). Exit code 1 if any comparison fails, 2 if
there is nothing to compare.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import numpy as np

import models_ciw
import models_simpy
import ours
from intervals import FAMILY_LEVEL, Comparison, Estimate, allowed_difference
from parameters import MEASURES, SCENARIOS, perturbed

SIDES = ("sim", "ciw", "simpy")
SEED = 20240402

Results = dict[tuple[str, str], dict[str, Estimate]]
"""Measures by scenario and side."""

Job = tuple[str, str, int, bool]
"""Scenario, side, replication, and whether `ciw` gets a wrong number."""


def seed_of(scenario: str, side: str, replication: int) -> int:
    """A seed of its own for every replication of every side, mixed from its coordinates."""
    words = (SEED, list(SCENARIOS).index(scenario), SIDES.index(side), replication)
    return int(np.random.SeedSequence(words).generate_state(1, np.uint64)[0])


def play(job: Job) -> dict[str, float]:
    """One replication in one of the Python packages."""
    scenario, side, replication, wrong = job
    numbers, seed = SCENARIOS[scenario], seed_of(scenario, side, replication)
    if side == "simpy":
        return models_simpy.replicate(numbers, seed)
    return models_ciw.replicate(perturbed(numbers) if wrong else numbers, seed)


def play_packages(sides: Iterable[str], wrong: bool, processes: int) -> Results:
    """All replications of the Python packages, spread over processes."""
    cells = [(scenario, side) for scenario in SCENARIOS for side in sides]
    jobs = [(*cell, number, wrong) for cell in cells for number in range(SCENARIOS[cell[0]].replications)]
    with get_context("spawn").Pool(processes) as pool:
        played = dict(zip(jobs, pool.map(play, jobs, chunksize=1), strict=True))
    results: Results = {}
    for cell in cells:
        replications = [values for job, values in played.items() if job[:2] == cell]
        results[cell] = {
            measure: Estimate.of([values[measure] for values in replications])
            for measure in MEASURES[cell[0]]
        }
    return results


def play_sim(sim: Path) -> Results:
    """All scenarios in our simulator, with as many replications as the packages play."""
    return {
        (scenario, "sim"): ours.replicate(sim, scenario, SEED, numbers.replications)
        for scenario, numbers in SCENARIOS.items()
    }


def compare(results: Results, sides: tuple[str, ...], level: float) -> list[Comparison]:
    """Every measure between every pair of sides, each at the given level."""
    comparisons = []
    for scenario, measures in MEASURES.items():
        for measure in measures:
            for one, other in combinations(sides, 2):
                left, right = results[scenario, one][measure], results[scenario, other][measure]
                allowed = allowed_difference(left, right, level)
                comparisons.append(
                    Comparison(scenario, measure, (one, other), left.mean - right.mean, allowed)
                )
    return comparisons


def table(results: Results, sides: tuple[str, ...], comparisons: list[Comparison]) -> str:
    """A line a measure: means with 95 % half-widths, differences in units of what is allowed, verdict."""
    pairs = list(combinations(sides, 2))
    header = f"{'scenario':17} {'measure':17}" + "".join(f"{side:>21}" for side in sides)
    lines = [header + "".join(f"{'-'.join(pair):>12}" for pair in pairs) + "  verdict"]
    for scenario, measures in MEASURES.items():
        for measure in measures:
            row = [found for found in comparisons if (found.scenario, found.measure) == (scenario, measure)]
            estimates = [results[scenario, side][measure] for side in sides]
            means = "".join(f"{each.mean:>12.5g} ± {each.half_width():<6.2g}" for each in estimates)
            ratios = "".join(f"{found.ratio:>12.2f}" for found in row)
            verdict = "agree" if all(found.agrees for found in row) else "DIFFER"
            lines.append(f"{scenario:17} {measure:17}{means}{ratios}  {verdict}")
    return "\n".join(lines)


def figures(results: Results, comparisons: list[Comparison], level: float) -> dict[str, Any]:
    """Everything in the table, for a file."""
    return {
        "seed": SEED,
        "family_level": FAMILY_LEVEL,
        "comparison_level": level,
        "estimates": [
            {
                "scenario": scenario,
                "side": side,
                "measure": measure,
                "mean": estimate.mean,
                "std_error": estimate.std_error,
                "half_width": estimate.half_width(),
                "replications": estimate.replications,
            }
            for (scenario, side), measures in results.items()
            for measure, estimate in measures.items()
        ],
        "comparisons": [
            {
                "scenario": found.scenario,
                "measure": found.measure,
                "sides": found.sides,
                "difference": found.difference,
                "allowed": found.allowed,
                "agrees": found.agrees,
            }
            for found in comparisons
        ],
    }


def sides_of(text: str) -> tuple[str, ...]:
    """Two or three different sides, from text such as `ciw,simpy`."""
    named = set(text.split(","))
    if not named <= set(SIDES) or len(named) < 2:
        raise argparse.ArgumentTypeError(f"two or three of {','.join(SIDES)} are needed, not `{text}`")
    return tuple(side for side in SIDES if side in named)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--sim", type=Path, metavar="PATH", help="the binary `sim`")
    parser.add_argument("--only", type=sides_of, default=SIDES, metavar="SIDES", help="for example ciw,simpy")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--wrong", action="store_true", help="a number of ciw is 10 %% off: must fail")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="for the Python packages")
    parsed = parser.parse_args()
    if "sim" in parsed.only and parsed.sim is None:
        parser.error("say where `sim` is: --sim target/release/sim (or leave it out: --only ciw,simpy)")
    if parsed.wrong and "ciw" not in parsed.only:
        parser.error("--wrong needs ciw among the sides")
    return parsed


def main() -> int:
    """Plays, compares, prints; the exit code."""
    options = arguments()
    sides: tuple[str, ...] = options.only
    try:
        results = play_sim(options.sim) if "sim" in sides else {}
    except (OSError, CalledProcessError, KeyError) as fault:
        print(f"no figures from sim: {fault!r}", file=sys.stderr)
        return 2
    results |= play_packages([side for side in sides if side != "sim"], options.wrong, options.processes)
    count = sum(len(measures) for measures in MEASURES.values()) * len(list(combinations(sides, 2)))
    level = FAMILY_LEVEL / count
    comparisons = compare(results, sides, level)
    print(table(results, sides, comparisons))
    failed = sum(not found.agrees for found in comparisons)
    print(f"\n{count} comparisons, each at level {level:.2g} (family {FAMILY_LEVEL:g}); {failed} failed")
    if options.json is not None:
        text = json.dumps(figures(results, comparisons, level), indent=2, allow_nan=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
