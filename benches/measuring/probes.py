"""Everything that is measured: a name, what to run, and how often."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measuring import ours
from measuring.ours import BASE, LOAN, MM1, NO_WARM_UP, Run, Sample
from measuring.processes import run, side_by_side
from measuring.sizes import Sizes
from measuring.tools import PEERS, Tools

Command = list[str | Path]


@dataclass(frozen=True)
class Probe:
    """One thing that is run once a round or a few times, in turn with all the others."""

    name: str
    sample: Callable[[], Sample]
    repeats: int = 1
    """Runs a round."""
    rounds: int | None = None
    """Only in the first so many rounds; all, if not said."""


def spoken(text: str) -> Sample:
    """The numbers of the line of JSON that a program printed."""
    found = json.loads(text.strip().splitlines()[-1])
    return {name: float(value) for name, value in found.items() if isinstance(value, int | float)}


def floor_probes(tools: Tools, sizes: Sizes) -> list[Probe]:
    """The same work by hand, without the start of the process."""
    applicants: Command = [tools.floor, "base", "--applicants", str(sizes.floor_applicants)]

    def two_copies() -> Sample:
        samples = [spoken(text) for text in side_by_side(applicants, copies=2)]
        return {
            "units": sum(sample["units"] for sample in samples),
            "seconds": max(sample["seconds"] for sample in samples),
        }

    def customers(work: str) -> Command:
        return [tools.floor, work, "--customers", str(sizes.floor_customers)]

    pending: Command = [tools.floor, "pending", "--events", str(sizes.pending_events)]
    return [
        Probe("floor_mm1", lambda: spoken(run(customers("mm1")).output)),
        Probe("floor_textbook", lambda: spoken(run(customers("textbook")).output)),
        Probe("floor_base", lambda: spoken(run(applicants).output)),
        Probe("floor_base_two", two_copies),
        Probe("pending", lambda: spoken(run(pending).output)),
    ]


def own_probes(tools: Tools, sizes: Sizes) -> list[Probe]:
    """Whole runs of `sim`, from the start of the process to its end."""
    runs = {
        "mm1": Run(MM1, sizes.mm1_replications, settings=(NO_WARM_UP,)),
        "base": Run(BASE, sizes.base_replications),
        "base_one_thread": Run(BASE, sizes.thread_replications),
        "base_two_threads": Run(BASE, sizes.thread_replications, threads=2),
        "loan": Run(LOAN, sizes.loan_replications),
        "base_plain": Run(BASE, sizes.cases_replications),
        "base_cases": Run(BASE, sizes.cases_replications, extras=("--cases",)),
    }
    return [Probe(name, lambda once=once: once.sample(tools)) for name, once in runs.items()]  # type: ignore[misc]


def peer_probes(tools: Tools, sizes: Sizes) -> list[Probe]:
    """The other simulators, without the start of Python and the imports."""
    python = tools.python
    if python is None:
        return []

    def peer(file: str, *words: str) -> Callable[[], Sample]:
        command: Command = [python, PEERS / file, *words]
        return lambda: spoken(run(command, folder=PEERS).output)

    return [
        Probe("mm1_simpy", peer("models_mm1.py", "simpy", "--customers", str(sizes.simpy_customers))),
        Probe("mm1_ciw", peer("models_mm1.py", "ciw", "--customers", str(sizes.ciw_customers))),
        Probe("mm1_salabim", peer("models_mm1.py", "salabim", "--customers", str(sizes.salabim_customers))),
        Probe("base_simpy", peer("base_core/run.py", "--days", str(sizes.simpy_days))),
        Probe("loan_prosimos", peer("models_prosimos.py", "--cases", str(sizes.prosimos_cases))),
    ]


def growth_probes(tools: Tools, sizes: Sizes) -> list[Probe]:
    """Single long replications, their memory watched, and the same without anything to speak of."""
    probes = []
    for name, made in (("mm1", ours.long_mm1), ("base", ours.long_base)):
        lengths = zip((0, *sizes.growth), (sizes.growth_repeats[0], *sizes.growth_repeats), strict=True)
        for units, repeats in lengths:
            once = made(units)
            probes.append(
                Probe(
                    f"growth_{name}_{units}",
                    lambda once=once: once.sample(tools, watch_memory=True),  # type: ignore[misc]
                    repeats,
                    sizes.growth_rounds,
                )
            )
    return probes


def memory_probes(tools: Tools, sizes: Sizes) -> list[Probe]:
    """Memory and time of one replication of base at its own load and at many times that."""
    loaded = Run(BASE, 1, settings=ours.crowd(sizes.load_factor))
    nation = Run(BASE, 1, settings=ours.crowd(sizes.nation_factor))
    longest = Run(BASE, 1, settings=(f'period.arrivals="{sizes.longest_days}d"',))
    return [
        Probe("longest", lambda: longest.sample(tools, watch_memory=True), 1, sizes.growth_rounds),
        Probe("load_one", lambda: Run(BASE, 1).sample(tools, watch_memory=True), 1, sizes.growth_rounds),
        Probe("load_many", lambda: loaded.sample(tools, watch_memory=True), 1, sizes.growth_rounds),
        Probe("nation", lambda: nation.sample(tools, watch_memory=True), 1, sizes.growth_rounds),
        Probe("in_system", lambda: ours.most_in_system(tools), 1, 1),
    ]


def start_probes(tools: Tools, sizes: Sizes) -> list[Probe]:
    """Commands that simulate nothing."""
    return [
        Probe("version", lambda: ours.start_up(tools, ["--version"]), sizes.start_ups),
        Probe("check", lambda: ours.start_up(tools, ["check", BASE]), sizes.start_ups),
    ]


def streaming_probes(tools: Tools, sizes: Sizes) -> list[Probe]:
    """Case logs of a tenth and of the whole of the length asked for, their memory watched."""

    def streamed(bytes_wanted: float) -> Sample:
        one = Run(BASE, 1, extras=("--cases",)).sample(tools)["cases_bytes"]
        replications = int(1.02 * bytes_wanted / one) + 1
        return Run(BASE, replications, extras=("--cases",)).sample(tools, watch_memory=True)

    return [
        Probe("streamed_tenth", lambda: streamed(sizes.streamed_bytes / 10.0), 1, sizes.growth_rounds),
        Probe("streamed_whole", lambda: streamed(sizes.streamed_bytes), 1, sizes.growth_rounds),
    ]
