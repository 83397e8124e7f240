"""What became of groups of applicants: `attempts.csv`, `segments.csv`, observed rows of `behaviours.csv`."""

import re
from bisect import bisect_right

from .applicants import Applicant, effects
from .calendars import DAY
from .estimates import Unknown, Value, number, quantile, share
from .logs import Run

# The attribute of `cases.csv` that each segment is cut by.
NUMBERS = {
    "age_band": "age_years",
    "limit_band": "limit_cny",
    "sesame_band": "sesame",
    "overdue_months": "overdue_months",
    "days_overdue": "days_overdue",
    "score_band": "score",
}

# Behaviours that apply to one cause of restriction alone.
CAUSES = {"repay": "overdue", "stop_edits": "info_churn"}


def attempts(applicants: list[Applicant], attempt: int) -> dict[str, Value]:
    """A row of `attempts.csv`: applications decided at this attempt."""
    decided = [
        each
        for one in applicants
        for each in one.applications
        if each.attempt == attempt and each.working_days is not None
    ]
    return {
        "applications": number(len(decided)),
        "approval_rate": share(sum(each.approved for each in decided), len(decided)),
    }


def outcome(members: list[Applicant]) -> dict[str, Value]:
    """How a group fared."""
    restored = [one for one in members if one.fate == "restored"]
    return {
        "applicants": number(len(members)),
        "first_pass_approval_rate": share(sum(one.first_pass for one in restored), len(members)),
        "eventual_approval_rate": share(len(restored), len(members)),
        "restoration_days_p50": quantile([(one.restored - one.restricted) / DAY for one in restored], 0.5),
    }


def least(value: str) -> float:
    """Where a band of values begins: `25_to_34` at 25, `over_90` beyond 90, `under_25` below everything."""
    if value.startswith("under"):
        return -1.0
    return float(re.search(r"\d+", value).group()) + value.startswith("over")


class Segments:
    """Who belongs to which value of which segment, by the heads of traces; the score by the rows of `cases.csv`."""

    def __init__(self, run: Run, values: dict[str, list[str]]) -> None:
        self.run = run
        self.bands = {segment: sorted(bands, key=least) for segment, bands in values.items() if segment in NUMBERS}
        self.edges = {segment: [least(band) for band in bands] for segment, bands in self.bands.items()}

    def members(self, applicants: list[Applicant], segment: str, value: str) -> list[Applicant]:
        """The applicants of a value."""
        if segment == "score_band":
            right = self.run.scenario.get("human_request", {})
            if right.get("knock_outs_too"):
                raise Unknown("the first route of an application that a human was asked for is not logged")
            applicants = [
                one for one in applicants if one.journey.rows and one.journey.rows[0]["route"] != "knocked_out"
            ]
            return [one for one in applicants if self._value(one.journey.rows[0], segment) == value]
        return [one for one in applicants if self._value(one.journey.known, segment) == value]

    def _value(self, row: dict, segment: str) -> str:
        if segment not in NUMBERS:
            return row[segment]
        number = float(row[NUMBERS[segment]])
        return self.bands[segment][bisect_right(self.edges[segment], number) - 1]


def intended(one: Applicant, behaviour: str) -> bool:
    """Whether they meant to when they were restricted: it is taken up at that moment."""
    return any(event.activity == behaviour and event.at == one.restricted for event in one.journey.events)


def eligible(one: Applicant, behaviour: str) -> bool:
    """Whether a behaviour applies to them."""
    if behaviour not in CAUSES or intended(one, behaviour):
        return True
    return one.journey.known["cause"] == CAUSES[behaviour]


def observed(applicants: list[Applicant], behaviour: str, level: bool) -> list[Applicant]:
    """Those to whom a behaviour applies who meant to take it up, or who did not."""
    return [one for one in applicants if intended(one, behaviour) == level and eligible(one, behaviour)]


def done(one: Applicant, behaviour: str, basis: str) -> bool:
    """Whether a behaviour had taken effect by the first application, or by the end."""
    took_effect = effects(one, behaviour)
    if basis == "done_first" and one.applications:
        return any(at <= one.applications[0].filed for at in took_effect)
    return bool(took_effect)


def by_done(applicants: list[Applicant], behaviour: str, level: bool, basis: str) -> list[Applicant]:
    """Those to whom a behaviour applies who did it, or who did not."""
    return [one for one in applicants if eligible(one, behaviour) and done(one, behaviour, basis) == level]
