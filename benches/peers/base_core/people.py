"""Applicants of the base scenario: five correlated factors, a card history, and what a file says.

Made as in the model: a Gaussian copula over the factors, card histories in two classes, items read off the
factors with noise of their own, a logit for true risk. Plain `random`, `math` and `bisect`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from random import Random

from tables import (
    CARD_CHOLESKY,
    CARD_QUANTILES,
    FACTORS,
    MONTHS_OF_ALL,
    MONTHS_OF_OVERDUE,
    NORMAL,
    OVERDUE_SHARE,
    RISK_BY_COUNT,
    quantile,
)

OVERDUE, ACCOUNT_RISK, VIOLATION, INFO_CHURN, OTHER = range(5)
CAUSE_SHARES = (0.45, 0.25, 0.12, 0.10, 0.08)
DAYS_OVERDUE = ((1, 7), (8, 30), (31, 120))
DAYS_OVERDUE_SHARES = (0.45, 0.35, 0.20)

RISK_INTERCEPT = -5.07
"""So that about 2 % of the restricted go bad, as in the base scenario."""

LOADING, OWN = 0.92, math.sqrt(1.0 - 0.92**2)
"""Weight of a factor in each of its items, and of the item's own noise."""


@dataclass(slots=True)
class Applicant:
    """Who applies; nothing here changes."""

    suspended: bool
    cause: int
    days_overdue: int
    confirmed_cash_out: bool
    age: float
    limit: float
    utilisation: float
    payment_ratio: float
    overdue_months: int
    balance: float
    takeover_risk: float
    remote_logins: int
    abnormal_transactions: int
    verification_enabled: bool
    identity_verified: bool
    fields_filled: int
    accuracy: float
    recent_edits: int
    regularity: float
    diversity: float
    large_share: float
    cash_outs: int
    sesame: float
    credit_report: float
    risk: float


def share(z: float) -> float:
    """The logistic function."""
    return 1.0 / (1.0 + math.exp(-z))


def draw_applicant(random: Random) -> Applicant:
    """A new applicant."""
    gauss = random.gauss
    cause = random.choices(range(5), CAUSE_SHARES)[0]
    overdue = cause == OVERDUE
    days_overdue = 0
    if overdue:
        days_overdue = random.randint(*random.choices(DAYS_OVERDUE, DAYS_OVERDUE_SHARES)[0])
    shocks = [gauss(0.0, 1.0) for _ in range(5)]

    edges = MONTHS_OF_OVERDUE if overdue else MONTHS_OF_ALL
    months = 6 - bisect_left(edges, shocks[0])
    holder = 1 if months else 0
    within = shocks[0]
    if holder and not overdue:
        within = NORMAL.inv_cdf(min(max(NORMAL.cdf(within) / OVERDUE_SHARE, 1e-12), 1.0 - 1e-12))
    card_shocks = (within, gauss(0.0, 1.0), gauss(0.0, 1.0), gauss(0.0, 1.0), gauss(0.0, 1.0))
    utilisation, payment_ratio, limit, age = (
        quantile(table, sum(weight * shock for weight, shock in zip(row, card_shocks)))
        for row, table in zip(CARD_CHOLESKY[holder], CARD_QUANTILES[holder])
    )
    limit = max(round(limit / 500.0), 1) * 500.0

    _, security, information, consumption, external = (
        sum(weight * shock for weight, shock in zip(row, shocks)) for row in FACTORS
    )
    if cause == ACCOUNT_RISK:
        security -= 0.9
    elif cause == VIOLATION:
        consumption -= 0.7

    def item(factor: float) -> float:
        return LOADING * factor + OWN * gauss(0.0, 1.0)

    months_now = 0 if not overdue else 1 if days_overdue <= 30 else 2 if days_overdue <= 60 else 3
    log_odds = (
        RISK_INTERCEPT
        + 0.908 * months_now
        + 0.273 * min(max(months - (months_now > 0), 0), 5)
        + 0.040 * utilisation
        - 0.167 * math.log2(limit / 5000.0)
        + 0.22 * payment_ratio
        + RISK_BY_COUNT[months]
    )
    usual_edits = bisect_left((0.4, 1.0, 1.6), -item(information))
    sesame = 610.0 + 65.0 * item(external) - 25.0 * overdue - 15.0 * (months >= 3)
    return Applicant(
        suspended=random.random() < 0.8,
        cause=cause,
        days_overdue=days_overdue,
        confirmed_cash_out=cause == VIOLATION and random.random() < 0.25,
        age=round(age),
        limit=limit,
        utilisation=utilisation,
        payment_ratio=payment_ratio,
        overdue_months=months,
        balance=min(random.lognormvariate(math.log(800.0), 1.1), limit),
        takeover_risk=share(-1.0 - 2.2 * item(security)),
        remote_logins=bisect_left((0.0, 0.6, 1.1, 1.6), -item(security)),
        abnormal_transactions=bisect_left((0.3, 0.9, 1.5), -item(security)),
        verification_enabled=item(security) > -0.2,
        identity_verified=random.random() >= 0.04,
        fields_filled=bisect_left((-1.6, -1.0, -0.4, 0.1, 0.7, 1.3), item(information)),
        accuracy=share(0.8 + 2.2 * item(information)),
        recent_edits=8 if cause == INFO_CHURN else usual_edits,
        regularity=share(0.5 + 2.2 * item(consumption)),
        diversity=share(0.5 + 2.2 * item(consumption)),
        large_share=share(-0.8 - 2.2 * item(consumption)),
        cash_outs=bisect_left((0.5, 1.1, 1.7), -item(consumption)) + (cause == VIOLATION),
        sesame=min(max(sesame, 350.0), 950.0),
        credit_report=share(0.5 + 2.2 * item(external)),
        risk=log_odds,
    )
