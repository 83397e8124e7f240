"""How long decisions and restorations took: `delays.csv`, and quantiles that count the pending as censored."""

from typing import TYPE_CHECKING

from .calendars import DAY
from .estimates import Unknown, Value
from .logs import Run

if TYPE_CHECKING:
    from .applicants import Applicant


# Times are kept to .4 %, so of those that are nearly equal it is not known which was first.
SKETCH = 0.004


def ends(run: Run, applicants: list["Applicant"]) -> list[tuple[int, int]]:
    """Time from restriction to the end of each, and what it is: 0 restored, 1 another end, 2 cut off by the run's end."""
    found: list[tuple[int, int]] = []
    for one in applicants:
        if one.fate == "restored":
            found.append((one.restored - one.restricted, 0))
        elif one.fate == "pending":
            found.append((run.end - one.restricted, 2))
        else:
            found.append((one.journey.events[-1].at - one.restricted, 1))
    return found


def curve(cases: list[tuple[int, int]]) -> list[tuple[int, float]]:
    """Aalen–Johansen: times, and the share of all that is restored by then.

    At one time what happens comes before what is cut off.
    """
    alive, restored, found = 1.0, 0.0, []
    counts: dict[int, list[int]] = {}
    for time, end in cases:
        counts.setdefault(time, [0, 0, 0])[end] += 1
    at_risk = len(cases)
    for time, (home, other, cut) in sorted(counts.items()):
        if home:
            restored += alive * home / at_risk
            found.append((time, restored))
        alive *= 1 - (home + other) / at_risk
        at_risk -= home + other + cut
    return found


def censored_quantile(cases: list[tuple[int, int]], p: float) -> Value:
    """Days by which a share `p` of those restored in the end are; of several replications, of all cases together."""
    heights = curve(cases)

    def together(values: list[Value]) -> Value:
        return censored_quantile([case for value in values for case in value.cases], p)

    if not heights:
        return Value(None, "quantile", cases=cases)

    def reached(heights: list[tuple[int, float]]) -> float:
        return next(time for time, height in heights if height >= min(p, 1) * heights[-1][1] * (1 - 1e-12)) / DAY

    def moved(restored: float, others: float) -> list[tuple[int, float]]:
        """The curve if those restored came sooner or later, and the others as well, by as much as is not known."""
        shift = (1 + restored * SKETCH, 1 + others * SKETCH, 1 + others * SKETCH)
        return curve([(round(time * shift[end]), end) for time, end in cases])

    value = reached(heights)
    off = max(abs(reached(moved(*shift)) - value) for shift in ((-1, 1), (1, -1)))
    return Value(value, "quantile", cases=cases, off=off, together=together)


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
    return [span // DAY for span in spans]
