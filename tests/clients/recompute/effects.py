"""What behaviours do: `effects.csv` against runs in which a behaviour is forced on everyone, or on no one.

The effect on everyone is the difference of two runs, each with its logs. Where nobody stands in a line, what one
applicant does concerns no other, so that the effect on one and that on everyone are the same.
"""

import random
import subprocess
from pathlib import Path

from .applicants import Applicant, metrics
from .compare import Comparison
from .estimates import Unknown, Value, over
from .groups import asks, eligible, intended, outcome
from .logs import Run
from .tables import Recomputed

BEHAVIOURS = [
    "repay", "secure", "stop_edits", "complete_profile", "steady_habits", "raise_external", "submit_documents",
]  # fmt: skip
# Behaviours of a scenario that are looked at.
LOOKED_AT = 2
# Tables that must not change, whatever is played besides.
BESIDES = {"manifest.json", "scenario.resolved.toml", "behaviours.csv", "effects.csv"}


class Forced:
    """Runs of one scenario with keys of its own."""

    def __init__(self, sim: str, scenario: Path, folder: Path) -> None:
        self.sim, self.scenario, self.folder = sim, scenario, folder

    def run(self, name: str, *keys: str, logs: bool = True) -> Path:
        """Plays the scenario with these keys into a folder of this name."""
        out = self.folder / name
        command = [self.sim, "run", str(self.scenario), "--out", str(out), "--no-charts", "--threads", "1", "--quiet"]
        command += ["--cases=all", "--events", "csv,xes"] if logs else []
        command += [part for key in keys for part in ("--set", key)]
        subprocess.run(command, check=True, capture_output=True, text=True)
        return out


def compare_effects(sim: str, scenario: Path, folder: Path, seed: int) -> Comparison:
    """Holds the effects of a few behaviours in a scenario of people against forced runs."""
    comparison = Comparison()
    runs = Forced(sim, scenario, folder)
    alone = Run(scenario, runs.run("alone"))
    besides = ["interventions.enabled=true", f"interventions.replications={alone.replications}"]
    besides.append("interventions.shadow_share=1.0")
    both = runs.run("both", *besides)
    for path in sorted(alone.folder.iterdir()):
        if path.is_file() and path.name not in BESIDES:
            same = path.read_bytes() == (both / path.name).read_bytes()
            if same:
                comparison.equal["tables that interventions leave alone"] += 1
            else:
                comparison.different.append(f"{path.name} is another one when interventions are played")
    rows = Run(scenario, both).table("effects.csv")
    for behaviour in random.Random(seed).sample(BEHAVIOURS, LOOKED_AT):
        arms = [
            Recomputed(Run(scenario, runs.run(f"{behaviour}_{level}", f"behaviours.{behaviour}.force={level}")))
            for level in (0, 1)
        ]
        _forced(comparison, arms, behaviour)
        everyone = [row for row in rows if (row["behaviour"], row["scope"]) == (behaviour, "everyone")]
        if not everyone:
            comparison.different.append(f"effects.csv has no row of {behaviour} for everyone")
        for row in everyone:
            _row(comparison, arms, row)
        for row in Run(scenario, both).table("behaviours.csv"):
            if (row["behaviour"], row["basis"]) == (behaviour, "intervention"):
                _level(comparison, arms, row)
    off = [f"stage.{name}.enabled=false" for name in alone.stations()]
    _without_lines(comparison, Run(scenario, runs.run("free", *besides, *off, logs=True)))
    return comparison


def _members(arms: list[Recomputed], replication: int, row: dict) -> list[list[Applicant]]:
    """Those a row is about, in the run where nobody does it and in that where everybody does."""
    off, on = (arm.counted[replication] for arm in arms)
    if row["population"] == "all":
        return [off, on]
    behaviour = row["behaviour"]
    # Forced, all to whom it applies take it up when they are restricted.
    concerned = {one.journey.applicant for one in on if intended(one, behaviour)}
    return [[one for one in members if one.journey.applicant in concerned] for members in (off, on)]


