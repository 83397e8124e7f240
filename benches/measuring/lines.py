"""A line of the table: what, how much, between what and what, and whether a bar is met."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from statistics import median

from measuring.ours import Sample
from measuring.rounds import Samples


class Sense(Enum):
    """On which side of a bar a figure should lie."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    BELOW = "<"
    WITHIN = "within"


@dataclass(frozen=True)
class Bar:
    """What is asked of a figure; `WITHIN` reads the limit as the distance from one."""

    sense: Sense
    limit: float

    def met_by(self, figure: float) -> bool:
        """Whether the figure is good enough. One that is no number never is."""
        match self.sense:
            case Sense.AT_LEAST:
                return figure >= self.limit
            case Sense.AT_MOST:
                return figure <= self.limit
            case Sense.BELOW:
                return figure < self.limit
            case Sense.WITHIN:
                return abs(figure - 1.0) <= self.limit


def at_least(limit: float) -> Bar:
    """The more the better."""
    return Bar(Sense.AT_LEAST, limit)


def at_most(limit: float) -> Bar:
    """The less the better."""
    return Bar(Sense.AT_MOST, limit)


@dataclass(frozen=True)
class Line:
    """A figure: the median of its values, which are one a round or one a run."""

    section: str
    what: str
    values: tuple[float, ...]
    unit: str = ""
    bar: Bar | None = None
    judged: float = field(init=False)

    def __post_init__(self) -> None:
        """The median is what is judged; without a value, no number."""
        object.__setattr__(self, "judged", median(self.values) if self.values else math.nan)

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; nothing, if there is none or nothing was measured."""
        return None if self.bar is None or not self.values else self.bar.met_by(self.judged)


def rates(samples: Sequence[Sample]) -> list[float]:
    """Units a second."""
    return [sample["units"] / sample["seconds"] for sample in samples]


def ratios(upper: Sequence[float], lower: Sequence[float]) -> tuple[float, ...]:
    """Round by round, as far as both were run."""
    return tuple(one / other for one, other in zip(upper, lower, strict=False))


def values(samples: Sequence[Sample], name: str, scale: float = 1.0) -> tuple[float, ...]:
    """One figure of every run."""
    return tuple(scale * sample[name] for sample in samples)


def per_unit(samples: Samples, name: str, empty: str) -> list[float]:
    """Processor seconds a unit, less what a run of the same that has hardly any units takes."""
    start = median(values(samples[empty], "cpu_seconds"))
    started = median(values(samples[empty], "units"))
    return [(sample["cpu_seconds"] - start) / (sample["units"] - started) for sample in samples[name]]
