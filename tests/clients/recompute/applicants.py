"""What became of applications and applicants: metrics of `summary.csv`, and `attempts.csv`."""

from .calendars import DAY, HOUR
from .delays import censored_quantile, ends
from .estimates import Unknown, Value, number, quantile, ratio, share
from .logs import Journey, Run, duration

# Of the balance, for each day overdue, where a scenario says nothing else.
DAILY_PENALTY_INTEREST = 0.0005


class Application:
    """One application, with moments to the microsecond."""

    def __init__(self, run: Run, row: dict, filed: int, decided: int | None) -> None:
        self.attempt = int(row["attempt"])
        self.route = row["route"]
        self.status = row["status"]
        self.approved = {"approved": True, "refused": False}.get(row["decision"])
        self.filed, self.decided = filed, decided
        for name, moment in [("submitted_at", filed), ("decided_at", decided if self.status == "decided" else None)]:
            stamp = run.moment(row[name]) if row[name] else None
            if stamp != moment:
                run.findings.append(f"cases.csv: {name} {row[name]} of {row['applicant']}, by the events {moment}")
        self.filed_on = run.date(filed)
        # Working days from filing to the decision, or to the withdrawal.
        self.working_days = self.withdrawn_after = None
        if self.status == "decided" and self.approved is not None:
            self.working_days = run.calendar.days_between(self.filed_on, run.date(decided))
        if row["decision_working_days"] != ("" if self.working_days is None else str(self.working_days)):
            told = row["decision_working_days"]
            run.findings.append(f"cases.csv: {told} working days of {row['applicant']}, by the events {self.working_days}")


class Applicant:
    """One applicant or entity."""

    def __init__(self, run: Run, journey: Journey) -> None:
        self.journey = journey
        names = [event.activity for event in journey.events]
        moments = {event.activity: event.at for event in journey.events}
        rows = journey.rows
        self.restricted = moments["arrival" if run.plain else "restriction"]
        filed = [event.at for event in journey.events if event.activity == "application"]
        if run.plain:
            filed = [self.restricted] * len(rows)
        self.complete = len(filed) == len(rows)
        decisions = self.decisions(run, len(rows))
        self.applications = [Application(run, *each) for each in zip(rows, filed, decisions)]
        for each in self.applications:
            if each.status == "withdrawn":
                gone = moments.get("withdrawal", each.decided)
                each.withdrawn_after = run.calendar.days_between(each.filed_on, run.date(gone))
                told = rows[each.attempt - 1]["withdrawn_at"]
                if not told or run.moment(told) != gone:
                    run.findings.append(f"cases.csv: withdrawn_at {told} of {journey.applicant}, by the events {gone}")
        self.unasked = "unasked_restoration" in names
        self.restored = moments.get("unasked_restoration", moments.get("restoration"))
        last = self.applications[-1] if self.applications else None
        if run.plain:
            decided = last and last.status == "decided"
            self.fate = {"withdrawn": "withdrawn", "pending": "pending"}.get(last.status if last else "pending", "")
            if decided:
                self.fate = "restored" if last.approved else "refused"
                self.restored = last.decided if last.approved else None
        elif self.restored is not None:
            self.fate = "restored"
        elif "withdrawal" in names:
            self.fate = "withdrawn"
        elif "drop_off" in names:
            self.fate = "dropped_off"
        elif "give_up" in names:
            self.fate = "gave_up"
        else:
            self.fate = self.open_end(run, names, last)
        fate = "restored_unasked" if self.unasked else self.fate
        if journey.ending and journey.ending["fate"] != fate:
            told = journey.ending["fate"]
            run.findings.append(f"cases.csv: fate {told} of {journey.applicant}, by the events {fate}")
        # Whether the account goes bad is drawn, and in no event.
        self.bad = journey.ending.get("bad") == "true"

    @property
    def first_pass(self) -> bool:
        """Whether the first application restored the account, of those that are restored."""
        return len(self.applications) == 1 and not self.unasked

    def ended(self, run: Run) -> int:
        """When nothing more happened to them; of those pending, the end of the run."""
        return run.end if self.fate == "pending" else self.journey.events[-1].at

    def decisions(self, run: Run, number: int) -> list[int | None]:
        """When each application was decided: at the last exit before the next one is filed.

        Who asks for a human and is never answered keeps the refusal.
        """
        found: list[int | None] = [None] * number
        position = 0 if run.plain else -1
        for event in self.journey.events:
            stage = run.stages.get(event.activity, {})
            if event.activity == "application":
                position += 1
            elif stage.get("kind") == "exit" and event.done and position < number:
                found[position] = event.at
        return found

    def open_end(self, run: Run, names: list[str], last: Application | None) -> str:
        """Refused for good, if the last thing of note is that the last refusal possible was read; else pending."""
        told = [name for name in names if name in ("application", "refusal_read", "human_review_request")]
        limit = run.scenario["reapply"]["max_attempts"]
        final = told[-1:] == ["refusal_read"] and last is not None and last.attempt >= limit
        return "refused" if final else "pending"


