"""Estimates over replications, and how far two of them may lie apart.

Two means m1 and m2 with standard errors s1 and s2 from n1 and n2 independent replications agree if
|m1 - m2| is at most t * sqrt(s1^2 + s2^2), with the two-sided t quantile at Welch's degrees of freedom
(Welch 1947, Biometrika 34). The level of one comparison is the family's divided by the number of
comparisons (Bonferroni), so if all the means are equal, the chance that any comparison fails is at most
the family's level, as far as replication means are normal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

FAMILY_LEVEL = 0.001
"""Largest chance that any comparison of a whole run fails although all sides are right."""


@dataclass(frozen=True)
class Estimate:
    """A mean over replications, its standard error, and how many replications there were."""

    mean: float
    std_error: float
    replications: int

    @classmethod
    def of(cls, samples: Sequence[float]) -> Estimate:
        """From one value a replication; needs two at least."""
        if len(samples) < 2:
            raise ValueError("a standard error needs two replications at least")
        return cls(
            float(np.mean(samples)), float(np.std(samples, ddof=1)) / math.sqrt(len(samples)), len(samples)
        )

    def half_width(self) -> float:
        """Half the length of the 95 % t interval."""
        return float(stats.t.isf(0.025, self.replications - 1)) * self.std_error


@dataclass(frozen=True)
class Comparison:
    """One measure on two sides: difference of the means and how large it may be."""

    scenario: str
    measure: str
    sides: tuple[str, str]
    difference: float
    allowed: float

    @property
    def ratio(self) -> float:
        """Difference in units of what is allowed; signed."""
        if self.allowed == 0.0:
            return 0.0 if self.difference == 0.0 else math.copysign(math.inf, self.difference)
        return self.difference / self.allowed

    @property
    def agrees(self) -> bool:
        """Whether the difference is allowed. A difference that is no number never is."""
        return abs(self.difference) <= self.allowed


def allowed_difference(one: Estimate, other: Estimate, level: float) -> float:
    """The bound on the difference of two means at a two-sided level."""
    variances = [(side.std_error**2, side.replications - 1) for side in (one, other)]
    total = sum(variance for variance, _ in variances)
    if total == 0.0:
        return 0.0
    freedom = total**2 / sum(variance**2 / degrees for variance, degrees in variances)
    return float(stats.t.isf(level / 2.0, freedom)) * math.sqrt(total)
