"""Estimates over replications and their intervals, by the definitions of the documentation.

A measure is a `Value`: a number, a share with its counts, or a quantile with all its cases. `None` is a number
that is not defined; `Unknown` is one that the logs do not tell.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from statistics import mean, stdev

from scipy.stats import t as student

NORMAL = 1.959963984540054
# The sketch of quantiles promises this.
SKETCH = 0.008


class Unknown(Exception):
    """What the logs do not tell, and why."""


@dataclass
class Value:
    """A measure of one replication."""

    value: float | None
    # `mean`: a number. `busy`: a share of time. `signed`: a number that may be negative. `share`: hits of trials.
    # `ratio`: a mean of cases, with their sum as `hits` and their number as `trials`; `signed ratio`: the same.
    # `quantile`, `whole quantile`: at `p` of `cases`, which a sketch keeps, or exactly.
    kind: str = "mean"
    hits: float = 0
    trials: float = 0
    cases: list[float] = field(default_factory=list)
    p: float = 0.0
    # How far off it may be, where a moment is known to the second only.
    off: float = 0.0
    # How several are put together, if neither as a mean nor as a quantile of `cases`.
    together: "Callable[[list[Value]], Value] | None" = None


def number(value: float | None, off: float = 0.0) -> Value:
    """A number."""
    return Value(value, off=off)


def ratio(total: float, count: float, off: float = 0.0) -> Value:
    """A mean of cases."""
    return Value(total / count if count else None, "ratio", total, count, off=off)


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
    # Relative and absolute error allowed for the estimate.
    relative: float = 1e-9
    off: float = 1e-9
    # Where the ends of the interval may lie, if they are not known exactly.
    low: tuple[float, float] | None = None
    high: tuple[float, float] | None = None
    approximate: bool = False
    # It must have no interval.
    no_interval: bool = False


@cache
def times_of(n: int) -> float:
    """Student's quantile for a 95 % interval of so many replications."""
    return float(student.ppf(0.975, n - 1))


def over(values: list[Value]) -> Estimate:
    """What all replications say together, with its interval: the mean over those in which it is defined, of a mean or a
    quantile of cases that of all cases."""
    defined = [value for value in values if value.value is not None]
    n = len(defined)
    if not n:
        return Estimate(None, None, None, None, 0)
    off = max(value.off for value in defined) + 1e-9
    if defined[0].together:
        value = defined[0].together(values)
        return Estimate(value.value, None, None, None, n, SKETCH, value.off + 1e-9, approximate=True)
    if defined[0].kind.endswith("quantile"):
        return pooled(values, n, off)
    if defined[0].kind.endswith("ratio"):
        return ratio_of_sums(defined, off)
    numbers = [value.value for value in defined]
    estimate = mean(numbers)
    if n == 1:
        return Estimate(estimate, None, None, None, 1, off=off)
    error = stdev(numbers) / math.sqrt(n)
    low, high = interval(defined, estimate, error)
    return Estimate(estimate, error, low, high, n, off=off, approximate=off > 1e-9)


def ratio_of_sums(values: list[Value], off: float) -> Estimate:
    """The mean of all cases; its interval is Student's on the logarithmic scale, of what may be negative around it."""
    n, total = len(values), sum(value.trials for value in values)
    estimate = sum(value.hits for value in values) / total
    if n == 1:
        return Estimate(estimate, None, None, None, 1, off=off)
    squares = sum((value.hits - estimate * value.trials) ** 2 for value in values)
    error = math.sqrt(n / (n - 1) * squares) / total
    low = high = None
    if error > 1e-12 * abs(estimate):
        reach = times_of(n) * error
        if values[0].kind == "signed ratio":
            low, high = estimate - reach, estimate + reach
        else:
            # Beyond an error as large as the mean, in a straight line.
            beyond = max(reach / estimate - 1, 0)
            near = min(reach / estimate, 1)
            low, high = estimate * max(math.exp(-near) - beyond, 0), estimate * (math.exp(near) + beyond)
    return Estimate(estimate, error, low, high, n, off=off, approximate=off > 1e-9)


def interval(values: list[Value], estimate: float, error: float) -> tuple[float | None, float | None]:
    """Student's t interval, of shares on the logit scale; Wilson's where all replications agree on none or all."""
    numbers = [value.value for value in values]
    kind, times = values[0].kind, times_of(len(values))
    same = max(numbers) - min(numbers) <= 1e-12 * max(abs(number) for number in numbers)
    if kind == "share" and same:
        return wilson(sum(value.hits for value in values), sum(value.trials for value in values))
    if same:
        return None, None
    if kind == "share" or kind == "busy" and max(numbers) <= 1:
        middle = math.log(estimate / (1 - estimate))
        half = times * error / (estimate * (1 - estimate))
        return 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-middle - half))
    low, high = estimate - times * error, estimate + times * error
    # What cannot be negative has an interval from zero.
    return (low if kind == "signed" or high <= 0 else max(low, 0.0)), high


def pooled(values: list[Value], n: int, off: float) -> Estimate:
    """The quantile of all cases; its interval is Woodruff's, by the ratio of counts over replications."""
    p, kind = values[0].p, values[0].kind
    cases = sorted(case for value in values for case in value.cases)
    estimate = cases[rank(p, len(cases))]
    found = Estimate(estimate, None, None, None, n, SKETCH if kind == "quantile" else 1e-9, off, approximate=True)
    if len(values) < 2:
        found.no_interval = True
        return found
    # What a sketch keeps in one bin with the quantile is not told apart from it: the error is that of the share before
    # the bin or after it, whichever is greater, so it lies between bounds.
    reach = SKETCH if kind == "quantile" else 0.0
    near = {estimate, *(case for case in cases if abs(case - estimate) <= reach * estimate)}
    before = [share_error(values, lambda case, cut=cut: case < cut) for cut in near if cut <= estimate]
    after = [share_error(values, lambda case, cut=cut: case <= cut) for cut in near if cut >= estimate]
    times = times_of(len(values))
    least, most = times * max(min(before), min(after)), times * max(max(before), max(after))
    if most == 0 or p - least <= 0 or p + least >= 1:
        found.no_interval = True
    elif least > 0 and p - most > 0 and p + most < 1:

        def at(share: float) -> float:
            return cases[rank(share, len(cases))]

        found.low, found.high = (at(p - most), at(p - least)), (at(p + least), at(p + most))
        if found.low[1] == found.high[0]:
            # An interval without width is none; a sketch that keeps both ends in one bin cannot tell.
            found.no_interval = found.low[0] == found.high[1] and (kind != "quantile" or estimate == 0)
            found.low = found.high = None
    return found


def share_error(values: list[Value], counts: "Callable[[float], bool]") -> float:
    """Standard error of the share of cases that count, a ratio of two sums over replications."""
    inside = [sum(counts(case) for case in value.cases) for value in values]
    total = sum(len(value.cases) for value in values)
    share = sum(inside) / total
    squares = sum((within - share * len(value.cases)) ** 2 for within, value in zip(inside, values))
    return math.sqrt(len(values) / (len(values) - 1) * squares) / total


def wilson(hits: float, trials: float) -> tuple[float, float]:
    """Wilson's interval of a share."""
    middle = (hits + NORMAL**2 / 2) / (trials + NORMAL**2)
    half = NORMAL / (trials + NORMAL**2) * math.sqrt(hits * (trials - hits) / trials + NORMAL**2 / 4)
    return max(middle - half, 0.0), min(middle + half, 1.0)
