"""How long decisions and restorations took: `delays.csv`, and quantiles that count the pending as censored."""

from typing import TYPE_CHECKING

from .calendars import DAY, SECOND
from .estimates import Unknown
from .logs import Run

if TYPE_CHECKING:
    from .applicants import Applicant


def incidence(run: Run, applicants: list["Applicant"]) -> list[tuple[float, float]]:
    """Aalen–Johansen: days from restriction, and the share of all applicants restored by then.

    Withdrawing, giving up and the like are competing ends; the end of the run censors.
    """
    ends: list[tuple[float, int]] = []
    pending = any(one.fate in ("pending", "refused or pending") for one in applicants)
    for one in applicants:
        if one.fate == "restored":
            ends.append(((one.restored - one.restricted) / DAY, 0))
        elif one.fate == "pending":
            ends.append(((run.end - one.restricted) / DAY, 2))
        elif pending and one.fate == "refused or pending":
            raise Unknown("whether a missed notice was found is not logged")
        else:
            ends.append(((one.journey.events[-1].at - one.restricted) / DAY, 1))
    # At one moment what happens comes before what is cut off.
    ends.sort()
    at_risk, alive, restored, curve = len(ends), 1.0, 0.0, []
    for days, end in ends:
        if end < 2:
            if end == 0:
                restored += alive / at_risk
                curve.append((days, restored))
            alive *= 1 - 1 / at_risk
        at_risk -= 1
    return curve


def censored_quantile(curve: list[tuple[float, float]], p: float) -> float | None:
    """Days by which a share `p` of those restored in the end are."""
    if not curve:
        return None
    return next(days for days, share in curve if share >= p * curve[-1][1] * (1 - 1e-12))


def whole_days(run: Run, applicants: list["Applicant"], measure: str) -> list[int]:
    """Whole days of each decided application or restored applicant."""
    decided = [each for one in applicants for each in one.applications if each.working_days is not None]
    match measure:
        case "decision_working_days":
            return [each.working_days for each in decided]
        case "decision_calendar_days":
            spans = [each.decided - each.filed for each in decided]
        case "restoration_days":
            spans = [one.restored - one.restricted for one in applicants if one.fate == "restored"]
        case _:
            raise Unknown(f"{measure} is not recomputed")
    if run.coarse and any(span % DAY < SECOND for span in spans):
        raise Unknown("moments of arrival are logged to the second")
    return [span // DAY for span in spans]
