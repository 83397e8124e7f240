"""What applicants do before they apply, when it works, and what it changes in their file.

Times are minutes since the start of the run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from calendars import DAY, after_renewal
from people import ACCOUNT_RISK, INFO_CHURN, OTHER, OVERDUE, VIOLATION, Applicant

REPAY, SECURE, STOP_EDITS, COMPLETE_PROFILE, STEADY_HABITS, RAISE_EXTERNAL, SUBMIT_DOCUMENTS = range(7)
REMEDY = {
    OVERDUE: REPAY,
    ACCOUNT_RISK: SECURE,
    VIOLATION: STEADY_HABITS,
    INFO_CHURN: STOP_EDITS,
    OTHER: COMPLETE_PROFILE,
}
EDIT_WINDOW = 14.0 * DAY
RECORD_WINDOW = 180.0 * DAY
NEVER = math.inf


@dataclass(frozen=True)
class Behaviour:
    """One of the seven; delays in minutes, costs in CNY, effort in hours."""

    intensity: float
    delay: Callable[[Random], float]
    wait_share: float
    effect: float
    risk_log_odds: float
    edits: int
    effort: float
    cost: float = 0.0
    late_effect: float = 0.0


BEHAVIOURS = (
    Behaviour(
        0.60, lambda r: DAY * r.lognormvariate(math.log(3.0), 0.9), 1.0, 0.25, -0.7, 0, 0.5, late_effect=0.10
    ),
    Behaviour(0.35, lambda r: 0.3 * DAY, 1.0, 0.35, 0.0, 1, 0.5),
    Behaviour(0.50, lambda r: 14.0 * DAY, 0.5, 0.0, 0.0, 0, 0.0),
    Behaviour(0.30, lambda r: 0.5 * DAY, 1.0, 0.30, 0.0, 2, 0.7),
    Behaviour(0.25, lambda r: DAY * r.uniform(20.0, 60.0), 0.3, 0.25, -0.2, 0, 2.0),
    Behaviour(0.15, lambda r: DAY * r.uniform(10.0, 40.0), 0.3, 0.10, -0.1, 0, 3.0, cost=50.0),
    Behaviour(0.10, lambda r: 1.0 * DAY, 1.0, 0.10, 0.0, 0, 1.5, cost=20.0),
)
LATE_SPAN = 90.0 * DAY


@dataclass(slots=True)
class Progress:
    """What one applicant has done so far, and from when on it works."""

    restricted_at: float
    since: list[float] = field(default_factory=lambda: [NEVER] * 7)
    works_from: list[float] = field(default_factory=lambda: [NEVER] * 7)

    def act(self, random: Random, applicant: Applicant, now: float, right_share: float) -> float:
        """Self-check and adoption; the moment until which the applicant waits for what they did."""
        believed = applicant.cause
        if random.random() >= right_share:
            believed = (believed + random.randint(1, 4)) % 5
        ready = now
        for number, behaviour in enumerate(BEHAVIOURS):
            if self.since[number] < NEVER or not applies(number, applicant):
                continue
            chance = behaviour.intensity
            if number == REMEDY[believed]:
                chance = min(1.0, 1.3 * chance)
            elif number == REMEDY[applicant.cause]:
                chance *= 0.5
            if random.random() >= chance:
                continue
            waits = random.random() < behaviour.wait_share
            start = after_renewal(now) if number == RAISE_EXTERNAL else now
            works_from = start + behaviour.delay(random)
            self.since[number], self.works_from[number] = now, works_from
            if waits and works_from > ready:
                ready = works_from
        return ready

    def works(self, number: int, now: float) -> bool:
        """Whether a behaviour has taken effect."""
        return self.works_from[number] <= now

    def gain(self, number: int, now: float) -> float:
        """Points of its factor that a behaviour has brought, 0 to 1."""
        passed = now - self.works_from[number]
        if passed < 0.0:
            return 0.0
        behaviour = BEHAVIOURS[number]
        return behaviour.effect + behaviour.late_effect * min(passed / LATE_SPAN, 1.0)

    def churn(self, applicant: Applicant, now: float) -> float:
        """Points lost for frequent edits."""
        if applicant.cause == INFO_CHURN:
            old = not self.works(STOP_EDITS, now)
        else:
            old = now - self.restricted_at < EDIT_WINDOW
        edits = applicant.recent_edits if old else 0
        for number in (SECURE, COMPLETE_PROFILE):
            if self.since[number] <= now < self.since[number] + EDIT_WINDOW:
                edits += BEHAVIOURS[number].edits
        return min(0.05 * max(edits - 3, 0), 0.25)

    def days_overdue(self, applicant: Applicant, now: float) -> int:
        """Days in arrears now; none once they are repaid."""
        if not applicant.days_overdue or self.works(REPAY, now):
            return 0
        return applicant.days_overdue + int((now - self.restricted_at) / DAY)

    def ends(self, applicant: Applicant, now: float) -> tuple[float, float, float]:
        """Final log-odds of going bad, and cost (CNY) and effort (hours) of all that was done."""
        risk, cost, effort = applicant.risk, 0.0, 0.0
        for number, behaviour in enumerate(BEHAVIOURS):
            if self.since[number] == NEVER:
                continue
            cost += behaviour.cost
            effort += behaviour.effort
            if self.works(number, now):
                risk += behaviour.risk_log_odds
            if number == REPAY:
                waited = (self.works_from[REPAY] - self.restricted_at) / DAY
                cost += applicant.balance * (1.0 + 0.0005 * (applicant.days_overdue + waited))
        return risk, cost, effort


def applies(number: int, applicant: Applicant) -> bool:
    """Whether there is anything to do for this applicant."""
    if number == REPAY:
        return applicant.days_overdue > 0
    return number != STOP_EDITS or applicant.cause == INFO_CHURN
