"""Do `sim` and `prosimos` agree on the loan application?

Both play `scenarios/loan_application.toml` from an empty office for some weeks of Poisson arrivals and until
the last case is done, each from its own files, with its own code and its own random numbers. Every measure
is compared by Welch's t (see `intervals.py`). Exit code 1 if any comparison fails.
"""

from __future__ import annotations

import argparse
import sys
from multiprocessing import get_context
from pathlib import Path

import models_prosimos
import ours
from intervals import FAMILY_LEVEL, Comparison, Estimate, allowed_difference
from models_prosimos import ACTIVITIES
from parameters import DAY

SCENARIO = Path(__file__).parents[2] / "scenarios" / "loan_application.toml"
DAYS = 56
SEED = 20240402
SIDES = ("sim", "prosimos")
OURS = 10
"""Replications of `sim` for one of `prosimos`: they cost next to nothing."""


def in_sim(sim: Path, replications: int, wrong: bool) -> dict[str, Estimate]:
    """The measures of `sim`, in minutes; with one number 10 % too large if asked for."""
    settings = [f'period.arrivals="{DAYS}d"']
    if wrong:
        settings.append('stage.assess_risk.service.mean="33min"')
    stations, summary = ours.tables(sim, SCENARIO, SEED, replications, settings)
    measures = {
        "time_in_system": ours.scaled(summary["decision_days_mean",], DAY),
        "work": summary["reviewer_minutes_per_decision",],
        "approved_share": summary["first_pass_approval_rate",],
    }
    return measures | {f"{name}_wait": stations[name, "wait_mean"] for name in ACTIVITIES}


def in_prosimos(replications: int, processes: int) -> dict[str, Estimate]:
    """The same measures of `prosimos`."""
    jobs = [(DAYS, SEED + number) for number in range(replications)]
    with get_context("spawn").Pool(processes) as pool:
        runs = pool.starmap(models_prosimos.replicate, jobs, chunksize=1)
    return {measure: Estimate.of([run[measure] for run in runs]) for measure in runs[0]}


def main() -> int:
    """Plays, compares, prints; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--sim", type=Path, required=True, metavar="PATH", help="the binary `sim`")
    parser.add_argument("--replications", type=int, default=20, metavar="N", help="of prosimos")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="for prosimos")
    parser.add_argument("--wrong", action="store_true", help="a number of sim is 10 %% off: must fail")
    options = parser.parse_args()
    left = in_sim(options.sim, OURS * options.replications, options.wrong)
    right = in_prosimos(options.replications, options.processes)
    level = FAMILY_LEVEL / len(left)
    failed = 0
    print(f"{'measure':22}{'sim':>21}{'prosimos':>21}{'difference':>12}  verdict")
    for measure, one in left.items():
        other = right[measure]
        allowed = allowed_difference(one, other, level)
        found = Comparison("loan_application", measure, SIDES, one.mean - other.mean, allowed)
        means = "".join(f"{side.mean:>12.5g} ± {side.half_width():<6.2g}" for side in (one, other))
        print(f"{measure:22}{means}{found.ratio:>12.2f}  {'agree' if found.agrees else 'DIFFER'}")
        failed += not found.agrees
    print(f"\n{len(left)} comparisons, each at level {level:.2g} (family {FAMILY_LEVEL:g}); {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
