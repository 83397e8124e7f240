"""Writes the table for people and the runs for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measuring.lines import Line, Sense
from measuring.rounds import Samples
from measuring.sizes import Sizes

HEAD = ("", "what", "median", "least", "most", "unit", "bar", "")


def figure(number: float) -> str:
    """Three digits that count, more for whole numbers."""
    if abs(number) >= 1_000:
        return f"{number:,.0f}"
    return f"{number:.3g}" if abs(number) < 100 else f"{number:.0f}"


def bar(line: Line) -> str:
    """What is asked."""
    if line.bar is None:
        return ""
    if line.bar.sense is Sense.WITHIN:
        return f"1 ± {line.bar.limit:g}"
    return f"{line.bar.sense.value} {figure(line.bar.limit)}"


def verdict(line: Line) -> str:
    """Whether it is met."""
    return {True: "met", False: "not met", None: ""}[line.met]


def rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The cells of the table."""
    found: list[tuple[str, ...]] = []
    section = ""
    for line in lines:
        spread = (figure(min(line.values)), figure(max(line.values))) if len(line.values) > 1 else ("", "")
        head = line.section if line.section != section else ""
        section = line.section
        found.append((head, line.what, figure(line.judged), *spread, line.unit, bar(line), verdict(line)))
    return found


def markdown(lines: Sequence[Line]) -> str:
    """The table, which is also legible as plain text."""
    cells = [HEAD, *rows(lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    numeric = {2, 3, 4}

    def written(row: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if column in numeric else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return f"| {' | '.join(padded)} |"

    rule = ("-" * (width - 1) + (":" if column in numeric else "-") for column, width in enumerate(widths))
    return "\n".join([written(HEAD), f"| {' | '.join(rule)} |", *(written(row) for row in cells[1:])])


def page(facts: Mapping[str, str], lines: Sequence[Line], note: str) -> str:
    """The whole page for people."""
    about = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    judged = [line.met for line in lines if line.met is not None]
    count = f"{sum(judged)} of {len(judged)} bars met."
    return f"# Measured\n\n{about}\n\n{note}\n\n{markdown(lines)}\n\n{count}\n"


def write(
    folder: Path, facts: Mapping[str, str], lines: Sequence[Line], samples: Samples, sizes: Sizes, note: str
) -> str:
    """Writes `measured.md` and `measured.json`; gives the page."""
    folder.mkdir(parents=True, exist_ok=True)
    text = page(facts, lines, note)
    (folder / "measured.md").write_text(text, encoding="utf-8")
    record: dict[str, Any] = {
        "facts": dict(facts),
        "sizes": asdict(sizes),
        "lines": [
            {
                "section": line.section,
                "what": line.what,
                "unit": line.unit,
                "median": line.judged,
                "values": line.values,
                "bar": None if line.bar is None else {"sense": line.bar.sense.value, "limit": line.bar.limit},
                "met": line.met,
            }
            for line in lines
        ],
        "runs": samples,
    }
    data = json.dumps(record, indent=1, allow_nan=False, ensure_ascii=False)
    (folder / "measured.json").write_text(data + "\n", encoding="utf-8")
    return text
