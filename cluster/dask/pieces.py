"""Plays the pieces of a plan on a Dask cluster, again what was lost, and puts them together.

    sim plan run scenarios/base.toml --replications 400 --shards 40 --out pieces
    python cluster/dask/pieces.py pieces                                    # two workers here, or as --workers says
    python cluster/dask/pieces.py pieces --scheduler tcp://127.0.0.1:8786   # any cluster

A task plays one piece, on one core, with `sim shard`. Workers must see the folder and the scenario under the same paths,
and find `sim` on their PATH (or where --sim says). What `sim missing` still lists is submitted again, whatever was lost:
a task, a worker, this program itself. Needs `pip install distributed` on both sides.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from distributed import Client, LocalCluster, as_completed

# Rounds without any piece played, and the seconds between them, before this gives up.
PATIENCE, PAUSE = 4, 5.0
# `sim` says so where the plan is no longer what was planned: no use in another try.
WRONG = 2


def play(sim, folder, piece):
    """Plays a piece on a worker; exit status, and what was said if that is not 0."""
    words = [sim, "shard", folder, str(piece), "--threads", "1", "--quiet"]
    # A piece does not outlive its worker where the system can see to it: it would hold its records against the next.
    if shutil.which("setpriv"):
        words = ["setpriv", "--pdeathsig", "KILL", *words]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.returncode, done.stderr.strip()


def missing(sim, folder):
    """The pieces that are still to be played: `3,7-9` as numbers."""
    done = subprocess.run([sim, "missing", folder], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    pieces = []
    for part in filter(None, done.stdout.strip().split(",")):
        first, _, last = part.partition("-")
        pieces += range(int(first), int(last or first) + 1)
    return pieces


def play_all(client, sim, folder):
    """Submits what is missing until nothing is."""
    without = 0
    while pieces := missing(sim, folder):
        # Not pure: a piece that failed is another task when it is submitted again.
        tasks = {client.submit(play, sim, folder, piece, pure=False, key=f"piece-{piece}-{time.time_ns()}"): piece
                 for piece in pieces}
        for task in as_completed(tasks):
            # A task whose workers were lost, one after another, ends in an exception.
            status, told = task.result() if task.status == "finished" else (1, repr(task.exception()))
            if status == WRONG:
                client.cancel(list(tasks))
                sys.exit(told)
            if status != 0:
                print(f"piece {tasks[task]} comes again: exit {status} {told}", file=sys.stderr)
        without = without + 1 if missing(sim, folder) == pieces else 0
        if without == PATIENCE:
            sys.exit(f"{PATIENCE} rounds in which none of the pieces {pieces} could be played")
        if without:
            time.sleep(PAUSE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scheduler", help="address of a scheduler; without it workers are started here")
    parser.add_argument("--workers", type=int, default=2, help="how many are started here")
    parser.add_argument("--sim", default="sim")
    options = parser.parse_args()
    folder = str(options.folder.resolve())
    local = None if options.scheduler else LocalCluster(
        n_workers=options.workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
    with Client(local or options.scheduler) as client:
        while True:
            play_all(client, options.sim, folder)
            merged = subprocess.run([options.sim, "merge", folder])
            # With --precision a merge may ask for more pieces.
            if merged.returncode != 1 or not missing(options.sim, folder):
                break
    if local:
        local.close()
    sys.exit(merged.returncode)


if __name__ == "__main__":
    main()
