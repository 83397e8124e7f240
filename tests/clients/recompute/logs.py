"""Reads a scenario and the logs of its run: journeys with moments to the microsecond.

Events are read from `events.csv` and from `events.xes`, which must tell the same; what is known of an applicant stands
in the head of a trace.
"""

import csv
import datetime
import html
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from .calendars import DAY, HOUR, MINUTE, SECOND, Calendar, Team

UNITS = {"s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}


def duration(text: str) -> int:
    """A duration such as `90min`."""
    number, unit = re.fullmatch(r"([0-9.]+)\s*(s|min|h|d)", text).groups()
    return round(float(number) * UNITS[unit])


@dataclass
class Event:
    """An entry of the event log."""

    activity: str
    # `schedule`, `start`, `suspend`, `resume`, `complete` or `withdraw`.
    lifecycle: str
    resource: str
    at: int
    reason: str = ""

    @property
    def done(self) -> bool:
        """Whether it is complete."""
        return self.lifecycle == "complete"


@dataclass
class Journey:
    """What happened to an applicant, or to an entity."""

    replication: int
    applicant: int
    events: list[Event] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)
    # What `cases.csv` says of the applicant, also of one who never filed.
    ending: dict[str, str] = field(default_factory=dict)
    # What the head of the trace says of the applicant.
    known: dict[str, str] = field(default_factory=dict)


def whose(case: str) -> tuple[int, int]:
    """Replication and applicant of a case such as `r0-a12`."""
    replication, applicant = re.fullmatch(r"r(\d+)-a(\d+)", case).groups()
    return int(replication), int(applicant)


class Run:
    """A scenario, and the logs and tables of its run."""

    def __init__(self, scenario: Path, folder: Path) -> None:
        self.folder = folder
        self.scenario = tomllib.loads(scenario.read_text(encoding="utf-8"))
        # What a file need not say: the entries that lie under every scenario.
        self.resolved = tomllib.loads((folder / "scenario.resolved.toml").read_text(encoding="utf-8"))
        period = self.scenario["period"]
        self.start = datetime.date.fromisoformat(str(period["start"]))
        self.arrival_days = duration(period["arrivals"]) // DAY
        self.days = self.arrival_days + duration(period["drain"]) // DAY
        self.warm_up = duration(period["warm_up"])
        self.arrivals_end, self.end = self.arrival_days * DAY, self.days * DAY
        calendar = self.scenario.get("calendar", {})
        self.calendar = Calendar(calendar.get("preset", "china"), calendar.get("off", []), calendar.get("work", []))
        self.plain = self.scenario.get("population", {}).get("source") == "plain"
        self.stages = {stage["name"]: stage for stage in self.scenario["stage"]}
        # Duty may go on after the end: the end of a shift is not the end of the run.
        self.teams = {
            name: Team(section, self.start, self.days + 1, self.calendar, scenario.parent)
            for name, section in self.scenario.get("team", {}).items()
        }
        self.member_of = {section.get("member", name): name for name, section in self.scenario.get("team", {}).items()}
        for name, stage in self.stages.items():
            if "servers" in stage:
                own = stage | {"people": stage["servers"]}
                self.teams[name] = Team(own, self.start, self.days + 1, self.calendar, scenario.parent)
                self.member_of[name] = name
        self.replications = self.scenario["replications"]
        self.findings: list[str] = []
        self._dates: dict[str, int] = {}
        self.journeys = self._journeys()

    def table(self, name: str) -> list[dict]:
        """A table of the folder, in text."""
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def stations(self) -> list[str]:
        """The stations, in the order of the process."""
        return [name for name, stage in self.stages.items() if stage["kind"] == "station"]

    def teams_of(self, station: str) -> list[str]:
        """The teams of a station."""
        stage = self.stages[station]
        if "servers" in stage:
            return [station]
        return [stage["team"]] if isinstance(stage["team"], str) else stage["team"]

    def server(self, resource: str) -> tuple[str, int]:
        """Team, and member from 0, of a resource such as `clerk-3`."""
        member, number = resource.rsplit("-", 1)
        if self.replications > 1:
            member = member.partition("-")[2]
        return self.member_of[member], int(number) - 1

    def date(self, moment: int) -> datetime.date:
        """The date of a moment."""
        return self.start + datetime.timedelta(days=moment // DAY)

    def moment(self, stamp: str) -> int:
        """Microseconds from the start to a time stamp, in local time."""
        day = self._dates.get(stamp[:10])
        if day is None:
            date = datetime.date.fromisoformat(stamp[:10])
            day = self._dates[stamp[:10]] = (date - self.start).days * DAY
        time = int(stamp[11:13]) * HOUR + int(stamp[14:16]) * MINUTE + int(stamp[17:19]) * SECOND
        return day + time + (int(stamp[20:26]) if stamp[19] == "." else 0)

    def _journeys(self) -> list[Journey]:
        journeys: dict[tuple[int, int], Journey] = {}

        def journey(replication: int, applicant: int) -> Journey:
            key = replication, applicant
            return journeys.setdefault(key, Journey(*key))

        exact = {}
        for case, sequence, *event in self._xes(journey):
            exact[case, sequence] = event
        rows = self.table("events.csv")
        if len(exact) != len(rows):
            self.findings.append(f"events.xes has {len(exact)} events, events.csv {len(rows)}")
        for row in rows:
            told = [row[key] for key in ("activity", "lifecycle", "resource")]
            told += [self.moment(row["timestamp"]), row["reason"]]
            if told != exact.get((row["case_id"], row["seq"])):
                self.findings.append(f"the event logs differ at {row}")
                continue
            journey(*whose(row["case_id"])).events.append(Event(*told))
        for row in self.table("cases.csv"):
            found = journey(int(row["replication"]), int(row["applicant"]))
            found.ending = row
            # An applicant who never filed has a row without an application.
            if row["attempt"] != "0":
                found.rows.append(row)
        for found in journeys.values():
            found.rows.sort(key=lambda row: int(row["attempt"]))
            if any(later.at < earlier.at for earlier, later in pairwise(found.events)):
                self.findings.append(f"the events of applicant {found.applicant} run back in time")
        return [journeys[key] for key in sorted(journeys)]

    def _xes(self, journey: Callable[[int, int], Journey]):
        """Case, number in the case, activity, lifecycle, resource, moment and reason of each event."""
        case = ""
        keys = re.compile(r'key="([a-z_:]+)" value="([^"]*)"')
        with open(self.folder / "events.xes", encoding="utf-8") as file:
            for line in file:
                found = dict(keys.findall(line))
                if line.startswith("<trace>"):
                    case = html.unescape(found["concept:name"])
                    journey(*whose(case)).known = found
                elif line.startswith("<event>"):
                    yield (
                        case,
                        found["seq"],
                        html.unescape(found["concept:name"]),
                        found["lifecycle:transition"],
                        html.unescape(found.get("org:resource", "")),
                        self.moment(found["time:timestamp"]),
                        found.get("reason", ""),
                    )
