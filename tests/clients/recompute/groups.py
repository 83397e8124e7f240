"""What became of groups of applicants: `attempts.csv`, `segments.csv`, observed rows of `behaviours.csv`."""

import re
from bisect import bisect_right

from .applicants import Applicant, effects
from .calendars import DAY
from .estimates import Unknown, Value, number, quantile, share
from .logs import Run

# The column of `cases.csv` that a segment is cut by which no entry describes.
NUMBERS = {
    "score_band": "score",
}

# Where an attribute is called otherwise in `cases.csv`.
COLUMNS = {"age": "age_years"}


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
        entries = run.resolved["segment"].items()
        cut = {name: entry["attribute"] for name, entry in entries if entry["enabled"] and entry.get("edges")}
        self.columns = NUMBERS | {name: COLUMNS.get(attribute, attribute) for name, attribute in cut.items()}
        self.names = {name: entry["attribute"] for name, entry in entries if not entry.get("edges")}
        self.bands = {segment: sorted(bands, key=least) for segment, bands in values.items() if segment in self.columns}
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
        return [one for one in applicants if self._value(told(one), segment) == value]

    def _value(self, row: dict, segment: str) -> str:
        column = self.columns.get(segment) or self.names.get(segment, segment)
        if column not in row:
            raise Unknown(f"{column} is not logged")
        if segment not in self.columns:
            return row[column]
        number = float(row[column])
        return self.bands[segment][bisect_right(self.edges[segment], number) - 1]


def intended(one: Applicant, behaviour: str) -> bool:
    """Whether they meant to when they were restricted: it is taken up at that moment."""
    return any(event.activity == behaviour and event.at == one.restricted for event in one.journey.events)


def told(one: Applicant) -> dict[str, str]:
    """What is known of someone: the head of the trace, and the attributes of `cases.csv`."""
    return one.journey.ending | one.journey.known


def listed(value: str | list[str]) -> list[str]:
    """The names that are meant: one, or several."""
    return [value] if isinstance(value, str) else value


def asks(run: Run, behaviour: str) -> dict:
    """To whom a behaviour applies; nothing is asked where it applies to everyone."""
    return run.resolved["behaviour"][behaviour].get("applies_to") or {}


def eligible(one: Applicant, behaviour: str, condition: dict) -> bool:
    """Whether a behaviour applies to them."""
    if intended(one, behaviour):
        return True
    known = told(one)
    for key in ("cause", "restriction"):
        if key in condition and known[key] not in listed(condition[key]):
            return False
    for key, holds in (("at_least", float.__ge__), ("below", float.__lt__)):
        for attribute, bound in condition.get(key, {}).items():
            column = COLUMNS.get(attribute, attribute)
            if column not in known:
                raise Unknown(f"{column} is not logged")
            if not holds(float(known[column]), float(bound)):
                return False
    for attribute, names in condition.get("is", {}).items():
        if attribute not in known:
            raise Unknown(f"{attribute} is not logged")
        if known[attribute] not in listed(names):
            return False
    return True


def observed(applicants: list[Applicant], behaviour: str, level: bool, condition: dict) -> list[Applicant]:
    """Those to whom a behaviour applies who meant to take it up, or who did not."""
    return [one for one in applicants if intended(one, behaviour) == level and eligible(one, behaviour, condition)]


def done(one: Applicant, behaviour: str, basis: str) -> bool:
    """Whether a behaviour had taken effect by the first application, or by the end."""
    took_effect = effects(one, behaviour)
    if basis == "done_first" and one.applications:
        return any(at <= one.applications[0].filed for at in took_effect)
    return bool(took_effect)


def by_done(
    applicants: list[Applicant], behaviour: str, level: bool, basis: str, condition: dict
) -> list[Applicant]:
    """Those to whom a behaviour applies who did it, or who did not."""
    return [one for one in applicants if eligible(one, behaviour, condition) and done(one, behaviour, basis) == level]
