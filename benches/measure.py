"""Measures how fast and how small `sim` is, beside work by hand and other simulators: one table.

Builds what it needs, runs everything in turn for some rounds, prints the table and writes it to
`benches/results/`. The machine should have nothing else to do.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from measuring import figures, pages, probes, rounds
from measuring.machine import facts
from measuring.processes import RunFailed
from measuring.sizes import QUICK, Sizes
from measuring.tools import ROOT, Tools, prepare, say

NOTE = """Medians over the runs, with the least and the most. `sim` is timed as a whole process, with its
start and its tables; work by hand and the other simulators without the start and the imports. A ratio is
taken within each round. How each line is measured, and whom it flatters, stands in `benches/README.md`."""
TINY = "**A smoke test: the runs are far too short for the figures to mean anything.**"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often everything is run")
    parser.add_argument("--quick", action="store_true", help="everything tiny, once: does it work?")
    parser.add_argument("--full", action="store_true", help="also a case log of 1 GB, in a temporary folder")
    parser.add_argument("--skip-peers", action="store_true", help="leave the other simulators out")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="a Python that has them")
    parser.add_argument("--sim", type=Path, metavar="PATH", help="a release build of the present code, not to build one")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "benches" / "results", metavar="DIR", help="for the results"
    )
    parsed = parser.parse_args()
    if parsed.rounds < 1:
        parser.error("one round at least")
    return parsed


def all_probes(tools: Tools, sizes: Sizes, full: bool) -> list[probes.Probe]:
    """What is measured, neighbours being what is compared."""
    found = probes.floor_probes(tools, sizes) + probes.own_probes(tools, sizes)
    found += probes.peer_probes(tools, sizes) + probes.start_probes(tools, sizes)
    found += probes.growth_probes(tools, sizes) + probes.memory_probes(tools, sizes)
    return found + (probes.streaming_probes(tools, sizes) if full else [])


def main() -> int:
    """Builds, measures, prints; the exit code is 0 whether or not the bars are met."""
    options = arguments()
    sizes = QUICK if options.quick else Sizes()
    try:
        # Not resolved: the python of an environment is a link to one that lacks its packages.
        python = options.peers.absolute() if options.peers else None
        tools = prepare(python, options.skip_peers, options.sim.absolute() if options.sim else None)
        about = facts(tools.python)
        found = all_probes(tools, sizes, options.full)
        samples = rounds.play(tools, found, 1 if options.quick else options.rounds)
    except (OSError, RunFailed, subprocess.CalledProcessError) as fault:
        say(f"not measured: {fault}")
        return 1
    note = f"{TINY}\n\n{NOTE}" if options.quick else NOTE
    lines = figures.table(samples, sizes)
    print(pages.write(options.out, about, lines, samples, sizes, note))
    return 0


if __name__ == "__main__":
    sys.exit(main())
