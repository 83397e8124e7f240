"""Runs programs and says what they used."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.005
"""How often memory is looked at, when it is."""


class RunFailed(Exception):
    """A program ended with a fault; the text is what it said."""


@dataclass(frozen=True)
class Usage:
    """What a program used, start and end of the process included."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds on a core, user and system."""
    peak_bytes: int | None
    """Largest resident set, if it was watched."""
    output: str


def run(command: Sequence[str | Path], watch_memory: bool = False, folder: Path | None = None) -> Usage:
    """Runs a program to its end.

    Memory is the peak that the kernel keeps for the process (`VmHWM`), read while it runs: the figure that
    comes with the exit status also counts what the parent held when it started the child.
    """
    words = [str(word) for word in command]
    begun = time.perf_counter()
    child = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=folder, text=True
    )
    peak = watch(child.pid) if watch_memory else None
    assert child.stdout is not None and child.stderr is not None
    output, faults = child.stdout.read(), child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    child.stderr.close()
    if child.returncode != 0:
        raise RunFailed(f"`{' '.join(words)}` ended with {child.returncode}:\n{faults.strip()}")
    return Usage(wall, used.ru_utime + used.ru_stime, peak, output)


def watch(pid: int) -> int:
    """Peak of the resident set in bytes, read until the process has ended."""
    peak = 0
    status = Path(f"/proc/{pid}/status")
    while True:
        try:
            lines = status.read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            return peak
        kilobytes = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
        if not kilobytes:
            return peak
        peak = max(peak, 1024 * kilobytes[0])
        time.sleep(POLL_SECONDS)


def side_by_side(command: Sequence[str | Path], copies: int) -> list[str]:
    """Runs copies of a program at the same time; what each of them printed."""
    words = [str(word) for word in command]
    children = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(copies)]
    outputs = [child.communicate()[0] for child in children]
    if any(child.returncode != 0 for child in children):
        raise RunFailed(f"a copy of `{' '.join(words)}` failed")
    return outputs