def metrics(run: Run, applicants: list[Applicant]) -> dict[str, Value | Unknown]:
    """The metrics about applicants and applications."""
    applications = [application for one in applicants for application in one.applications]
    decided = [each for each in applications if each.working_days is not None]
    n = len(applicants)
    found: dict[str, Value | Unknown] = {
        "applicants": number(n),
        "applications": number(len(applications)),
        "attempts_per_applicant": ratio(len(applications), n),
    }
    restored = [one for one in applicants if one.fate == "restored"]
    found["first_pass_approval_rate"] = share(sum(one.first_pass for one in restored), n)
    found["restored_unasked_share"] = share(sum(one.unasked for one in restored), 0 if run.plain else n)
    found["eventual_approval_rate"] = share(len(restored), n)
    for fate in ("withdrawn", "dropped_off", "gave_up", "refused", "pending"):
        found[f"{fate}_share"] = share(sum(one.fate == fate for one in applicants), n)
    found["bad_rate_all"] = number(None) if run.plain else share(sum(one.bad for one in applicants), n)
    found["bad_rate_approved"] = number(None) if run.plain else share(sum(one.bad for one in restored), len(restored))
    for route, metric in [
        ("knocked_out", "knocked_out_share"),
        ("auto_approved", "auto_approved_share"),
        ("auto_refused", "auto_refused_share"),
        ("human", "human_reviewed_share"),
    ]:
        found[metric] = share(sum(each.route == route for each in applications), len(applications))
    human = [each for each in decided if each.route == "human"]
    found["human_approval_rate"] = share(sum(each.approved for each in human), len(human))
    days = [each.working_days for each in decided]
    found["decision_working_days_mean"] = ratio(sum(days), len(days))
    for p in (50, 90, 95):
        found[f"decision_working_days_p{p}"] = quantile(days, p / 100, sketched=False)
    human_days = [each.working_days for each in human]
    human_spans = [(each.decided - each.filed) / DAY for each in human]
    for p in (50, 90, 95):
        found[f"human_decision_working_days_p{p}"] = quantile(human_days, p / 100, sketched=False)
        found[f"human_decision_days_p{p}"] = quantile(human_spans, p / 100)
    for limit in (1, 2, 3):
        found[f"decided_within_{limit}wd_share"] = within(applications, limit)
    found["human_decided_within_3wd_share"] = within([each for each in applications if each.route == "human"], 3)
    waits = [(one.restored - one.restricted) / DAY for one in restored]
    found["restoration_days_mean"] = ratio(sum(waits), len(waits))
    for p in (50, 90):
        found[f"restoration_days_p{p}"] = quantile(waits, p / 100)
    spans = [(each.decided - each.filed) / DAY for each in decided]
    found["decision_days_mean"] = ratio(sum(spans), len(spans))
    for p in (50, 90, 95):
        found[f"decision_days_p{p}"] = quantile(spans, p / 100)
    found |= spending(run, applicants)
    for p in (50, 90):
        found[f"restoration_days_censored_p{p}"] = censored_quantile(ends(run, applicants), p / 100)
    return found


def effects(one: Applicant, behaviour: str) -> list[int]:
    """When a behaviour took effect, if it did."""
    return [event.at for event in one.journey.events if event.activity == behaviour and event.done]


def within(applications: list[Application], limit: int) -> Value:
    """Decided within so many working days, of all filed less those withdrawn within them."""
    filed = [each for each in applications if each.withdrawn_after is None or each.withdrawn_after > limit]
    return share(sum(each.working_days is not None and each.working_days <= limit for each in filed), len(filed))


def sections(run: Run) -> dict[str, dict]:
    """The behaviours of a scenario by name: numbers of the standard ones stand under `behaviours`, entries go before."""
    numbers = run.scenario["behaviours"]
    rest = {"effort": "0h", "cost": "¥0", "delay": "0d", "repays": False}
    entries = {name: entry for name, entry in run.resolved["behaviour"].items() if entry["enabled"]}
    return {name: {**rest, **numbers.get(name, {}), **entry} for name, entry in entries.items()}


def spending(run: Run, applicants: list[Applicant]) -> dict[str, Value | Unknown]:
    """What applicants spend on what they take up: their own time, money, and arrears that they repay."""
    names = [
        "behaviour_effort_hours_per_applicant",
        "behaviour_cost_per_applicant_cny",
        "repaid_arrears_per_applicant_cny",
    ]
    if run.plain:
        return {name: number(None) for name in names}
    behaviours = sections(run)
    hours = cny = arrears = 0.0
    interest = None
    for one in applicants:
        for event in one.journey.events:
            section = behaviours.get(event.activity)
            if section is None or event.done:
                continue
            hours += duration(section["effort"]) / HOUR
            cny += float(section["cost"].removeprefix("¥"))
            if section["repays"]:
                balance, days = (float(one.journey.known[name]) for name in ("balance_cny", "days_overdue"))
                arrears += balance
                # Interest runs until the repayment takes effect, also where the journey ends before.
                effect = effects(one, event.activity)
                if not effect and isinstance(section["delay"], str):
                    effect = [event.at + duration(section["delay"])]
                if effect:
                    cny += balance * DAILY_PENALTY_INTEREST * (days + (effect[0] - one.restricted) / DAY)
                else:
                    interest = Unknown("a repayment that takes effect after the end of a journey is not logged")
    n = len(applicants)
    # Balances are logged in single precision.
    money = [
        interest or ratio(cny, n, 1e-6 * cny / max(n, 1)),
        ratio(arrears, n, 1e-6 * arrears / max(n, 1)),
    ]
    return dict(zip(names, [ratio(hours, n), *money]))