def _forced(comparison: Comparison, arms: list[Recomputed], behaviour: str) -> None:
    """At level 0 nobody ever takes a behaviour up, at level 1 all to whom it applies do when they are restricted."""
    off, on = ([one for members in arm.counted for one in members] for arm in arms)
    if any(event.activity == behaviour for one in off for event in one.journey.events):
        comparison.different.append(f"forced to 0, {behaviour} is taken up")
    else:
        comparison.equal["behaviours forced to 0"] += 1
    late = sum(
        event.activity == behaviour and not event.done and event.at != one.restricted
        for one in on
        for event in one.journey.events
    )
    missing = 0
    condition = asks(arms[1].run, behaviour)
    if not condition or all(one.journey.rows for one in on):
        missing = sum(eligible(one, behaviour, condition) and not intended(one, behaviour) for one in on)
    if late or missing:
        comparison.different.append(f"forced to 1, {behaviour} is taken up late {late} times and {missing} times not")
    else:
        comparison.equal["behaviours forced to 1"] += 1


def _row(comparison: Comparison, arms: list[Recomputed], row: dict) -> None:
    """One row of the effect on everyone."""
    metric, differences, applicants, unsure = row["metric"], [], 0, 0.0
    kind = f"effects.csv everyone {row['population']} {metric}"
    for replication in range(arms[0].run.replications):
        members = _members(arms, replication, row)
        applicants += len(members[0])
        off, on = (
            metrics(arm.run, found).get(metric, Unknown("hidden from the logs")) for arm, found in zip(arms, members)
        )
        if isinstance(off, Unknown) or isinstance(on, Unknown):
            comparison.unknown[f"{kind}: {off if isinstance(off, Unknown) else on}"] += 1
            return
        differs = None if off.value is None or on.value is None else on.value - off.value
        differences.append(Value(differs, "signed"))
        # Balances are logged in single precision, and an interval is no surer than what it is made of.
        unsure = max(unsure, off.off + on.off)
    expected = over(differences)
    place = f"{kind} of {row['behaviour']}"
    comparison.field(kind, place, row["difference"], expected.estimate, 1e-9, 1e-9 + unsure)
    for name in ("std_error", "ci_low", "ci_high"):
        comparison.field(kind, f"{place} {name}", row[name], getattr(expected, name), 1e-7, 1e-9 + 2 * unsure)
    comparison.field(kind, f"{place} applicants", row["applicants"], applicants, 0.0, 0.0)
    comparison.field(kind, f"{place} replications", row["replications"], expected.replications, 0.0, 0.0)


def _level(comparison: Comparison, arms: list[Recomputed], row: dict) -> None:
    """A row of `behaviours.csv` with everyone forced to a level: approval of those to whom the behaviour applies."""
    level = float(row["level"])
    if level not in (0.0, 1.0):
        return
    found = []
    for replication in range(arms[0].run.replications):
        members = _members(arms, replication, row | {"population": "eligible"})[int(level)]
        found.append(outcome(members))
    place = f"behaviours.csv intervention {row['behaviour']} {level}"
    for rate, low, high in [
        ("first_pass_approval_rate", "ci_low", "ci_high"),
        ("eventual_approval_rate", "eventual_ci_low", "eventual_ci_high"),
    ]:
        expected = over([each[rate] for each in found])
        kind = f"behaviours.csv intervention {rate}"
        comparison.field(kind, f"{place} {rate}", row[rate], expected.estimate, 1e-9, 1e-9)
        comparison.field(kind, f"{place} {low}", row[low], expected.ci_low, 1e-7, 1e-9)
        comparison.field(kind, f"{place} {high}", row[high], expected.ci_high, 1e-7, 1e-9)


def _without_lines(comparison: Comparison, run: Run) -> None:
    """Where nobody waits for anybody, one is everyone."""
    rows = {
        tuple(row[key] for key in ("behaviour", "scope", "population", "metric")): row
        for row in run.table("effects.csv")
    }
    for (behaviour, scope, population, metric), row in rows.items():
        if scope == "one":
            everyone = rows[behaviour, "everyone", population, metric]["difference"]
            kind = f"effects.csv one {population} {metric}, without lines"
            comparison.field(
                kind, f"{kind} of {behaviour}", row["difference"], float(everyone) if everyone else None, 1e-9, 1e-9
            )
