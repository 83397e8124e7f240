"""What happened at each station: `stations.csv` and `queues.csv`, and the joint line of those after filing."""

from bisect import bisect_right
from itertools import accumulate

from .calendars import DAY, MINUTE
from .estimates import Unknown, Value, number, quantile, ratio, share
from .logs import Run, duration
from .visits import Visit

Span = tuple[int, int]


def busy(worked: float, duty: float) -> Value:
    """A share of time."""
    return Value(worked / duty if duty else None, "busy")


class Levels:
    """A number that changes over time, from spans during each of which one more is there."""

    def __init__(self, spans: list[Span]) -> None:
        changes: dict[int, int] = {}
        for first, last in spans:
            changes[first] = changes.get(first, 0) + 1
            changes[last] = changes.get(last, 0) - 1
        self.moments = sorted(changes)
        self.levels = list(accumulate(changes[moment] for moment in self.moments))

    def over(self, first: int, last: int) -> tuple[int, int]:
        """Its integral, and the greatest value that it had for any time, between two moments."""
        total = most = 0
        position = max(bisect_right(self.moments, first) - 1, 0)
        while position < len(self.moments) and self.moments[position] < last:
            begin = max(self.moments[position], first)
            end = min(self.moments[position + 1] if position + 1 < len(self.moments) else last, last)
            total += self.levels[position] * (end - begin)
            most = max(most, self.levels[position])
            position += 1
        return total, most


def levels(place: "Station | Office", first: int, last: int) -> dict[str, Value]:
    """The line and the busy share on a day."""
    total, most = place.line.over(first, last)
    return {
        "queue_mean": number(total / (last - first)),
        "queue_max": number(most),
        "utilisation": place.utilisation(first, last),
    }


class Station:
    """One station in one replication."""

    def __init__(self, run: Run, name: str, visits: list[Visit]) -> None:
        self.run, self.name, self.visits = run, name, visits
        self.stage = run.stages[name]
        self.enabled = self.stage.get("enabled", True)
        self.after_filing = not self.stage.get("before_filing", False)
        self.teams = [run.teams[team] for team in run.teams_of(name)]
        self.line_spans = [span for visit in visits for span in visit.line]
        self.line = Levels(self.line_spans)
        service = [(service.start, service.end) for visit in visits for service in visit.services]
        self.work = Levels([span for visit in visits for service in visit.services for span in service.worked])
        self.system = Levels(self.line_spans + service)
        # Whether anyone's work was done there without a line and without taking time.
        self.visits_aside = not self.enabled and any(
            event.activity == name for journey in run.journeys for event in journey.events
        )

    def duty(self, first: int, last: int) -> float:
        """Time on duty of all its teams."""
        return sum(team.duty(first, last) for team in self.teams)

    def utilisation(self, first: int, last: int) -> Value:
        """Time worked over time on duty."""
        if not self.enabled:
            return number(None)
        return busy(self.work.over(first, last)[0], self.duty(first, last))

    def measures(self) -> dict[str, Value]:
        """Every measure of `stations.csv`."""
        run, first, last = self.run, self.run.warm_up, self.run.arrivals_end
        counted = [visit for visit in self.visits if visit.joined >= first]
        served = [visit for visit in counted if visit.ended == "served"]
        abandoned = [visit for visit in counted if visit.ended == "abandoned"]
        balked = [visit for visit in counted if visit.ended == "balked"]
        # Who balks does not join, and who is still there at the end of the run has no wait yet.
        waits = [visit.waited() / MINUTE for visit in served + abandoned]
        stays = [(visit.left - visit.joined) / MINUTE for visit in served]
        span = last - first
        found: dict[str, Value] = {
            "arrivals": number(len(counted)),
            "served": number(len(served)),
            "abandoned_share": share(len(abandoned), len(counted)),
            "queue_mean": number(self.line.over(first, last)[0] / span if span else None),
            "queue_max": number(self.line.over(first, last)[1]),
            "wait_mean": ratio(sum(waits), len(waits)),
            "sojourn_mean": ratio(sum(stays), len(stays)),
            "in_system_mean": number(self.system.over(first, last)[0] / span if span else None),
            "waited_share": share(sum(wait > 0 for wait in waits), len(waits)),
            "balked_share": share(len(balked), len(counted)),
        }
        for p in (50, 90, 95, 99):
            found[f"wait_p{p}"] = quantile(waits, p / 100)
        found["utilisation"] = self.utilisation(first, last)
        if "due" not in self.stage or not self.enabled:
            late = {"late_share": share(0, 0), "lateness_mean": number(None), "tardiness_p99": number(None)}
            return found | late
        due = duration(self.stage["due"])
        lateness = [(visit.left - visit.joined - due) / MINUTE for visit in served]
        found["late_share"] = share(sum(late > 0 for late in lateness), len(lateness))
        found["lateness_mean"] = ratio(sum(lateness), len(lateness))
        found["lateness_mean"].kind = "signed ratio"
        found["tardiness_p99"] = quantile([max(late, 0.0) for late in lateness], 0.99)
        return found

    def day(self, day: int) -> dict[str, Value]:
        """The measures of `queues.csv` of one day."""
        return levels(self, day * DAY, (day + 1) * DAY)


class Office:
    """The stations after filing together."""

    def __init__(self, run: Run, stations: list[Station]) -> None:
        self.run = run
        self.stations = [station for station in stations if station.after_filing]
        # Nobody queues at a station that is switched off, and its people are not waited for.
        names = {team for station in self.stations if station.enabled for team in run.teams_of(station.name)}
        self.teams = [run.teams[name] for name in sorted(names)]
        self.line = Levels([span for station in self.stations for span in station.line_spans])

    def duty(self, first: int, last: int) -> float:
        """Time on duty of all its teams, each once."""
        return sum(team.duty(first, last) for team in self.teams)

    def utilisation(self, first: int, last: int) -> Value:
        """Time worked over time on duty."""
        work = sum(station.work.over(first, last)[0] for station in self.stations)
        return busy(work, self.duty(first, last))

    def day(self, day: int) -> dict[str, Value]:
        """The measures of `timeline.csv` of one day that are about the line."""
        return levels(self, day * DAY, (day + 1) * DAY)

    def metrics(self) -> dict[str, Value]:
        """The metrics of `summary.csv` about reviewers and their line."""
        first, last = self.run.warm_up, self.run.arrivals_end
        total, most = self.line.over(first, last)
        return {
            "queue_length_mean": number(total / (last - first)),
            "queue_length_max": number(most),
            "reviewer_utilisation": self.utilisation(first, last),
        }

    def minutes(self, restricted: set[int]) -> float:
        """Minutes of work, without what availability takes, on the cases of these applicants."""
        total = 0.0
        for station in self.stations:
            if station.visits_aside:
                raise Unknown("the work of a station that is switched off is not logged")
            for visit in station.visits:
                if visit.applicant in restricted:
                    total += self._handling(visit)
        return total / MINUTE

    def _handling(self, visit: Visit) -> float:
        if not visit.services:
            return 0.0
        if visit.ended != "served":
            raise Unknown("a service that has not ended is booked whole, and not logged")
        total = 0.0
        for service in visit.services:
            total += sum(last - first for first, last in service.worked) * self.run.teams[service.team].availability
        return total
