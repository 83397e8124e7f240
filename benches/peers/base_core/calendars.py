"""Working days of China in 2024, hours of duty on them, and the day of the month on which scores are renewed.

Times are minutes since midnight of 1 January 2024, a Monday.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

HOUR = 60.0
DAY = 24.0 * HOUR
FIRST = date(2024, 1, 1)
DAYS = 366
"""The calendar covers 2024, which is longer than a run."""

HOLIDAYS = ((1, 1, 1), (2, 10, 8), (4, 4, 3), (5, 1, 5), (6, 10, 1), (9, 15, 3), (10, 1, 7))
"""First month and day, and how many days: State Council notice for 2024."""
MAKE_UP_DAYS = ((2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12))


def chinese_working_days() -> list[int]:
    """Numbers of the working days, the first of January being 0."""
    off = {date(2024, m, d) + timedelta(n) for m, d, length in HOLIDAYS for n in range(length)}
    extra = {date(2024, m, d) for m, d in MAKE_UP_DAYS}
    days = (FIRST + timedelta(number) for number in range(DAYS))
    return [(day - FIRST).days for day in days if day in extra or (day.weekday() < 5 and day not in off)]


RENEWALS = [DAY * (date(2024, month, 6) - FIRST).days for month in range(1, 13)]


def after_renewal(moment: float) -> float:
    """Midnight of the next 6th of a month after today."""
    return RENEWALS[bisect_right(RENEWALS, moment)]


class Duty:
    """Hours of duty on some days."""

    def __init__(self, days: Iterable[int], shifts: Iterable[tuple[float, float]]) -> None:
        self.days = sorted(days)
        hours = [(HOUR * start, HOUR * end) for start, end in shifts]
        self._opens, self._closes = hours[0][0], hours[-1][1]
        spans = [(DAY * day + start, DAY * day + end) for day in self.days for start, end in hours]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._worked = [0.0]
        for start, end in spans:
            self._worked.append(self._worked[-1] + end - start)

    def finish(self, moment: float, work: float) -> float:
        """When work is done that is begun now or at the next opening, and stands still off duty."""
        at = bisect_right(self._starts, moment) - 1
        done = 0.0 if at < 0 else self._worked[at] + min(moment, self._ends[at]) - self._starts[at]
        span = bisect_left(self._worked, done + work) - 1
        return self._starts[span] + done + work - self._worked[span]

    def opening(self, moment: float) -> float:
        """The moment itself on duty, else the next opening."""
        at = bisect_right(self._ends, moment)
        return max(moment, self._starts[at])

    def working_days_later(self, moment: float, count: int) -> float:
        """So many working days later, at the same time of day within the hours of duty."""
        day, time_of_day = divmod(moment, DAY)
        at = bisect_left(self.days, day)
        if self.days[at] > day:
            time_of_day = 0.0
        return DAY * self.days[at + count] + min(max(time_of_day, self._opens), self._closes)
