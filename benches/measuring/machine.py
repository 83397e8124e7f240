"""Facts about the machine and the programs, for the head of the table."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from measuring.tools import ROOT

PACKAGES = ("simpy", "ciw", "salabim", "prosimos", "numpy", "scipy")


def said_by(*command: str | Path) -> str:
    """What a program prints, in one line, or `unknown`."""
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


def field_of(path: str, name: str) -> str:
    """The first value of a field in one of the kernel's tables, or `unknown`."""
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return "unknown"
    values = [line.split(":", 1)[1].strip() for line in lines if line.startswith(name)]
    return values[0] if values else "unknown"


def memory() -> str:
    """Memory of the machine."""
    kilobytes = field_of("/proc/meminfo", "MemTotal").split()[0]
    return f"{int(kilobytes) / 2**20:.1f} GiB" if kilobytes.isdigit() else kilobytes


def packages(python: Path | None) -> dict[str, str]:
    """Versions of the other simulators."""
    if python is None:
        return {}
    listed = said_by(python, "-m", "pip", "list", "--format=json", "--disable-pip-version-check")
    if listed == "unknown":
        return {}
    versions = {entry["name"].lower(): entry["version"] for entry in json.loads(listed)}
    found = {name: versions[name] for name in PACKAGES if name in versions}
    return {"Python of the peers": said_by(python, "--version").removeprefix("Python "), **found}


def facts(python: Path | None) -> dict[str, str]:
    """Everything a reader needs to place the figures, as it is before the first run."""
    changed = said_by("git", "status", "--porcelain", "--untracked-files=no", "--", ":!benches/results")
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": said_by("git", "rev-parse", "HEAD") + (" with changes" if changed else ""),
        "processor": field_of("/proc/cpuinfo", "model name"),
        "cores": str(os.cpu_count()),
        "memory": memory(),
        "kernel": f"{platform.system()} {platform.release()}",
        "load average before": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "rustc": said_by("rustc", "--version").removeprefix("rustc "),
        "Python": platform.python_version(),
        **packages(python),
    }
