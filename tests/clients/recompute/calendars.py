"""Working days and hours of duty, from the scenario and the State Council's notices alone.

Moments are whole microseconds from midnight of the first day, in local time of a zone without clock changes.
"""

import csv
import datetime
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _span(first: str, last: str) -> list[datetime.date]:
    start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    return [start + datetime.timedelta(days=day) for day in range((end - start).days + 1)]


# Notices of the General Office of the State Council for 2024, 2025 and 2026: holidays, and weekends worked instead.
CHINA_OFF = {
    day
    for first, last in [
        ("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-17"), ("2024-04-04", "2024-04-06"),
        ("2024-05-01", "2024-05-05"), ("2024-06-10", "2024-06-10"), ("2024-09-15", "2024-09-17"),
        ("2024-10-01", "2024-10-07"),
        ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ]
    for day in _span(first, last)
}  # fmt: skip
CHINA_WORK = {
    datetime.date.fromisoformat(day)
    for day in [
        "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
        "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]
}  # fmt: skip
# The regulation on public holidays: 11 days a year, from 2025 on 13. The other days off are weekends that were shifted.
CHINA_BY_LAW = {
    day
    for first, last in [
        ("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-12"), ("2024-04-04", "2024-04-04"),
        ("2024-05-01", "2024-05-01"), ("2024-06-10", "2024-06-10"), ("2024-09-17", "2024-09-17"),
        ("2024-10-01", "2024-10-03"),
        ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-01-31"), ("2025-04-04", "2025-04-04"),
        ("2025-05-01", "2025-05-02"), ("2025-05-31", "2025-05-31"), ("2025-10-01", "2025-10-03"),
        ("2025-10-06", "2025-10-06"),
        ("2026-01-01", "2026-01-01"), ("2026-02-16", "2026-02-19"), ("2026-04-05", "2026-04-05"),
        ("2026-05-01", "2026-05-02"), ("2026-06-19", "2026-06-19"), ("2026-09-25", "2026-09-25"),
        ("2026-10-01", "2026-10-03"),
    ]
    for day in _span(first, last)
}  # fmt: skip


class Calendar:
    """Which dates are worked."""

    def __init__(self, preset: str, off: list[str] = (), work: list[str] = ()) -> None:
        self.preset = preset
        china = preset == "china"
        self.off = {datetime.date.fromisoformat(str(day)) for day in off}
        self.work = {datetime.date.fromisoformat(str(day)) for day in work}
        # Days that are named are holidays, and of China those of the law.
        self.holidays = (self.off | (CHINA_BY_LAW if china else set())) - self.work
        self.off |= CHINA_OFF - self.work if china else set()
        self.work |= CHINA_WORK - self.off if china else set()

    def works(self, date: datetime.date) -> bool:
        """Whether a date is a working day."""
        if date in self.off or date in self.work:
            return date in self.work
        return self.preset == "every_day" or date.weekday() < 5

    def days_between(self, first: datetime.date, last: datetime.date) -> int:
        """Working days from the first working day at or after `first` to `last`."""
        while not self.works(first) and first < last:
            first += datetime.timedelta(days=1)
        return sum(self.works(first + datetime.timedelta(days=day + 1)) for day in range((last - first).days))


class Hours:
    """Stretches of duty in order, none touching the next."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(stretches):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            elif start < end:
                self.starts.append(start)
                self.ends.append(end)
        self.before = [0]
        for start, end in zip(self.starts, self.ends):
            self.before.append(self.before[-1] + end - start)

    def until(self, moment: int) -> int:
        """Duty before a moment."""
        position = bisect_right(self.starts, moment) - 1
        if position < 0:
            return 0
        return self.before[position] + min(moment, self.ends[position]) - self.starts[position]

    def between(self, first: int, last: int) -> int:
        """Duty from one moment to another."""
        return self.until(last) - self.until(first) if first < last else 0

    def end_of_stretch(self, moment: int) -> int | None:
        """The end of the stretch that a moment lies in, its start included."""
        position = bisect_right(self.starts, moment) - 1
        return self.ends[position] if position >= 0 and moment < self.ends[position] else None

    @property
    def last_end(self) -> int:
        """The end of all duty."""
        return self.ends[-1] if self.ends else 0


def clock(text: str) -> int:
    """`HH:MM` or `HH:MM:SS` after midnight; 24:00 is the end of the day."""
    parts = [int(part) for part in text.split(":")] + [0]
    return parts[0] * HOUR + parts[1] * MINUTE + parts[2] * SECOND


def pieces(shifts: list[str]) -> list[tuple[int, int]]:
    """Shifts as stretches of a day."""
    spans = []
    for shift in shifts:
        start, end = (clock(part) for part in shift.split("-"))
        spans.append((start, end if end > start else end + DAY))
    return spans


def without(spans: list[tuple[int, int]], breaks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans less breaks, which are times of day: of the day of the span, the one before and the next."""
    for first, last in [(first + day, last + day) for first, last in breaks for day in (-DAY, 0, DAY)]:
        spans = [
            part
            for start, end in spans
            for part in [(start, min(end, max(start, first))), (max(start, min(end, last)), end)]
            if part[0] < part[1]
        ]
    return spans


class Team:
    """People who serve, with their hours. Who is away on which day, if absence is planned, is not known here."""

    def __init__(self, section: dict, start: datetime.date, days: int, calendar: Calendar, folder: Path) -> None:
        self.start, self.days = start, days
        self.end_of_shift = section.get("end_of_shift", "suspend")
        self.overtime = section.get("overtime")
        self.availability = section.get("availability", 1.0)
        self.absence = section.get("absence", 0.0)
        self.breakdowns = "breakdowns" in section
        self.people = section.get("people", 1)
        self.changes = [
            ((datetime.date.fromisoformat(str(change["from"])) - start).days, change["people"])
            for change in section.get("changes", [])
        ]
        breaks = pieces(section.get("breaks", []))

        def by_day(section: dict, preset: str) -> dict[int, list[tuple[int, int]]]:
            """The stretches of the shifts that start on each day, that before the first included."""
            worked = calendar if preset == "scenario" else Calendar(preset)
            shifts, weekdays = section.get("shifts", ["09:00-18:00"]), section.get("weekdays", {})
            found = {}
            for day in range(-1, days):
                date = start + datetime.timedelta(days=day)
                # A day worked by exception has the usual hours, a day off by exception none.
                other = None if date in worked.work else weekdays.get(WEEKDAYS[date.weekday()])
                on = worked.works(date) if other is None else date not in worked.off
                found[day] = self.placed(day, without(pieces(shifts if other is None else other), breaks) if on else [])
            return found

        preset = section.get("calendar", "scenario")
        self.regular = by_day(section, preset)
        self.most = max([self.people, *(people for _, people in self.changes)])
        self.crews = [
            (crew["people"], by_day(crew, crew.get("calendar", preset))) for crew in section.get("crews", [])
        ]
        if "roster" in section:
            self.most, self.changes = 0, []
            worked = calendar if preset == "scenario" else Calendar(preset)
            self.crews = self.posts(folder / section["roster"], breaks, worked)

    @staticmethod
    def placed(day: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Spans of a day as moments; what lies before the first day is gone."""
        moments = [(max(day * DAY + first, 0), day * DAY + last) for first, last in spans]
        return [(first, last) for first, last in moments if first < last]

    def posts(self, file: Path, breaks: list[tuple[int, int]], calendar: Calendar) -> list[tuple[int, dict]]:
        """The people of a roster one by one: the n-th of a shift is there on the days that have n or more.

        Whoever has a shift takes others as well, if they overlap on no day and make 11 hours at most on it.
        """
        rows: dict[tuple[int, int], dict[str, int]] = {}
        with open(file, encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                ((first, last),) = pieces([f"{row['from']}-{row['to']}"])
                rows.setdefault((first, last), {})[row["day"]] = int(row["people"])
        dates = {day for counts in rows.values() for day in counts} - set(WEEKDAYS)

        def fits(held: dict[tuple[int, int], int], shift: tuple[int, int]) -> bool:
            if shift in held or any(last > DAY for _, last in [*held, shift]):
                return False
            for day in (day for day, people in rows[shift].items() if people):
                there = [other for other in held if rows[other].get(day)]
                if any(last > shift[0] for _, last in there):
                    return False
                if sum(last - first for first, last in [*there, shift]) > 11 * HOUR:
                    return False
            return True

        people: list[dict[tuple[int, int], int]] = []
        for shift, counts in sorted(rows.items()):
            for post in range(max(counts.values())):
                person = next((held for held in people if fits(held, shift)), None)
                if person is None:
                    person = {}
                    people.append(person)
                person[shift] = post

        def on(date: datetime.date, counts: dict[str, int]) -> int:
            if date.isoformat() in dates:
                return counts.get(date.isoformat(), 0)
            return 0 if date in calendar.off else counts.get(WEEKDAYS[date.weekday()], 0)

        def spans(held: dict[tuple[int, int], int], day: int) -> list[tuple[int, int]]:
            date = self.start + datetime.timedelta(days=day)
            there = [shift for shift, post in held.items() if post < on(date, rows[shift])]
            return self.placed(day, without(there, breaks))

        return [(1, {day: spans(held, day) for day in range(-1, self.days)}) for held in people]

    def on(self, day: int) -> int:
        """People, without crews, on a day; on the one before the first, those of the first."""
        return next((people for first, people in reversed(self.changes) if first <= max(day, 0)), self.people)

    @cached_property
    def members(self) -> list[Hours]:
        """The hours of each, who is always there, those who come and go, then crews or posts."""
        regular = [
            Hours([span for day, spans in self.regular.items() if member < self.on(day) for span in spans])
            for member in range(self.most)
        ]
        crews = [Hours([span for spans in days.values() for span in spans]) for people, days in self.crews for _ in range(people)]
        return regular + crews

    def duty(self, first: int, last: int) -> float:
        """Time on duty of all together from one moment to another; planned absence takes its share."""
        return sum(hours.between(first, last) for hours in self.members) * (1 - self.absence)
