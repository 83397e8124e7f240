"""Whether `sim sensitivity` computes what SALib does, from the same values at the same points.

    pip install SALib==1.6.0
    python tests/clients/salib.py --sim target/release/sim

With one replication there is no noise to keep apart, so every index must be SALib's to 1e-9. SALib is a test tool only: nothing
of it is linked with, shipped with or called by the product. Exit status: 0 if all agree, else 1.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from SALib.analyze import morris, sobol

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"human.cut_off": (50, 70), "weights.credit": (25, 50), "arrivals.per_day": (10, 30)}
METRICS = ["eventual_approval_rate", "reviewer_utilisation", "human_review.wait_mean"]
TOLERANCE = 1e-9


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def play(sim: Path, out: Path, method: str, samples: int) -> tuple[list[dict[str, str]], dict]:
    """The points, and the estimates by metric, key and index."""
    command = [sim, "sensitivity", ROOT / "scenarios/base.toml", "--method", method, "--samples", samples]
    for key, (low, high) in KEYS.items():
        command += ["--vary", f"{key}={low}..{high}"]
    for metric in METRICS:
        command += ["--metric", metric]
    command += ["--set", "period.arrivals=20d", "--replications", 1, "--quiet", "--no-charts", "--out", out]
    subprocess.run([str(word) for word in command], check=True)
    rows = table(out / "sensitivity.csv")
    found = {(row["metric"], row["key"], row["index"]): float(row["estimate"]) for row in rows}
    return table(out / "points.csv"), found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sim", type=Path, default=ROOT / "target/release/sim")
    arguments = parser.parse_args()
    keys = list(KEYS)
    problem = {"num_vars": len(keys), "names": keys, "bounds": list(KEYS.values())}
    compared, largest = 0, 0.0
    with tempfile.TemporaryDirectory() as scratch:
        def compare(found: dict, metric: str, key: str, index: str, theirs: float) -> None:
            nonlocal compared, largest
            compared += 1
            largest = max(largest, abs(found[metric, key, index] - theirs))

        points, found = play(arguments.sim, Path(scratch) / "sobol", "sobol", 16)
        for metric in METRICS:
            values = np.array([float(point[metric]) for point in points])
            theirs = sobol.analyze(problem, values, calc_second_order=True, seed=1)
            for at, key in enumerate(keys):
                compare(found, metric, key, "first", theirs["S1"][at])
                compare(found, metric, key, "total", theirs["ST"][at])
                for other in range(at + 1, len(keys)):
                    compare(found, metric, key, f"second:{keys[other]}", theirs["S2"][at, other])

        points, found = play(arguments.sim, Path(scratch) / "morris", "morris", 10)
        inputs = np.array([[float(point[key]) for key in keys] for point in points])
        for metric in METRICS:
            values = np.array([float(point[metric]) for point in points])
            theirs = morris.analyze(problem, inputs, values, num_levels=4, seed=1)
            # Theirs are divided by 2/3 of the band too, in units of the band.
            for at, key in enumerate(keys):
                compare(found, metric, key, "mu_star", float(theirs["mu_star"][at]))
                compare(found, metric, key, "sigma", float(theirs["sigma"][at]))
    # Waits are minutes, of some hundreds.
    print(f"{compared} indices, the largest difference {largest:.2g}")
    return 0 if compared == 45 and largest <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
