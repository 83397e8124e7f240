"""Visits of stations, told from the events of each journey and from nothing else."""

from dataclasses import dataclass, field

from .logs import Event, Journey, Run

Span = tuple[int, int]


@dataclass
class Service:
    """A stretch of service: from a start to the end of it, to a handover or to the end of the run."""

    start: int
    end: int
    team: str
    member: int
    # Time worked in it.
    worked: list[Span] = field(default_factory=list)


@dataclass
class Visit:
    """One case at one station."""

    station: str
    joined: int
    services: list[Service] = field(default_factory=list)
    # Time in line.
    line: list[Span] = field(default_factory=list)
    # `served`, `abandoned`, `balked`; empty if the run ended before.
    ended: str = ""
    left: int | None = None
    # Who came.
    applicant: int = -1
    # Since when they wait, or somebody works; neither while the service stands still.
    waits: int | None = None
    works: int | None = None

    def waited(self) -> int:
        """Time in line in all."""
        return sum(last - first for first, last in self.line)

    def stop_waiting(self, now: int) -> None:
        """Whoever waited is taken up or leaves, or the run ends."""
        if self.waits is not None and self.waits < now:
            self.line.append((self.waits, now))
        self.waits = None

    def stop_working(self, now: int) -> None:
        """Whoever worked stops."""
        if self.works is not None and self.works < now:
            self.services[-1].worked.append((self.works, now))
        self.works = None

    def leave(self, ended: str, now: int) -> None:
        """The visit is over."""
        self.stop_waiting(now)
        self.stop_working(now)
        self.ended, self.left = ended, now


class Reader:
    """Follows journeys through the stations."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.stations = {name for name in run.stations() if run.stages[name].get("enabled", True)}

    def visits(self, journey: Journey) -> list[Visit]:
        """All visits, in order."""
        found: list[Visit] = []
        for event in journey.events:
            if event.activity not in self.stations:
                continue
            if event.lifecycle == "schedule":
                found.append(Visit(event.activity, event.at, applicant=journey.applicant, waits=event.at))
            elif not found or found[-1].station != event.activity or found[-1].left is not None:
                self.run.findings.append(f"{event} of applicant {journey.applicant} is of no visit")
            else:
                self.follow(found[-1], event)
        for visit in found:
            if visit.left is None:
                visit.stop_waiting(self.run.end)
                visit.stop_working(self.run.end)
        return found

    def follow(self, visit: Visit, event: Event) -> None:
        """What happens next at a station."""
        now = event.at
        match event.lifecycle:
            case "start" | "resume" if visit.waits is not None:
                visit.stop_waiting(now)
                visit.services.append(Service(now, self.run.end, *self.run.server(event.resource)))
                visit.works = now
            case "resume":
                visit.works = now
            case "suspend":
                visit.stop_working(now)
                if event.reason == "handover":
                    visit.services[-1].end = visit.waits = now
            case "complete":
                visit.services[-1].end = now
                visit.leave("served", now)
            case "withdraw":
                visit.leave({"balked": "balked", "impatient": "abandoned"}[event.reason], now)
            case other:
                self.run.findings.append(f"{other} at a station: {event} of applicant {visit.applicant}")
