"""Plays a study on two Dask workers, kills one in the middle of a piece, and compares every byte.

    python3 tests/clients/dask_pieces.py target/release/sim

A scheduler and two worker processes on 127.0.0.1, on ports that are free, and `cluster/dask/pieces.py` as its users call
it. One worker is killed with SIGKILL when it has played a part of a piece. Needs `distributed` (requirements.txt).
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pieces import PIECES, Study, until

RECIPE = Path(__file__).resolve().parents[2] / "cluster/dask/pieces.py"


class Daemons:
    """Programs that end when this one does."""

    def __init__(self, study):
        self.study, self.all = study, []

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        for process, log in self.all:
            process.kill()
            process.wait()
            if kind is not None:
                print(f"-- {log.name}\n" + "\n".join(log.read_text().splitlines()[-15:]), file=sys.stderr)
        # Pieces under way where they could not be told to end with their workers.
        for process in self.study.players():
            os.kill(process, signal.SIGKILL)

    def start(self, name, *words):
        """Starts one; its process."""
        log = self.study.work / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen([sys.executable, *words], cwd=self.study.work, env=self.study.environment,
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.all.append((process, log))
        return process


def worker_of(process):
    """The process that a piece's process is a child of."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return None
    return int(status.rsplit(")", 1)[1].split()[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sim", type=Path)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.stdout.reconfigure(line_buffering=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        study = Study(options.sim, Path(name).resolve())
        study.plan()
        with Daemons(study) as daemons:
            told = study.work / "scheduler.json"
            daemons.start("scheduler", "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                          "--scheduler-file", told)
            until("the scheduler", lambda: told.exists() and told.read_text().rstrip().endswith("}"))
            address = json.loads(told.read_text())["address"]
            workers = {}
            for number in range(2):
                worker = daemons.start(f"worker-{number}", "-m", "dask", "worker", address, "--no-nanny", "--nthreads", "1",
                                       "--no-dashboard", "--host", "127.0.0.1", "--local-directory", study.work)
                workers[worker.pid] = worker
            recipe = daemons.start("recipe", RECIPE, "pieces", "--scheduler", address)

            def in_the_middle():
                half, players = study.half_played(), study.players()
                found = [(worker_of(process), piece) for process, piece in players.items() if piece in half]
                # Both are at it, so either can be spared.
                both = {worker_of(process) for process in players} >= workers.keys()
                return [each for each in found if each[0] in workers] if both else []

            worker, killed = until("a worker in the middle of a piece", in_the_middle)[0]
            workers[worker].kill()
            workers[worker].wait()
            if killed not in study.half_played():
                raise SystemExit(f"piece {killed} was whole before its worker was killed")
            print(f"after {time.monotonic() - begun:.1f} s one of two workers is killed in the middle of piece {killed}")
            if recipe.wait(timeout=60) != 0:
                raise SystemExit(f"the recipe: exit {recipe.returncode}")
            alive = [pid for pid, each in workers.items() if each.poll() is None]
            if len(alive) != 1 or worker in alive:
                raise SystemExit(f"expected the other worker to live: {alive}")
        files = study.compare()
    print(f"{PIECES} pieces on two workers, one killed: {files} files, every byte as in one run "
          f"({time.monotonic() - begun:.0f} s)")


if __name__ == "__main__":
    main()
