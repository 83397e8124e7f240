"""Plays a study on two Dask workers, kills one in the middle of a piece, and compares every byte.

    python3 tests/clients/dask_pieces.py target/release/sim

A scheduler and two worker processes on 127.0.0.1, on ports that are free, and `cluster/dask/pieces.py` as its users call
it. One worker is killed with SIGKILL when it has played a part of a piece. Needs `distributed` (requirements.txt).
"""

import argparse
import json
import sys
import time
from pathlib import Path

from pieces import PIECES, Scratch, Study, until

RECIPE = Path(__file__).resolve().parents[2] / "cluster/dask/pieces.py"


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
    begun = time.monotonic()
    sys.stdout.reconfigure(line_buffering=True)
    with Scratch() as work:
        study = Study(options.sim, work)
        study.plan()

        def start(name, *words):
            return study.start(name, sys.executable, *words)

        told = work / "scheduler.json"
        start("scheduler", "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
              "--scheduler-file", told)
        until("the scheduler", lambda: told.exists() and told.read_text().rstrip().endswith("}"))
        address = json.loads(told.read_text())["address"]
        workers = {}
        for number in range(2):
            worker = start(f"worker-{number}", "-m", "dask", "worker", address, "--no-nanny", "--nthreads", "1",
                           "--no-dashboard", "--host", "127.0.0.1", "--local-directory", work)
            workers[worker.pid] = worker
        recipe = start("recipe", RECIPE, "pieces", "--scheduler", address)

        def in_the_middle():
            half, players = study.half_played(), study.players()
            found = [(worker_of(process), piece) for process, piece in players.items() if piece in half]
            # Both are at it, so either can be spared.
            both = {worker_of(process) for process in players} >= workers.keys()
            return [each for each in found if each[0] in workers] if both else []

        victim, killed = until("a worker in the middle of a piece", in_the_middle)[0]
        workers[victim].kill()
        workers[victim].wait()
        if killed not in study.half_played():
            raise SystemExit(f"piece {killed} was whole before its worker was killed")
        print(f"after {time.monotonic() - begun:.1f} s one of two workers is killed in the middle of piece {killed}")
        if recipe.wait(timeout=60) != 0:
            raise SystemExit(f"the recipe: exit {recipe.returncode}")
        alive = [pid for pid, worker in workers.items() if worker.poll() is None]
        if len(alive) != 1 or victim in alive:
            raise SystemExit(f"expected the other worker to live: {alive}")
        files = study.compare()
    print(f"{PIECES} pieces on two workers, one killed: {files} files, every byte as in one run "
          f"({time.monotonic() - begun:.0f} s)")


if __name__ == "__main__":
    main()
