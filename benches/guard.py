"""Counts the instructions that `sim` takes for one applicant, and fails if they have grown.

Three fixed workloads run under callgrind, which counts the same whatever else the machine is doing. Each
runs at two lengths, and the difference of instructions is divided by the difference of applicants, so that
start-up (reading and compiling the scenario) does not count. The committed figures stand in `guard.json`.

Exit code 0 if no figure has grown by more than 5 %, 1 if one has, 2 if it could not be found out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from measuring.ours import BASE, LOAN, MM1, Run
from measuring.processes import RunFailed, run
from measuring.tools import ROOT, built_sim, say

COMMITTED = Path(__file__).with_name("guard.json")
ALLOWED = 0.05
"""Growth that still passes. Repeated counts differ by less than .001."""
PRETENDED = 0.06
SHORT, LONG = 1, 4
"""Replications of the two lengths."""
WORKLOADS = {
    "mm1": Run(MM1, LONG, settings=('period.warm_up="0s"',)),
    "base": Run(BASE, LONG),
    "loan_application": Run(LOAN, LONG),
}
"""What is run, by name; all on one thread, without charts and interventions. M/M/1 has no warm-up, as who
comes then would not be among the applicants of the manifest."""

ACCEPTING = """If that is meant, accept it with

    python3 benches/guard.py --accept

and commit benches/guard.json with the reason in the message. Where the instructions went is shown by
`valgrind --tool=callgrind` on the binary of `cargo build --profile profiling`."""


class NotMeasured(Exception):
    """The figures cannot be had, or cannot be compared; the text says why."""


@dataclass(frozen=True)
class Compiler:
    """What decides how many instructions the same code takes."""

    rustc: str
    host: str

    @classmethod
    def present(cls) -> Compiler:
        """The one that builds the binary."""
        command = ["rustc", "--version", "--verbose"]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        lines = said.stdout.splitlines()
        host = next(line.removeprefix("host: ") for line in lines if line.startswith("host: "))
        return cls(lines[0].removeprefix("rustc "), host)


@dataclass(frozen=True)
class Figures:
    """Instructions an applicant by workload, and the compiler they were found with."""

    compiler: Compiler
    instructions: Mapping[str, int]

    @classmethod
    def committed(cls) -> Figures:
        """Those in the file."""
        try:
            found = json.loads(COMMITTED.read_text(encoding="utf-8"))
            compiler = Compiler(**found["compiler"])
            figures = {name: int(found["instructions_per_applicant"][name]) for name in WORKLOADS}
        except (OSError, ValueError, TypeError, KeyError) as fault:
            raise NotMeasured(f"{COMMITTED.name} has no figure for each workload ({fault!r})") from fault
        return cls(compiler, figures)

    @classmethod
    def measured(cls, compiler: Compiler, sim: Path | None) -> Figures:
        """Those of the present code, or of a binary that is given."""
        sim = sim or built_sim()
        return cls(compiler, {name: an_applicant(sim, name) for name in WORKLOADS})

    def pretended(self) -> Figures:
        """The same with the first workload grown too much."""
        name, instructions = next(iter(self.instructions.items()))
        return replace(self, instructions={**self.instructions, name: round(instructions * (1 + PRETENDED))})

    def write(self) -> None:
        """Makes them the committed ones."""
        text = {"compiler": asdict(self.compiler), "instructions_per_applicant": dict(self.instructions)}
        COMMITTED.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")


def an_applicant(sim: Path, name: str) -> int:
    """Instructions of one more applicant."""
    say(f"counting {name}")
    workload = WORKLOADS[name]
    few, some = (counted(sim, replace(workload, replications=length)) for length in (SHORT, LONG))
    return round((some[0] - few[0]) / (some[1] - few[1]))


def counted(sim: Path, workload: Run) -> tuple[int, int]:
    """Instructions and applicants of one run."""
    with tempfile.TemporaryDirectory(prefix="sim-guard-") as folder:
        profile, out = Path(folder) / "callgrind.out", Path(folder) / "out"
        valgrind = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={profile}"]
        run([*valgrind, *workload.command(sim, out)])
        totals = [line.split()[1] for line in profile.read_text().splitlines() if line.startswith("totals:")]
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    if len(totals) != 1:
        raise NotMeasured("callgrind wrote no total")
    return int(totals[0]), int(manifest["applicants_simulated"])


def change(found: Figures, committed: Figures, name: str) -> float:
    """How much a workload has grown, as a share."""
    return found.instructions[name] / committed.instructions[name] - 1


def table(found: Figures, committed: Figures) -> str:
    """The figures beside each other."""
    lines = [f"{'workload':<18}{'instructions an applicant':>27}{'committed':>12}{'change':>10}"]
    for name, instructions in found.instructions.items():
        percent = 100 * change(found, committed, name)
        lines.append(f"{name:<18}{instructions:>27,}{committed.instructions[name]:>12,}{percent:>+8.1f} %")
    return "\n".join(lines)


def of_compilers(present: Compiler, committed: Compiler) -> str:
    """What is to be said where the compilers differ."""
    if present.host != committed.host:
        raise NotMeasured(f"the figures are of {committed.host}; on {present.host} they say nothing")
    if present == committed:
        return f"rustc {present.rustc}"
    return (
        f"The committed figures are of rustc {committed.rustc}, this is rustc {present.rustc}.\n"
        "They are compared all the same: a change may be the compiler's and not the code's."
    )


def judge(found: Figures, committed: Figures) -> int:
    """Says what has changed too much; the exit code."""
    changes = {name: change(found, committed, name) for name in WORKLOADS}
    grown = [name for name in WORKLOADS if changes[name] > ALLOWED]
    shrunk = [name for name in WORKLOADS if changes[name] < -ALLOWED]
    for name in grown:
        print(f"{name} has grown by {100 * changes[name]:.1f} %; {100 * ALLOWED:.0f} % would pass.")
    if grown:
        print(ACCEPTING)
    for name in shrunk:
        print(f"{name} has shrunk by {-100 * changes[name]:.1f} %: renew the committed figure with --accept.")
    if not grown:
        print(f"None of {len(changes)} workloads has grown by more than {100 * ALLOWED:.0f} %.")
    return 1 if grown else 0


def accept(found: Figures) -> None:
    """Makes the figures the committed ones, and shows them beside those that were, if there were any."""
    try:
        before = Figures.committed()
        print(table(found, before))
        print(f"rustc {before.compiler.rustc} before, rustc {found.compiler.rustc} now")
    except NotMeasured as fault:
        print(f"Nothing to compare with: {fault}.")
    found.write()
    print(f"{COMMITTED.name} is written anew: commit it with the reason in the message.")


def main() -> int:
    """Counts, compares, prints; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--accept", action="store_true", help="make the present figures the committed ones")
    choice.add_argument(
        "--wrong", action="store_true", help="run nothing, pretend that one has grown by 6 %%: must fail"
    )
    parser.add_argument("--sim", type=Path, metavar="PATH", help="a release build of the present code, not to build one")
    options = parser.parse_args()
    try:
        compiler = Compiler.present()
        if options.accept:
            accept(Figures.measured(compiler, options.sim))
            return 0
        committed = Figures.committed()
        print(of_compilers(compiler, committed.compiler))
        found = committed.pretended() if options.wrong else Figures.measured(compiler, options.sim)
        print(table(found, committed))
        return judge(found, committed)
    except (NotMeasured, RunFailed, OSError, subprocess.CalledProcessError) as fault:
        say(f"not measured: {fault}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
