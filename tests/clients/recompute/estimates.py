"""Estimates over replications and their intervals, by the definitions of the documentation.

A measure is a `Value`: a number, a share with its counts, or a quantile with all its cases. `None` is a number
that is not defined; `Unknown` is one that the logs do not tell.
"""

import math
from dataclasses import dataclass, field
from functools import cache
from statistics import mean, stdev

from scipy.stats import t as student

NORMAL = 1.959963984540054
# The sketch of quantiles promises this.
SKETCH = 0.004


class Unknown(Exception):
    """What the logs do not tell, and why."""


@dataclass
class Value:
    """A measure of one replication."""

    value: float | None
    # `mean`: a number. `share`: hits of trials. `quantile`: at `p` of `cases`.
    kind: str = "mean"
    hits: float = 0
    trials: float = 0
    cases: list[float] = field(default_factory=list)
    p: float = 0.0
    # How far off it may be, where a moment is known to the second only.
    off: float = 0.0


def number(value: float | None, off: float = 0.0) -> Value:
    """A number."""
    return Value(value, off=off)


def ratio(total: float, count: float, off: float = 0.0) -> Value:
    """A mean."""
    return Value(total / count if count else None, off=off)


def share(hits: float, trials: float) -> Value:
    """A share of counted things."""
    return Value(hits / trials if trials else None, "share", hits, trials)


def quantile(cases: list[float], p: float, sketched: bool = True, off: float = 0.0) -> Value:
    """The least value that a share `p` of the cases does not exceed."""
    cases = sorted(cases)
    value = cases[rank(p, len(cases))] if cases else None
    return Value(value, "quantile" if sketched else "whole quantile", cases=cases, p=p, off=off)


def rank(p: float, count: int) -> int:
    """Position, from 0, of a quantile among so many."""
    return max(math.ceil(p * count - 1e-9), 1) - 1


@dataclass
class Estimate:
    """A row of an estimate; `None` stands for an empty field."""

    estimate: float | None
    std_error: float | None
    ci_low: float | None
    ci_high: float | None
    replications: int
    # Relative and absolute error allowed for the estimate, and whether the interval is compared.
    relative: float = 1e-9
    off: float = 1e-9


@cache
def times_of(n: int) -> float:
    """Student's quantile for a 95 % interval of so many replications."""
    return float(student.ppf(0.975, n - 1))


def over(values: list[Value]) -> Estimate:
    """The mean over those replications in which a measure is defined, with its interval."""
    defined = [value for value in values if value.value is not None]
    numbers = [value.value for value in defined]
    n = len(numbers)
    if not n:
        return Estimate(None, None, None, None, 0)
    kind = defined[0].kind
    off = max(value.off for value in defined) + 1e-9
    relative = SKETCH if kind == "quantile" else 1e-9
    estimate = mean(numbers)
    if n == 1:
        return Estimate(estimate, None, None, None, 1, relative, off)
    error = stdev(numbers) / math.sqrt(n)
    low = high = None
    times = times_of(n)
    same = max(numbers) == min(numbers)
    if kind == "share":
        if same and numbers[0] in (0.0, 1.0):
            low, high = wilson(sum(value.hits for value in defined), sum(value.trials for value in defined))
        elif 0 < estimate < 1 and not same:
            middle = math.log(estimate / (1 - estimate))
            half = times * error / (estimate * (1 - estimate))
            low, high = (1 / (1 + math.exp(-edge)) for edge in (middle - half, middle + half))
        elif same:
            low, high = wilson(sum(value.hits for value in defined), sum(value.trials for value in defined))
    elif not same:
        low, high = estimate - times * error, estimate + times * error
    return Estimate(estimate, error, low, high, n, relative, off)


def wilson(hits: float, trials: float) -> tuple[float, float]:
    """Wilson's interval of a share."""
    middle = (hits + NORMAL**2 / 2) / (trials + NORMAL**2)
    half = NORMAL / (trials + NORMAL**2) * math.sqrt(hits * (trials - hits) / trials + NORMAL**2 / 4)
    return max(middle - half, 0.0), min(middle + half, 1.0)
