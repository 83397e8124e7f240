"""The numbers of the three scenarios, as the packages of the Python registry are given them.

The files in `scenarios/` state the same systems to `sim`, in its own syntax. Nothing is read from
them here: a number misread there shows as a disagreement. Times are minutes, shares are 0 to 1, and
every clock starts on a Monday at midnight. All measures are long-run means, so the lengths of run
below need not be those of the files.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

HOUR = 60.0
DAY = 24.0 * HOUR
WEEK = 7.0 * DAY

OPENS = 9.0 * HOUR
CLOSES = 18.0 * HOUR
WORKING_DAYS = 5


@dataclass(frozen=True)
class Window:
    """The part of a replication that is counted, minutes from its start."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """Minutes counted."""
        return self.end - self.start


@dataclass(frozen=True)
class Patience:
    """M/M/3 with exponential patience, first come, first served."""

    arrivals_per_minute: float = 2.7
    service_mean: float = 1.0
    servers: int = 3
    patience_mean: float = 2.0
    replications: int = 40
    window: Window = field(default_factory=lambda: Window(4.0 * HOUR, 4.0 * HOUR + 10.0 * DAY))


@dataclass(frozen=True)
class Rework:
    """Two stations in a row; a share of what leaves the first comes back to it."""

    arrivals_per_minute: float = 0.5
    first_servers: int = 2
    first_service_mean: float = 2.0
    first_service_cv: float = 1.0
    rework_share: float = 0.2
    second_servers: int = 1
    second_service_mean: float = 1.2
    replications: int = 40
    window: Window = field(default_factory=lambda: Window(1.0 * DAY, 41.0 * DAY))


@dataclass(frozen=True)
class Weekdays:
    """Arrivals round the clock; office hours Monday to Friday, with the work in hand kept overnight."""

    arrivals_per_minute: float = 24.0 / DAY
    servers: int = 3
    service_mean: float = 40.0
    replications: int = 40
    window: Window = field(default_factory=lambda: Window(4.0 * WEEK, 160.0 * WEEK))


Scenario = Patience | Rework | Weekdays

SCENARIOS: dict[str, Scenario] = {
    "mm3_patience": Patience(),
    "two_stage_rework": Rework(),
    "weekday_calendar": Weekdays(),
}

MEASURES: dict[str, tuple[str, ...]] = {
    "mm3_patience": ("wait", "abandoned_share", "in_queue", "utilisation"),
    "two_stage_rework": (
        "first_wait",
        "first_in_queue",
        "second_wait",
        "second_in_queue",
        "throughput_share",
        "time_in_system",
    ),
    "weekday_calendar": ("wait", "in_queue", "sojourn", "utilisation"),
}


def perturbed(scenario: Scenario) -> Scenario:
    """The same scenario with one number 10 % too large: the negative control of the comparison."""
    if isinstance(scenario, Rework):
        return replace(scenario, rework_share=1.1 * scenario.rework_share)
    return replace(scenario, service_mean=1.1 * scenario.service_mean)
