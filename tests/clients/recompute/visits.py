"""Visits of stations, told from the events of each journey."""

from dataclasses import dataclass, field

from .calendars import SECOND, Hours
from .logs import Event, Journey, Run, duration


@dataclass
class Service:
    """A stretch of service: from a start to the end of it, to a handover or to the end of the run."""

    start: int
    end: int
    team: str
    member: int
    # Time worked in it, if the log tells.
    worked: list[tuple[int, int]] | None = None


@dataclass
class Visit:
    """One case at one station."""

    station: str
    joined: int
    # The moment of the visit's beginning is known to the second only.
    coarse: bool = False
    services: list[Service] = field(default_factory=list)
    # `served`, `abandoned`, `balked`; empty if the run ended before.
    ended: str = ""
    left: int | None = None
    # Who came.
    applicant: int = -1

    def lines(self, end: int) -> list[tuple[int, int]]:
        """Spans in line, up to the end of the run."""
        spans, since = [], self.joined
        for service in self.services:
            spans.append((since, service.start))
            since = service.end
        if self.ended != "served" and not (self.services and since >= end):
            spans.append((since, end if self.left is None else self.left))
        return [span for span in spans if span[0] < span[1]]

    def waited(self, end: int) -> int:
        """Time in line in all."""
        return sum(last - first for first, last in self.lines(end))


class Reader:
    """Follows journeys through the stages."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.station_of: dict[str, tuple[str, str]] = {}
        for station in run.stations():
            stage = run.stages[station]
            for key, ended in [("balked", "balked"), ("reneged", "abandoned")]:
                if key in stage:
                    self.station_of[stage[key]] = station, ended
        self.first = run.scenario["stage"][0]["name"]

    def awaited(self, stage: str | None) -> str | None:
        """The station that a case waits at when it has done with a stage, if there is only one way on."""
        following = self.run.stages[stage].get("next", []) if stage else self.first
        station = following if isinstance(following, str) else ""
        known = self.run.stages.get(station, {})
        return station if known.get("kind") == "station" and known.get("enabled", True) else None

    def visits(self, journey: Journey) -> list[Visit]:
        """All visits, in order."""
        found: list[Visit] = []
        open_visit: Visit | None = None
        # When and where the case was last, outside a stage.
        since, awaited, coarse = 0, None, False
        if self.run.plain and not self.run.logs_arrivals:
            coarse = True
            awaited = self.awaited(None)
            if journey.rows:
                since = self.run.moment(journey.rows[0]["submitted_at"])
        gone = False

        def come(station: str, now: int) -> Visit:
            joined = now if coarse and 0 <= now - since < SECOND else since
            found.append(Visit(station, joined, coarse))
            return found[-1]

        for event in journey.events:
            name, now = event.activity, event.at
            stage = self.run.stages.get(name)
            if stage is None:
                if name == "withdrawal":
                    gone = True
                    if open_visit is None and awaited:
                        open_visit = come(awaited, now)
                    if open_visit:
                        at_once = now == open_visit.joined and "balk_at" in self.run.stages[open_visit.station]
                        open_visit.ended = "balked" if at_once else "abandoned"
                        open_visit.left, open_visit = now, None
                elif name == "human_review_request":
                    since, coarse = now, False
                    awaited = None
                elif name in ("notice", "restoration", "give_up", "drop_off"):
                    awaited = None
                elif name == "application":
                    since, coarse = now, False
                continue
            if not event.done:
                awaited = None
                if stage["kind"] == "station":
                    if open_visit is None:
                        open_visit = come(name, now)
                    self.serve(open_visit, event)
                continue
            if stage["kind"] == "station" and open_visit:
                open_visit.ended, open_visit.left = "served", now
                open_visit.services[-1].end = now
                open_visit = None
            elif name in self.station_of:
                station, ended = self.station_of[name]
                open_visit = open_visit or come(station, now)
                open_visit.ended, open_visit.left, open_visit = ended, now, None
            since, awaited, coarse = now, self.awaited(name), False
        if awaited and not gone and not open_visit and self.unfinished(journey):
            come(awaited, self.run.end)
        for visit in found:
            self.complete(visit)
        return found

    def unfinished(self, journey: Journey) -> bool:
        """Whether the run ended before the case did."""
        return not journey.rows or journey.rows[-1]["status"] == "pending" or not self.run.plain

    def serve(self, visit: Visit, event: Event) -> None:
        """A service starts, or goes on after a handover."""
        team, member = self.run.server(event.resource)
        visit.services.append(Service(event.at, self.run.end, team, member))

    def complete(self, visit: Visit) -> None:
        """Finds the ends of services that were handed over, and what was worked."""
        for position, service in enumerate(visit.services):
            team = self.run.teams[service.team]
            hours = team.members[service.member]
            last = position + 1 == len(visit.services)
            handed_over = not last or visit.ended == "abandoned"
            shift_ends = hours.end_of_stretch(service.start)
            if team.end_of_shift == "hand_over" and visit.ended != "served" and last:
                # In line again since the end of the shift, unless the run ended before.
                handed_over = shift_ends is not None and shift_ends < self.run.end
            if handed_over:
                over = shift_ends if team.end_of_shift == "hand_over" else hours.last_end
                service.end = min(over if over is not None else service.start, self.run.end)
            service.worked = self.worked(service, hours, shift_ends)

    def worked(self, service: Service, hours: Hours, shift_ends: int | None) -> list[tuple[int, int]] | None:
        """The spans of work in a service; `None` if the log does not tell."""
        team = self.run.teams[service.team]
        if team.breakdowns:
            return None
        straight = [(service.start, service.end)]
        if team.end_of_shift == "hand_over" or (shift_ends is not None and service.end <= shift_ends):
            return straight
        if team.end_of_shift == "finish":
            if team.overtime is None:
                return straight
            if shift_ends is not None and service.end <= shift_ends + duration(team.overtime):
                return straight
        if team.absence:
            return None
        return [
            (max(first, service.start), min(last, service.end))
            for first, last in zip(hours.starts, hours.ends)
            if first < service.end and last > service.start
        ]
