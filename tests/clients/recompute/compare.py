"""Holds recomputed values against the fields of a table."""

from collections import Counter

from .estimates import SKETCH, Estimate, Unknown, Value


class Comparison:
    """Counts what is equal, what differs, and what the logs do not tell."""

    def __init__(self) -> None:
        self.equal: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.different: list[str] = []

    def field(self, kind: str, place: str, written: str, expected: float | None, relative: float, off: float) -> None:
        """One field; an empty one is `None`."""
        found = float(written) if written else None
        if found is None or expected is None:
            same = found is None and expected is None
        else:
            same = abs(found - expected) <= off + relative * abs(expected)
        if same:
            self.equal[kind] += 1
        else:
            self.different.append(f"{place}: {written or 'empty'}, recomputed {expected}")

    def value(self, kind: str, place: str, written: str, expected: Value | Unknown) -> None:
        """A measure of one replication."""
        if isinstance(expected, Unknown):
            self.unknown[f"{kind}: {expected}"] += 1
            return
        relative = SKETCH if expected.kind == "quantile" else 1e-9
        self.field(kind, place, written, expected.value, relative, expected.off + 1e-9)

    def row(self, kind: str, place: str, row: dict, expected: Estimate) -> None:
        """An estimate with its interval."""
        self.field(kind, f"{place} estimate", row["estimate"], expected.estimate, expected.relative, expected.off)
        if not expected.approximate or expected.no_interval:
            for name in ("ci_low", "ci_high") if expected.no_interval else ("std_error", "ci_low", "ci_high"):
                if name in row:
                    self.field(kind, f"{place} {name}", row[name], getattr(expected, name), 1e-7, 1e-9)
        for name, bounds in [("ci_low", expected.low), ("ci_high", expected.high)]:
            if bounds is not None:
                self.between(kind, f"{place} {name}", row[name], bounds, expected)
        if "replications" in row:
            self.field(kind, f"{place} replications", row["replications"], expected.replications, 0.0, 0.0)

    def between(self, kind: str, place: str, written: str, bounds: tuple[float, float], expected: Estimate) -> None:
        """The end of an interval that is known within bounds."""
        low, high = bounds[0] * (1 - expected.relative), bounds[1] * (1 + expected.relative)
        if written and low - expected.off <= float(written) <= high + expected.off:
            self.equal[kind] += 1
        else:
            self.different.append(f"{place}: {written or 'empty'}, recomputed between {low} and {high}")

    def close(self, kind: str, found: float, expected: float) -> None:
        """Two numbers of a table that must be the same."""
        self.between_counts(kind, found, expected, expected)

    def between_counts(self, kind: str, found: float, least: float, most: float) -> None:
        """A mean of counts that is known within bounds."""
        if least - 1e-6 <= found <= most + 1e-6:
            self.equal[kind] += 1
        else:
            self.different.append(f"{kind}: {found}, recomputed between {least} and {most}")
