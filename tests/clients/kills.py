"""Kills `sim` at random moments, goes on, and compares every byte with a run that nobody touched.

    python3 tests/clients/kills.py target/release/sim [--kills 50] [--seed 1]

Each round is one command: killed with SIGKILL at a random moment, then gone on with by the same command or by
`sim resume`, killed again, until it ends. Every file but the manifest, which tells times, must have the same bytes. At
the end the disk is filled: on a small tmpfs of its own where that can be mounted (root), else by a limit on the size of
files.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIO = """name = "many"
seed = 5
arrivals.per_day = 15
replications = 60
period = { arrivals = "40d", drain = "60d" }
interventions.replications = 2
"""
COMMANDS = [
    ["run", "many.toml", "--cases", "--events", "csv,xes,ocel"],
    ["run", "many.toml", "--threads", "1", "--no-charts"],
    ["compare", "many.toml", "other.toml"],
]


def digests(folder):
    """Of every file, by its name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sim", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sim = options.sim.resolve()
    chance = random.Random(options.seed)
    kills, rounds, bad = 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "many.toml").write_text(SCENARIO)
        (work / "other.toml").write_text(SCENARIO.replace('"many"', '"other"').replace("day = 15", "day = 16"))
        whole, seconds = {}, {}
        for number, command in enumerate(COMMANDS):
            begun = time.monotonic()
            subprocess.run([sim, *command, "--quiet", "--out", "out"], cwd=work, check=True)
            seconds[number] = time.monotonic() - begun
            whole[number] = digests(work / "out")
            shutil.rmtree(work / "out")
        while kills < options.kills:
            number = rounds % len(COMMANDS)
            rounds += 1
            words = [sim, *COMMANDS[number], "--quiet", "--out", "out"]
            in_round = 0
            while True:
                going_on = (work / "out/.ledger/records").exists() and chance.random() < 0.5
                child = subprocess.Popen([sim, "resume", "out"] if going_on else words, cwd=work,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                # Some live long enough to end.
                wait = chance.uniform(0.02, 0.6 if in_round < 6 else 2.0) * seconds[number]
                try:
                    _, told = child.communicate(timeout=wait)
                except subprocess.TimeoutExpired:
                    child.send_signal(signal.SIGKILL)
                    child.communicate()
                    kills, in_round = kills + 1, in_round + 1
                    continue
                # Killed after its last step, there is nothing left to go on with.
                if child.returncode != 0 and not (going_on and b"is whole" in told):
                    print(f"round {rounds}: exit {child.returncode}: {told.decode()}")
                    bad += 1
                break
            found = digests(work / "out")
            if found != whole[number]:
                names = [name for name in found.keys() | whole[number].keys() if found.get(name) != whole[number].get(name)]
                print(f"round {rounds}: {' '.join(COMMANDS[number])}: differ: {', '.join(sorted(names))}")
                bad += 1
            shutil.rmtree(work / "out")
        bad += not full_disk(sim, work, whole[1])
    print(f"{kills} kills in {rounds} rounds, and a full disk: {'every byte as untouched' if not bad else f'{bad} BAD'}")
    sys.exit(1 if bad else 0)


def full_disk(sim, work, whole):
    """A run on a disk that fills up is a failure, which keeps what it has; with room again it ends."""
    words = [sim, *COMMANDS[1], "--quiet", "--out"]
    disk = work / "disk"
    disk.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode == 0
    try:
        if mounted:
            ended = subprocess.run([*words, disk / "out"], cwd=work, capture_output=True, text=True)
        else:
            limited = ["sh", "-c", 'trap "" XFSZ; ulimit -f 400; exec "$@"', "sh", *words, disk / "out"]
            ended = subprocess.run(limited, cwd=work, capture_output=True, text=True)
        if ended.returncode != 1 or "sim resume" not in ended.stderr:
            print(f"full disk: exit {ended.returncode}: {ended.stderr}")
            return False
        if mounted:
            subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
        ended = subprocess.run([sim, "resume", disk / "out"], cwd=work, capture_output=True, text=True)
        if ended.returncode != 0 or digests(disk / "out") != whole:
            print(f"after the full disk: exit {ended.returncode}: {ended.stderr}")
            return False
        return True
    finally:
        if mounted:
            subprocess.run(["umount", disk], check=True)


if __name__ == "__main__":
    main()
