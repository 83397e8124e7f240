"""Recomputes the tables of one run and compares them."""

import datetime
from collections import Counter, defaultdict
from itertools import pairwise

from .applicants import Applicant, metrics
from .calendars import DAY
from .compare import Comparison
from .costs import cost_metrics
from .delays import curve, ends, whole_days
from .estimates import Unknown, number, over, ratio
from .groups import asks, Segments, attempts, by_done, observed, outcome
from .logs import Run
from .stations import Office, Station
from .visits import Reader


class Recomputed:
    """Everything that the logs of a run tell."""

    def __init__(self, run: Run) -> None:
        self.run = run
        reader = Reader(run)
        self.applicants: list[list[Applicant]] = [[] for _ in range(run.replications)]
        visits = [defaultdict(list) for _ in range(run.replications)]
        for journey in run.journeys:
            applicant = Applicant(run, journey)
            self.applicants[journey.replication].append(applicant)
            for visit in reader.visits(journey):
                visit.applicant = journey.applicant
                visits[journey.replication][visit.station].append(visit)
        self.stations = [[Station(run, name, found[name]) for name in run.stations()] for found in visits]
        self.offices = [Office(run, stations) for stations in self.stations]
        # Those who came after the warm-up.
        self.counted = [
            [one for one in each if one.restricted is not None and one.restricted >= run.warm_up]
            for each in self.applicants
        ]
        self.metrics = [self._metrics(replication) for replication in range(run.replications)]

    def _metrics(self, replication: int) -> dict:
        run, office = self.run, self.offices[replication]
        counted = self.counted[replication]
        found = metrics(run, counted) | office.metrics() | cost_metrics(run, self.stations[replication], counted)
        decisions = sum(each.working_days is not None for one in counted for each in one.applications)
        try:
            minutes = office.minutes({one.journey.applicant for one in counted})
            found["reviewer_minutes_per_decision"] = ratio(minutes, decisions, 1e-5)
        except Unknown as unknown:
            found["reviewer_minutes_per_decision"] = unknown
        return found

    def compare(self) -> Comparison:
        """Holds every table against what the logs tell."""
        comparison = Comparison()
        comparison.different += self.run.findings
        self._replications(comparison)
        self._summary(comparison)
        self._stations(comparison)
        self._days(comparison)
        self._attempts(comparison)
        if not self.run.plain:
            self._segments(comparison)
            self._behaviours(comparison)
            self._screens(comparison)
        self._delays(comparison)
        return comparison

    def _replications(self, comparison: Comparison) -> None:
        rows = self.run.table("replications.csv")
        for row, found in zip(rows, self.metrics, strict=True):
            for metric, value in found.items():
                place = f"replication {row['replication']} {metric}"
                if metric in row:
                    comparison.value(f"replications.csv {metric}", place, row[metric], value)
                else:
                    comparison.different.append(f"{place}: no such column")

    def _summary(self, comparison: Comparison) -> None:
        for row in self.run.table("summary.csv"):
            values = [found.get(row["metric"], Unknown("hidden from the logs")) for found in self.metrics]
            self._estimate(comparison, f"summary.csv {row['metric']}", row, values)

    def _stations(self, comparison: Comparison) -> None:
        measures = [{station.name: station.measures() for station in stations} for stations in self.stations]
        for row in self.run.table("stations.csv"):
            name, metric = row["station"], row["metric"]
            values = [found[name].get(metric, Unknown("not recomputed")) for found in measures]
            self._estimate(comparison, f"stations.csv {metric}", row, values, name)

    def _days(self, comparison: Comparison) -> None:
        run = self.run
        flows = []
        for applicants in self.applicants:
            flow: dict[str, Counter[int]] = defaultdict(Counter)
            for one in applicants:
                if one.restricted is not None:
                    flow["arrivals"][one.restricted // DAY] += 1
                for each in one.applications:
                    flow["applications"][each.filed // DAY] += 1
                    if each.working_days is not None:
                        flow["decisions"][each.decided // DAY] += 1
                        flow["approvals"][each.decided // DAY] += each.approved
            flows.append(flow)
        for day, row in enumerate(run.table("timeline.csv")):
            place = f"timeline.csv {row['date']}"
            works = str(run.calendar.works(run.date(day * DAY))).lower()
            if (row["date"], row["working"]) != (run.date(day * DAY).isoformat(), works):
                comparison.different.append(f"{place}: day {day} of the run, working: {works}")
            for name in ("arrivals", "applications", "decisions", "approvals"):
                self._mean(
                    comparison, f"timeline.csv {name}", place, row[name], [number(flow[name][day]) for flow in flows]
                )
            found = [office.day(day) for office in self.offices]
            for name in ("queue_mean", "queue_max", "utilisation"):
                self._mean(comparison, f"timeline.csv {name}", place, row[name], [values[name] for values in found])
        by_name = [{station.name: station for station in stations} for stations in self.stations]
        for row in run.table("queues.csv"):
            day = (datetime.date.fromisoformat(row["date"]) - run.start).days
            found = [stations[row["station"]].day(day) for stations in by_name]
            for name in ("queue_mean", "queue_max", "utilisation"):
                place = f"queues.csv {row['station']} {row['date']}"
                self._mean(comparison, f"queues.csv {name}", place, row[name], [values[name] for values in found])

    def _attempts(self, comparison: Comparison) -> None:
        for row in self.run.table("attempts.csv"):
            found = [attempts(applicants, int(row["attempt"])) for applicants in self.counted]
            self._group(
                comparison, "attempts.csv", f"attempt {row['attempt']}", row, found, "applications", "approval_rate"
            )

    def _segments(self, comparison: Comparison) -> None:
        rows = self.run.table("segments.csv")
        values = defaultdict(list)
        for row in rows:
            values[row["segment"]].append(row["value"])
        segments = Segments(self.run, values)
        for row in rows:
            segment, value = row["segment"], row["value"]
            try:
                found = [outcome(segments.members(applicants, segment, value)) for applicants in self.counted]
            except Unknown as unknown:
                comparison.unknown[f"segments.csv {segment}: {unknown}"] += 1
                continue
            place = f"{segment} {value}"
            self._group(comparison, "segments.csv", place, row, found, "applicants", "first_pass_approval_rate")
            name = "eventual_approval_rate"
            self._mean(comparison, f"segments.csv {name}", place, row[name], [each[name] for each in found])
            name = "restoration_days_p50"
            median = {"estimate": row[name], "ci_low": row[f"{name}_ci_low"], "ci_high": row[f"{name}_ci_high"]}
            kind = f"segments.csv {name}"
            comparison.row(kind, f"{kind} {place}", median, over([each[name] for each in found]))

    def _behaviours(self, comparison: Comparison) -> None:
        for row in self.run.table("behaviours.csv"):
            if row["basis"] == "intervention":
                continue
            behaviour, basis, level = row["behaviour"], row["basis"], float(row["level"])
            try:
                found = [outcome(self._who(applicants, behaviour, basis, level == 1.0)) for applicants in self.counted]
            except Unknown as unknown:
                comparison.unknown[f"behaviours.csv {behaviour}: {unknown}"] += 1
                continue
            place = f"{behaviour} {basis} {level}"
            self._group(comparison, "behaviours.csv", place, row, found, "applicants", "first_pass_approval_rate")
            eventual = {"ci_low": row["eventual_ci_low"], "ci_high": row["eventual_ci_high"]}
            self._group(
                comparison, "behaviours.csv", place, row | eventual, found, "applicants", "eventual_approval_rate"
            )

    def _who(self, applicants: list[Applicant], behaviour: str, basis: str, level: bool) -> list[Applicant]:
        """Those who meant to do something, or did it, and those who did not."""
        if basis == "observed":
            return observed(applicants, behaviour, level, asks(self.run, behaviour))
        return by_done(applicants, behaviour, level, basis, asks(self.run, behaviour))

    def _screens(self, comparison: Comparison) -> None:
        """Who breaks off and comes back is not logged; who does not come back is, and who files.

        What will happen on the way to an application is known when it is planned, so it is counted of those as well
        who are still on their way when the run ends.
        """
        rows = [
            {name: float(row[name]) for name in ("reached", "left", "returned")}
            for row in self.run.table("screens.csv")
        ]
        for here, following in pairwise(rows):
            comparison.close("screens.csv reached", here["reached"] - here["left"], following["reached"])
        everyone = [one for members in self.counted for one in members]
        gone = sum(one.fate == "dropped_off" for one in everyone) / len(self.counted)
        filed = [each for one in everyone for each in one.journey.rows if each["channel"] == "app"]
        pending = sum(one.fate == "pending" for one in everyone) / len(self.counted)
        lost = sum(row["left"] - row["returned"] for row in rows)
        comparison.between_counts("screens.csv left for good", lost, gone, gone + pending)
        through = rows[-1]["reached"] - rows[-1]["left"]
        least = len(filed) / len(self.counted)
        comparison.between_counts("screens.csv passed", through, least, least + pending)

    def _delays(self, comparison: Comparison) -> None:
        rows = defaultdict(list)
        for row in self.run.table("delays.csv"):
            rows[row["measure"]].append(row)
        self._incidence(comparison, rows.pop("restoration_incidence", []))
        for measure, bins in rows.items():
            try:
                cases = [whole_days(self.run, applicants, measure) for applicants in self.counted]
            except Unknown as unknown:
                comparison.unknown[f"delays.csv: {unknown}"] += 1
                continue
            cases = [days for each in cases for days in each]
            seen = 0
            for row in bins:
                here = sum(float(row["from"]) <= days < float(row["to"] or "inf") for days in cases)
                seen += here
                place = f"delays.csv {measure} {row['from']}"
                comparison.field(f"delays.csv {measure}", place, row["share"], here / len(cases), 1e-9, 1e-9)
                comparison.field(f"delays.csv {measure}", place, row["cumulative_share"], seen / len(cases), 1e-9, 1e-9)

    def _incidence(self, comparison: Comparison, bins: list[dict]) -> None:
        """The share of all applicants restored by each day, all replications together."""
        cases = [case for applicants in self.counted for case in ends(self.run, applicants)]
        heights = curve([(time // DAY, end) for time, end in cases])
        reached = 0.0
        for row in bins:
            to = float(row["to"] or "inf")
            before, reached = reached, max((height for day, height in heights if day < to), default=0.0)
            place = f"delays.csv restoration_incidence {row['from']}"
            comparison.field("delays.csv restoration_incidence", place, row["share"], reached - before, 1e-9, 1e-9)
            comparison.field("delays.csv restoration_incidence", place, row["cumulative_share"], reached, 1e-9, 1e-9)

    @staticmethod
    def _mean(comparison: Comparison, kind: str, place: str, written: str, values: list) -> None:
        """A mean over replications without an interval."""
        unknown = next((value for value in values if isinstance(value, Unknown)), None)
        if unknown:
            comparison.unknown[f"{kind}: {unknown}"] += 1
            return
        expected = over(values)
        comparison.field(kind, place, written, expected.estimate, expected.relative, expected.off)

    def _group(
        self, comparison: Comparison, table: str, place: str, row: dict, found: list, count: str, rate: str
    ) -> None:
        """The size of a group, and a rate with its interval."""
        place = f"{table} {place} {rate}"
        self._mean(comparison, f"{table} {count}", place, row[count], [each[count] for each in found])
        expected = over([each[rate] for each in found])
        comparison.field(f"{table} {rate}", place, row[rate], expected.estimate, 1e-9, 1e-9)
        for name in ("ci_low", "ci_high"):
            comparison.field(f"{table} {rate}", f"{place} {name}", row[name], getattr(expected, name), 1e-7, 1e-9)

    @staticmethod
    def _estimate(comparison: Comparison, kind: str, row: dict, values: list, where: str = "") -> None:
        unknown = next((value for value in values if isinstance(value, Unknown)), None)
        if unknown:
            comparison.unknown[f"{kind}: {unknown}"] += 1
        else:
            comparison.row(kind, f"{kind} {where}".strip(), row, over(values))
