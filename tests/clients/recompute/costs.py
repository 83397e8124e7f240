"""What the lender pays: people for their hours on duty or for their work, overtime, and automatic screens."""

import re

from .applicants import Applicant
from .calendars import DAY, HOUR
from .estimates import Unknown, Value, number, ratio
from .logs import Run
from .stations import Station
from .visits import Service


def money(text: str) -> float:
    """An amount such as `¥0.5`."""
    return float(re.search(r"[0-9.]+", text).group())


class Payroll:
    """Paid hours, hours of overtime and their cost in one replication."""

    def __init__(self, run: Run, stations: list[Station]) -> None:
        self.run = run
        self.costs = run.scenario.get("costs", {})
        self.hours = self.overtime = self.cny = 0.0
        if any(not station.enabled and station.visits_aside for station in stations):
            raise Unknown("the work of a station that is switched off is not logged")
        enabled = [station for station in stations if station.enabled]
        for name in sorted({team for station in enabled for team in run.teams_of(station.name)}):
            serves = [station for station in enabled if name in run.teams_of(station.name)]
            if self.paid_for(name) == "duty":
                self.pay_duty(name, any(station.after_filing for station in serves))
            for station in serves:
                for service in (service for visit in station.visits for service in visit.services):
                    if service.team == name:
                        self.pay_work(service, station.after_filing)

    def section(self, name: str) -> dict:
        """What the scenario says of a team; nothing of a station's own people."""
        return self.run.scenario.get("team", {}).get(name, {})

    def paid_for(self, name: str) -> str:
        """`duty` or `worked`."""
        return self.section(name).get("pay", self.costs.get("pay", "duty"))

    def hour(self, name: str, filed: bool) -> float:
        """What an hour costs on an application that has been filed, or not."""
        section = self.section(name)
        usual = self.costs.get("reviewer_hour", "¥60") if filed else self.costs.get("agent_hour", "¥40")
        return money(section.get("hour", section.get("cost_per_hour", usual)))

    def factor(self, day: int) -> float:
        """What every hour of a day is multiplied by."""
        calendar, date = self.run.calendar, self.run.date(day * DAY)
        if calendar.works(date):
            return 1.0
        holiday = date in calendar.holidays
        return self.costs.get("holiday_factor", 3.0) if holiday else self.costs.get("rest_day_factor", 2.0)

    def pay_duty(self, name: str, filed: bool) -> None:
        """The hours of their shifts on days with arrivals."""
        team = self.run.teams[name]
        for day in range(self.run.warm_up // DAY, self.run.arrival_days):
            hours = team.duty(max(day * DAY, self.run.warm_up), (day + 1) * DAY) / HOUR
            self.hours += hours
            self.cny += hours * self.hour(name, filed) * self.factor(day)

    def pay_work(self, service: Service, filed: bool) -> None:
        """Work, if it is paid as such or done after the days with arrivals, and overtime in any case."""
        team = self.run.teams[service.team]
        works = self.paid_for(service.team) == "worked"
        if not works and team.end_of_shift != "finish" and service.end <= self.run.arrivals_end:
            return
        hours = team.members[service.member]
        if team.absence and service.end > (hours.end_of_stretch(service.start) or service.start):
            raise Unknown("overtime of people who may be away is not logged")
        hour = self.hour(service.team, filed)
        overtime_factor = self.costs.get("overtime_factor", 1.5)
        for first, last in service.worked:
            first = max(first, self.run.warm_up)
            while first < last:
                day = first // DAY
                part = min(last, (day + 1) * DAY)
                on_duty = hours.between(first, part)
                over = (part - first - on_duty) / HOUR
                paid = on_duty / HOUR if works or day >= self.run.arrival_days else 0.0
                self.hours += paid + over
                self.overtime += over
                self.cny += hour * (paid * self.factor(day) + over * max(overtime_factor, self.factor(day)))
                first = part


def cost_metrics(run: Run, stations: list[Station], applicants: list[Applicant]) -> dict[str, Value | Unknown]:
    """The metrics about money."""
    names = [
        "cost_per_decision_cny",
        "cost_per_restored_cny",
        "cost_per_working_day_cny",
        "paid_hours",
        "overtime_hours",
    ]
    try:
        payroll = Payroll(run, stations)
    except Unknown as unknown:
        return dict.fromkeys(names, unknown)
    applications = [each for one in applicants for each in one.applications]
    screened = not run.plain and any(stage.get("by") == "screen" for stage in run.stages.values())
    cny = payroll.cny + (len(applications) * money(payroll.costs.get("screen", "¥0.2")) if screened else 0.0)
    decisions = sum(each.working_days is not None for each in applications)
    restored = sum(one.fate == "restored" and not one.unasked for one in applicants)
    days = sum(run.calendar.works(run.date(day * DAY)) for day in range(run.warm_up // DAY, run.arrival_days))
    return {
        "cost_per_decision_cny": ratio(cny, decisions),
        "cost_per_restored_cny": ratio(cny, restored),
        "cost_per_working_day_cny": ratio(cny, days),
        "paid_hours": number(payroll.hours),
        "overtime_hours": number(payroll.overtime),
    }
