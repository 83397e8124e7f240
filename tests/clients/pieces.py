"""A study in pieces whose ordinary run is known, for the tests of engines: slurm.py and dask_pieces.py."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kills import digests

# A piece takes half a second or more: long enough to be killed in its middle.
SCENARIO = """name = "many"
seed = 5
arrivals.per_day = 400
replications = 120
period = { arrivals = "40d", drain = "60d" }
interventions.replications = 2
"""
PIECES = 6


class Scratch:
    """A folder that goes, with every process that lives in it, when this program ends, however that ends.

    Daemons outlive whoever started them, and tasks outlive their daemons. So a process of its own waits for the end of
    this one, and then kills whatever has its working directory below the folder or names it in its environment.
    """

    def __enter__(self):
        # Sockets lie here, whose names must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="pieces")).resolve()
        self.guard = subprocess.Popen([sys.executable, __file__, self.folder], stdin=subprocess.PIPE, cwd="/",
                                      start_new_session=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return self.folder

    def __exit__(self, kind, *_):
        if kind is not None:
            for log in sorted(self.folder.glob("*.err")):
                print(f"-- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]), file=sys.stderr)
        self.guard.communicate()


def inhabitants(folder):
    """The processes that belong to a folder."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            home = os.readlink(place / "cwd").removesuffix(" (deleted)")
            named = f"SCRATCH={folder}".encode() in (place / "environ").read_bytes().split(b"\0")
            if named or Path(home).is_relative_to(folder):
                yield int(place.name)
        except OSError:
            continue


def guard(folder):
    """Waits until whoever started this is no more, and clears the folder."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    sys.stdin.buffer.read()
    # Until nobody is left who could start another.
    while found := list(inhabitants(folder)):
        for process in found:
            try:
                os.kill(process, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


class Study:
    """An ordinary run in `whole`, and the same command in pieces in `pieces`, neither of which is played yet."""

    def __init__(self, sim, work):
        self.work, self.folder = work, work / "pieces"
        (work / "many.toml").write_text(SCENARIO)
        # By the name under which jobs look for it.
        (work / "bin").mkdir()
        (work / "bin/sim").symlink_to(sim.resolve())
        self.environment = {**os.environ, "PATH": f"{work / 'bin'}:{os.environ['PATH']}", "SCRATCH": str(work)}

    def start(self, name, *words, environment=None):
        """Starts a daemon, whose words go to `name`.err."""
        with (self.work / f"{name}.err").open("wb") as log:
            return subprocess.Popen(words, cwd=self.work, env=environment or self.environment, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log)

    def sim(self, *words):
        """What a command says."""
        done = subprocess.run(["sim", *words], cwd=self.work, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"sim {' '.join(words)}: exit {done.returncode}: {done.stderr}")
        return done.stdout

    def plan(self, *words):
        """Lists the pieces; what `sim plan` says."""
        return self.sim("plan", "run", "many.toml", "--no-charts", "--shards", str(PIECES), "--out", "pieces", *words)

    def missing(self):
        """What is still to be played, as `sim` says it."""
        return self.sim("missing", "pieces").strip()

    def half_played(self):
        """The ids of pieces that are being played and hold some records."""
        parts = (self.folder / ".ledger").glob("piece-*.part")
        return [int(part.name.split("-")[1].split(".")[0]) for part in parts if grown(part)]

    def players(self):
        """The processes that play a piece: its id, by the process's."""
        found = {}
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_bytes().split(b"\0")
                at = words.index(b"shard")
                if (place / "cwd").resolve() == self.work and words[0].endswith(b"sim"):
                    found[int(place.name)] = int(words[at + 2])
            except (OSError, ValueError, IndexError):
                continue
        return found

    def compare(self):
        """Compares every byte of the merged pieces with the ordinary run's, which is played now."""
        self.sim("run", "many.toml", "--no-charts", "--quiet", "--out", "whole")
        merged, whole = digests(self.folder), digests(self.work / "whole")
        if merged != whole:
            names = [name for name in sorted(merged.keys() | whole.keys()) if merged.get(name) != whole.get(name)]
            raise SystemExit(f"differ: {', '.join(names)}")
        return len(whole)


def grown(part):
    """Whether a piece under way holds more than its first records."""
    try:
        return part.stat().st_size > 200_000
    except OSError:
        return False


def until(what, holds, seconds=60):
    """Waits until `holds()` gives something, and returns that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.02)
    raise SystemExit(f"waited {seconds} s in vain: {what}")


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
