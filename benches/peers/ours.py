"""Our own side: runs the binary `sim` on a scenario file and reads its tables."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from intervals import Estimate
from parameters import DAY

SCENARIOS = Path(__file__).parent / "scenarios"

Table = dict[tuple[str, ...], Estimate]


def replicate(sim: Path, scenario: str, seed: int, replications: int) -> dict[str, Estimate]:
    """The measures of a scenario from one run of `sim`, by our names.

    Raises `CalledProcessError` if `sim` fails and `KeyError` if a table lacks a measure.
    """
    return measures(scenario, *tables(sim, SCENARIOS / f"{scenario}.toml", seed, replications))


def tables(
    sim: Path, scenario: Path, seed: int, replications: int, settings: Sequence[str] = ()
) -> tuple[Table, Table]:
    """The stations and the summary of one run of `sim`, with keys of the scenario set anew."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [sim, "run", scenario, "--seed", seed, "--replications", replications]
        for setting in settings:
            command += ["--set", setting]
        command += ["--no-charts", "--no-interventions", "--out", out, "--quiet", "--force"]
        subprocess.run([str(word) for word in command], check=True)
        stations = read(out / "stations.csv", ("station", "metric"), replications)
        return stations, read(out / "summary.csv", ("metric",), replications)


def read(path: Path, key: tuple[str, ...], replications: int) -> Table:
    """The rows of a table that have an estimate and a standard error."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            tuple(row[column] for column in key): Estimate(
                float(row["estimate"]), float(row["std_error"]), replications
            )
            for row in csv.DictReader(file)
            if row["estimate"] and row["std_error"]
        }


def measures(scenario: str, stations: Table, summary: Table) -> dict[str, Estimate]:
    """The measures of `parameters.MEASURES` out of the tables."""
    if scenario == "two_stage_rework":
        return {
            "first_wait": stations["first", "wait_mean"],
            "first_in_queue": stations["first", "queue_mean"],
            "second_wait": stations["second", "wait_mean"],
            "second_in_queue": stations["second", "queue_mean"],
            "throughput_share": ratio(stations["second", "served"], stations["first", "served"]),
            "time_in_system": scaled(summary["decision_days_mean",], DAY),
        }
    shared = {
        "wait": stations["desk", "wait_mean"],
        "in_queue": stations["desk", "queue_mean"],
        "utilisation": stations["desk", "utilisation"],
    }
    if scenario == "mm3_patience":
        return shared | {"abandoned_share": stations["desk", "abandoned_share"]}
    return shared | {"sojourn": stations["desk", "sojourn_mean"]}


def scaled(estimate: Estimate, factor: float) -> Estimate:
    """The estimate in another unit."""
    return Estimate(factor * estimate.mean, factor * estimate.std_error, estimate.replications)


def ratio(upper: Estimate, lower: Estimate) -> Estimate:
    """Ratio of two counts by the delta method, as if they were independent.

    They rise and fall together, so the standard error is too large rather than too small.
    """
    mean = upper.mean / lower.mean
    relative = (upper.std_error / upper.mean) ** 2 + (lower.std_error / lower.mean) ** 2
    return Estimate(mean, mean * relative**0.5, upper.replications)
