"""Runs random scenarios and recomputes their tables from the logs.

    python tests/clients/recompute --sim target/release/sim --scenarios 200 --seed 1

Each scenario of the seed is written, run with `--cases=all --events csv,xes`, and its tables are computed again from
the logs and the scenario: every value that the logs tell, and its interval. What they do not tell is counted, with
the reason. Counts, means and intervals must be equal to nine digits, and quantiles of a sketch to .4 %.

Scenario files that are named are played as well, with two replications, and their tables computed again from the
logs and the resolved scenario; `--set` changes a key of them.

Exit status: 0 if every value is equal within its tolerance, 1 if one is not. With `--wrong` one number of each
output is made two percent greater before it is read, and the status is 1 if all of them are noticed.
"""

import argparse
import csv
import multiprocessing
import random
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from random_scenarios import Scenario, write

from recompute.effects import compare_effects
from recompute.logs import Run
from recompute.tables import Recomputed

# Columns in which a wrong value is put for the negative control, with the rows among which one is picked.
ALWAYS_TOLD = [
    ("replications.csv", "attempts_per_applicant", ""),
    ("summary.csv", "estimate", "first_pass_approval_rate"),
    ("stations.csv", "estimate", "wait_mean"),
    ("stations.csv", "estimate", "in_system_mean"),
    ("timeline.csv", "decisions", ""),
    ("queues.csv", "queue_mean", ""),
    ("attempts.csv", "approval_rate", ""),
    ("delays.csv", "share", "decision_working_days"),
]


def spoil(folder: Path, number: int) -> str | None:
    """Makes one number of one table two percent greater; says which, if there is one that is not zero."""
    name, column, wanted = ALWAYS_TOLD[number % len(ALWAYS_TOLD)]
    path = folder / name
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kind = next((key for key in ("metric", "measure") if key in rows[0]), None)
    choices = [
        row for row in rows if (not wanted or row[kind] == wanted) and row[column] and abs(float(row[column])) > 1e-3
    ]
    if not choices:
        return None
    row = random.Random(number).choice(choices)
    row[column] = repr(float(row[column]) * 1.02)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return f"{name}: {column} of {list(row.values())[:2]}"


@dataclass
class Played:
    """What came out for one scenario."""

    number: int | str
    equal: Counter[str]
    unknown: Counter[str]
    different: list[str]
    spoilt: str | None = None


def play(task: tuple[str, int, int, bool]) -> Played:
    """Runs one scenario and recomputes its tables."""
    sim, seed, number, wrong = task
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        scenario = write(seed, number, folder)
        command = [
            sim, "run", str(scenario), "--out", str(folder / "out"), "--cases=all", "--events", "csv,xes",
            "--no-charts", "--threads", "1", "--quiet",
        ]  # fmt: skip
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            fault = f"sim ended with {done.returncode}: {done.stderr}"
            return Played(number, Counter(), Counter(), [fault])
        spoilt = spoil(folder / "out", number) if wrong else None
        try:
            comparison = Recomputed(Run(scenario, folder / "out")).compare()
        except Exception:  # noqa: BLE001 — said with the scenario that it is about
            return Played(number, Counter(), Counter(), [traceback.format_exc()], spoilt)
    return Played(number, comparison.equal, comparison.unknown, comparison.different, spoilt)


def play_file(task: tuple[str, str, list[str]]) -> Played:
    """Runs a scenario file and recomputes its tables from the logs and the resolved scenario."""
    sim, scenario, keys = task
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "out"
        command = [
            sim, "run", scenario, "--out", str(folder), "--cases=all", "--events", "csv,xes", "--replications", "2",
            "--no-charts", "--no-interventions", "--quiet", *(part for key in keys for part in ("--set", key)),
        ]  # fmt: skip
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            fault = f"sim ended with {done.returncode}: {done.stderr}"
            return Played(scenario, Counter(), Counter(), [fault])
        try:
            comparison = Recomputed(Run(folder / "scenario.resolved.toml", folder)).compare()
        except Exception:  # noqa: BLE001
            return Played(scenario, Counter(), Counter(), [traceback.format_exc()])
    return Played(scenario, comparison.equal, comparison.unknown, comparison.different)


def play_effects(task: tuple[str, int, int]) -> Played:
    """Forces behaviours in one scenario of people."""
    sim, seed, number = task
    with tempfile.TemporaryDirectory() as scratch:
        scenario = write(seed, number, Path(scratch))
        try:
            comparison = compare_effects(sim, scenario, Path(scratch), number)
        except subprocess.CalledProcessError as failed:
            return Played(number, Counter(), Counter(), [f"{failed}: {failed.stderr}"])
        except Exception:  # noqa: BLE001
            return Played(number, Counter(), Counter(), [traceback.format_exc()])
    return Played(number, comparison.equal, comparison.unknown, comparison.different)


def main() -> int:
    """Plays all scenarios and tells what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="scenario files")
    parser.add_argument("--set", action="append", default=[], help="a key of the scenario files; repeatable")
    parser.add_argument("--sim", required=True, help="the program")
    parser.add_argument("--scenarios", type=int, default=200, help="how many (200)")
    parser.add_argument("--first", type=int, default=0, help="number of the first of them (0)")
    parser.add_argument("--seed", type=int, default=1, help="of the scenarios (1)")
    parser.add_argument(
        "--effects", type=int, default=0, help="in how many scenarios of people behaviours are forced (0)"
    )
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count(), help="at once (one a core)")
    parser.add_argument(
        "--wrong", action="store_true", help="make one number of each scenario wrong: all must be noticed"
    )
    arguments = parser.parse_args()
    tasks = [
        (arguments.sim, arguments.seed, arguments.first + at, arguments.wrong) for at in range(arguments.scenarios)
    ]
    with multiprocessing.Pool(arguments.processes) as pool:
        played = list(pool.imap(play, tasks))
        played += pool.imap(play_file, [(arguments.sim, file, arguments.set) for file in arguments.files])
        people = [at for _, _, at, _ in tasks if not Scenario(arguments.seed, at).plain][: arguments.effects]
        played += pool.imap(play_effects, [(arguments.sim, arguments.seed, at) for at in people])
    if arguments.wrong:
        return judge_wrong(played)
    equal, unknown = Counter(), Counter()
    for each in played:
        equal.update(each.equal)
        unknown.update(each.unknown)
        for line in each.different:
            print(f"scenario {each.number}: {line}")
    for what, count in sorted(unknown.items()):
        print(f"not recomputed, {count} times: {what}")
    for what, count in sorted(equal.items()):
        print(f"equal, {count} times: {what}")
    different = sum(bool(each.different) for each in played)
    print(f"{sum(equal.values())} values are equal in {len(played)} scenarios; {different} scenarios differ")
    return 1 if different else 0


def judge_wrong(played: list[Played]) -> int:
    """The negative control fails, as it must, if every wrong number was noticed."""
    spoilt = [each for each in played if each.spoilt]
    missed = [each for each in spoilt if not each.different]
    for each in missed:
        print(f"scenario {each.number}: not noticed that it is wrong: {each.spoilt}")
    print(f"{len(spoilt) - len(missed)} of {len(spoilt)} wrong numbers were noticed")
    return 1 if spoilt and not missed else 0


if __name__ == "__main__":
    sys.exit(main())
