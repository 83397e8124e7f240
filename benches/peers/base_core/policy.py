"""The lender's screen (knock-outs, five factors, a score, three bands) and how reviewers judge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from random import Random

from behaviours import (
    COMPLETE_PROFILE,
    RAISE_EXTERNAL,
    RECORD_WINDOW,
    REPAY,
    SECURE,
    STEADY_HABITS,
    SUBMIT_DOCUMENTS,
    Progress,
)
from people import Applicant

HISTORY = (1.0, 0.70, 0.50, 0.35, 0.22, 0.10, 0.0, 0.0)
WEIGHTS = (0.35, 0.20, 0.12, 0.15, 0.18)
"""Credit, security, information, consumption, external."""


class Route(Enum):
    """What the screen says."""

    KNOCKED_OUT = "knocked_out"
    APPROVED = "auto_approved"
    REFUSED = "auto_refused"
    HUMAN = "human"


@dataclass(slots=True)
class Verdict:
    """Route and score of an application, and what a reviewer needs besides."""

    route: Route
    score: float
    weakest: int
    fast_lane: bool
    documents: bool
    noise: float


def clamp(value: float) -> float:
    """Into 0 to 1."""
    return 0.0 if value < 0.0 else 1.0 if value > 1.0 else value


def factors(file: Applicant, progress: Progress, now: float) -> tuple[float, ...]:
    """The five factors of the file as it is now, each 0 to 1."""
    months = file.overdue_months * (1.0 - min((now - progress.restricted_at) / RECORD_WINDOW, 1.0))
    left = int(months)
    history = HISTORY[left] + (months - left) * (HISTORY[left + 1] - HISTORY[left])
    arrears = 0.2 - 0.2 * min(file.days_overdue, 120) / 120.0 if file.days_overdue else 1.0
    gain = progress.gain
    return (
        clamp(
            0.35 * history
            + 0.40 * arrears
            + 0.15 * (1.0 - file.utilisation)
            + 0.10 * file.payment_ratio
            + gain(REPAY, now)
        ),
        clamp(
            0.35 * (1.0 - file.takeover_risk)
            + 0.20 * (1.0 - file.remote_logins / 4.0)
            + 0.20 * (1.0 - file.abnormal_transactions / 3.0)
            + 0.25 * file.verification_enabled
            + gain(SECURE, now)
        ),
        clamp(
            0.55 * file.fields_filled / 6.0
            + 0.45 * file.accuracy
            + gain(COMPLETE_PROFILE, now)
            - progress.churn(file, now)
        ),
        clamp(
            0.30 * file.regularity
            + 0.25 * file.diversity
            + 0.25 * (1.0 - file.large_share)
            + 0.20 * (1.0 - min(file.cash_outs / 3.0, 1.0))
            + gain(STEADY_HABITS, now)
        ),
        clamp(
            0.60 * clamp((file.sesame - 400.0) / 400.0)
            + 0.40 * file.credit_report
            + gain(RAISE_EXTERNAL, now)
            + gain(SUBMIT_DOCUMENTS, now)
        ),
    )


def screen(file: Applicant, progress: Progress, attempt: int, now: float) -> Verdict:
    """Judges an application that is filed now."""
    found = factors(file, progress, now)
    lost = [weight * (1.0 - factor) for weight, factor in zip(WEIGHTS, found)]
    score = 100.0 * (1.0 - sum(lost))
    documents = progress.works(SUBMIT_DOCUMENTS, now)
    if (
        progress.days_overdue(file, now) > 0
        or file.confirmed_cash_out
        or (attempt == 1 and file.days_overdue > 90)
        or not (file.identity_verified or progress.works(SECURE, now))
    ):
        route = Route.KNOCKED_OUT
    elif documents:
        route = Route.HUMAN
    elif score >= 72.0:
        route = Route.APPROVED
    elif score < 45.0:
        route = Route.REFUSED
    else:
        route = Route.HUMAN
    return Verdict(
        route=route,
        score=score,
        weakest=lost.index(max(lost)),
        fast_lane=found[0] >= 0.80 and found[4] >= 0.60,
        documents=documents,
        noise=0.60 * (0.70 if progress.works(COMPLETE_PROFILE, now) else 1.0),
    )


def reviewer_approves(random: Random, verdict: Verdict, leniency: float) -> bool:
    """A reviewer's decision; leniency in logits."""
    logit = (verdict.score - 60.0) / 5.0 + leniency + random.gauss(0.0, verdict.noise)
    return random.random() < 1.0 / (1.0 + math.exp(-logit))


def review_minutes(random: Random, verdict: Verdict) -> float:
    """Working time of a review."""
    minutes = min(random.lognormvariate(math.log(20.0), 0.768), 120.0)
    return minutes * (0.75 if verdict.fast_lane else 1.0) + (5.0 if verdict.documents else 0.0)
