"""Finds or makes what is measured: the binary, the floor, and an environment with the other simulators."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "benches" / "peers"
REQUIREMENTS = PEERS / "requirements-speed.txt"
VENV = ROOT / "target" / "peers-venv"
COPIES = ROOT / "target" / "measured"


@dataclass(frozen=True)
class Tools:
    """Programs to run."""

    linked_sim: Path
    linked_floor: Path
    python: Path | None
    """Has the other simulators; nothing, if they are left out."""
    sim: Path = COPIES / "sim"
    floor: Path = COPIES / "floor"

    def copy(self) -> None:
        """Copies the programs anew: they then lie elsewhere in memory.

        Files of the same bytes may take a tenth longer or less, run after run, so none decides alone.
        """
        COPIES.mkdir(parents=True, exist_ok=True)
        for built, copied in ((self.linked_sim, self.sim), (self.linked_floor, self.floor)):
            copied.unlink(missing_ok=True)
            shutil.copy2(built, copied)


def say(text: str) -> None:
    """Tells how far it is; the table alone goes to stdout."""
    print(text, file=sys.stderr, flush=True)


def prepare(python: Path | None, skip_peers: bool, sim: Path | None = None) -> Tools:
    """Builds the floor, and the binary and the environment if none is given."""
    sim = sim or built_sim()
    say("building the floor")
    floor = built_floor()
    if not skip_peers and python is None:
        python = made_environment()
    return Tools(sim, floor, None if skip_peers else python)


def built_sim() -> Path:
    """Builds the binary."""
    say("building `sim`")
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True, stdout=sys.stderr)
    return ROOT / "target" / "release" / "sim"


def built_floor() -> Path:
    """Builds the bench `floor` and finds where it lies."""
    command = ["cargo", "bench", "--locked", "--no-run", "--bench", "floor", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    for message in map(json.loads, filter(lambda line: line.startswith("{"), lines)):
        if message.get("executable") and message.get("target", {}).get("name") == "floor":
            return Path(message["executable"])
    raise FileNotFoundError("cargo built no bench named floor")


def made_environment() -> Path:
    """A virtual environment with the other simulators, kept for the next time."""
    python = VENV / "bin" / "python"
    stamp = VENV / "requirements-speed.txt"
    wanted = REQUIREMENTS.read_text() + (PEERS / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        say(f"making {VENV.relative_to(ROOT)}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, "-r", str(REQUIREMENTS)], check=True, stdout=sys.stderr)
        stamp.write_text(wanted)
    return python
