"""Whether `shapley.csv` is what brute force makes of `coalitions.csv`: every order of the behaviours, one after the other.

    python tests/clients/shapley.py --sim target/release/sim

Of each order, whoever comes next adds what the set is worth with them less what it is worth without. The mean over all
orders is the Shapley value; of seven behaviours there are 5,040. The values must agree to 1e-8, as the tables are rounded
to nine decimals, and must add up to everybody less nobody exactly, in decimal numbers. Standard library only. Exit status: 0 if
all agree, else 1.
"""

import argparse
import csv
import itertools
import subprocess
import sys
import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 1e-8
AFTER = ["metric", "estimate", "ci_low", "ci_high", "segment", "value"]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def worths(path: Path) -> tuple[list[str], dict[tuple[str, str, str], dict[frozenset, Decimal]]]:
    """The behaviours, and the worth of each set by metric, segment and value; sets without one are left out."""
    rows = table(path)
    behaviours = [name for name in rows[0] if name not in AFTER]
    found: dict = defaultdict(dict)
    for row in rows:
        members = frozenset(name for name in behaviours if row[name] == "1")
        if row["estimate"]:
            found[row["metric"], row["segment"], row["value"]][members] = Decimal(row["estimate"])
    return behaviours, found


def by_orders(behaviours: list[str], worth: dict[frozenset, Decimal]) -> dict[str, float]:
    sums = dict.fromkeys(behaviours, 0.0)
    plain = {members: float(value) for members, value in worth.items()}
    orders = 0
    for order in itertools.permutations(behaviours):
        orders += 1
        members: frozenset = frozenset()
        for name in order:
            grown = members | {name}
            sums[name] += plain[grown] - plain[members]
            members = grown
    return {name: total / orders for name, total in sums.items()}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sim", type=Path, default=ROOT / "target/release/sim")
    parser.add_argument("--folder", type=Path, help="a folder of `sim behaviours` instead of one that is played now")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder
        if folder is None:
            folder = Path(scratch) / "out"
            command = [arguments.sim, "behaviours", ROOT / "scenarios/base.toml", "--replications", "2", "--steps", "2"]
            command += ["--set", "arrivals.per_day=20", "--quiet", "--no-charts", "--out", folder]
            subprocess.run([str(word) for word in command], check=True)
        behaviours, found = worths(folder / "coalitions.csv")
        values: dict = defaultdict(dict)
        for row in table(folder / "shapley.csv"):
            if row["estimate"]:
                values[row["metric"], row["segment"], row["value"]][row["behaviour"]] = Decimal(row["estimate"])
    compared, open_sums, largest, wrong = 0, 0, 0.0, 0
    for key, worth in found.items():
        if len(worth) < 2 ** len(behaviours) or key[1] not in ("all", "cause"):
            continue
        total = sum(values[key].values())
        closes = total == worth[frozenset(behaviours)] - worth[frozenset()]
        if key[0] in ("eventual_approval_rate", "first_pass_approval_rate") and not closes:
            open_sums += 1
            print(f"{key}: {total} is not everybody less nobody")
        if key[1] != "all":
            continue
        for name, value in by_orders(behaviours, worth).items():
            compared += 1
            largest = max(largest, abs(value - float(values[key][name])))
            if abs(value - float(values[key][name])) > TOLERANCE:
                wrong += 1
                print(f"{key} {name}: {values[key][name]}, by all orders {value}")
    print(f"{compared} values compared with all orders, the largest difference {largest:.1e}; {open_sums} sums stay open")
    return 1 if wrong or open_sums or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
