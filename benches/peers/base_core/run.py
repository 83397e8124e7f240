"""The core of `scenarios/base.toml` in `simpy`: one process an applicant, one a reviewer.

Restriction, self-check and behaviours, preparation, the app's screens or an agent, the automatic screen,
reviewers on the Chinese working calendar, one to three working days, notice, another application. It
counts far less than `sim` does. Prints one line of JSON; the clock runs from the first event to the last,
without the imports.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import simpy

from behaviours import Progress
from calendars import DAY, HOUR, Duty, chinese_working_days
from people import draw_applicant
from policy import Route, Verdict, review_minutes, reviewer_approves, screen

Process = Generator[simpy.Event, Any, None]

PER_DAY = 120.0
DAY_SHAPE = 27.0
HOUR_SHARES = (
    *(0.0161, 0.0083, 0.0040, 0.0024, 0.0021, 0.0005, 0.0032, 0.0082, 0.0157, 0.0438, 0.0616, 0.0727),
    *(0.0701, 0.0741, 0.0795, 0.0715, 0.0737, 0.0573, 0.0601, 0.0672, 0.0716, 0.0611, 0.0472, 0.0276),
)
REVIEWERS, AGENTS = 9, 4
DRAIN_DAYS = 120


@dataclass(slots=True)
class Task:
    """Work on a team's line; `left` says that the applicant has gone."""

    done: simpy.Event
    minutes: float
    verdict: Verdict | None = None
    approved: bool = False
    left: bool = False


@dataclass
class Tally:
    """What is counted."""

    applicants: int = 0
    applications: int = 0
    routes: dict[Route, int] = field(default_factory=lambda: dict.fromkeys(Route, 0))
    fates: dict[str, int] = field(default_factory=dict)
    first_pass: int = 0
    decision_minutes: float = 0.0
    decisions: int = 0
    bad: int = 0
    cost: float = 0.0
    effort: float = 0.0
    weakest: list[int] = field(default_factory=lambda: [0] * 5)


class Team:
    """People on duty who take work from one line: by priority, then in order of arrival."""

    def __init__(
        self, env: simpy.Environment, duty: Duty, people: int, finish: Callable[[Task, int], None]
    ) -> None:
        self._env, self._duty, self._finish = env, duty, finish
        self._line = simpy.PriorityStore(env)
        self._asked = 0
        for person in range(people):
            env.process(self._work(person))

    def ask(self, minutes: float, priority: int = 0, verdict: Verdict | None = None) -> Task:
        """Puts work on the line."""
        task = Task(self._env.event(), minutes, verdict)
        self._asked += 1
        self._line.put(simpy.PriorityItem((priority, self._asked), task))
        return task

    def _work(self, person: int) -> Process:
        env, duty = self._env, self._duty
        while True:
            turn = yield self._line.get()
            task: Task = turn.item
            opening = duty.opening(env.now)
            if opening > env.now:
                yield env.timeout(opening - env.now)
            if task.left:
                continue
            yield env.timeout(duty.finish(env.now, task.minutes) - env.now)
            self._finish(task, person)
            task.done.succeed()


class Office:
    """One replication."""

    def __init__(self, seed: int) -> None:
        self.env, self.random, self.tally = simpy.Environment(), Random(seed), Tally()
        self.hours = Duty(chinese_working_days(), ((9.0, 12.0), (13.5, 18.0)))
        leniency = [self.random.gauss(0.0, 0.55) for _ in range(REVIEWERS)]

        def reviewed(task: Task, person: int) -> None:
            assert task.verdict is not None
            task.approved = reviewer_approves(self.random, task.verdict, leniency[person])

        self.reviewers = Team(self.env, self.hours, REVIEWERS, reviewed)
        self.agents = Team(self.env, Duty(range(366), ((9.0, 21.0),)), AGENTS, lambda task, person: None)

    def run(self, days: int) -> Tally:
        """Restrictions on so many days, and the journeys until the drain is over."""
        self.env.process(self.restrict(days))
        self.env.run(until=DAY * (days + DRAIN_DAYS))
        return self.tally

    def restrict(self, days: int) -> Process:
        """Day by day, a Poisson stream with an hourly profile and a gamma factor of the day."""
        env, random = self.env, self.random
        for day in range(days):
            per_day = PER_DAY * random.gammavariate(DAY_SHAPE, 1.0 / DAY_SHAPE)
            for hour, part in enumerate(HOUR_SHARES):
                rate = per_day * part / math.fsum(HOUR_SHARES) / HOUR
                end = DAY * day + HOUR * (hour + 1)
                while (moment := env.now + random.expovariate(rate)) < end:
                    yield env.timeout(moment - env.now)
                    env.process(self.applicant())
                yield env.timeout(end - env.now)

    def applicant(self) -> Process:
        """The whole journey of one applicant."""
        env, random, tally = self.env, self.random, self.tally
        tally.applicants += 1
        person, progress = draw_applicant(random), Progress(env.now)
        by_agent = random.random() < 0.15
        right_share, earliest, mends = 0.60, env.now, True
        attempt = 0
        while True:
            attempt += 1
            ready = max(earliest, env.now + DAY * random.lognormvariate(math.log(0.5), 1.0))
            if mends:
                ready = max(ready, progress.act(random, person, env.now, right_share))
            yield env.timeout(ready - env.now)
            if by_agent:
                yield self.agents.ask(min(random.lognormvariate(math.log(10.0), 0.6), 60.0)).done
            else:
                away = app_path(random)
                if away is None:
                    return self.close("dropped_off", person, progress)
                if away > 0.0:
                    yield env.timeout(away)
            filed = env.now
            tally.applications += 1
            verdict = screen(person, progress, attempt, filed)
            tally.routes[verdict.route] += 1
            tally.weakest[verdict.weakest] += 1
            announced = self.hours.working_days_later(filed, random.choices((1, 2, 3), (0.40, 0.35, 0.25))[0])
            gives_up = filed + random.expovariate(1.0 / (30.0 * DAY))
            approved = verdict.route is Route.APPROVED
            if verdict.route is Route.HUMAN:
                task = self.reviewers.ask(
                    review_minutes(random, verdict), 0 if verdict.fast_lane else 1, verdict
                )
                yield task.done | env.timeout(gives_up - env.now)
                task.left = not task.done.triggered
                approved = task.approved
            if gives_up < max(announced, env.now):
                yield env.timeout(max(gives_up - env.now, 0.0))
                return self.close("withdrawn", person, progress)
            if announced > env.now:
                yield env.timeout(announced - env.now)
            tally.decisions += 1
            tally.decision_minutes += env.now - filed
            yield env.timeout(random.uniform(0.0, 2.0) * HOUR)
            if approved:
                tally.first_pass += attempt == 1
                return self.close("restored", person, progress)
            if random.random() >= (0.95 if random.random() < 0.7 else 0.85):
                yield env.timeout(random.expovariate(1.0 / (2.0 * DAY)))
            if attempt == 4:
                return self.close("refused", person, progress)
            if random.random() >= 0.55 * 0.8 ** (attempt - 1):
                return self.close("gave_up", person, progress)
            mends = random.random() < 0.60
            right_share = 0.80
            earliest = env.now + 7.0 * DAY + random.expovariate(1.0 / (10.0 * DAY))

    def close(self, fate: str, person: Any, progress: Progress) -> None:
        """Counts how a journey ended."""
        tally = self.tally
        tally.fates[fate] = tally.fates.get(fate, 0) + 1
        risk, cost, effort = progress.ends(person, self.env.now)
        tally.bad += self.random.random() < 1.0 / (1.0 + math.exp(-risk))
        tally.cost += cost
        tally.effort += effort


def app_path(random: Random) -> float | None:
    """Minutes until the form is handed in after breaking off and coming back, or nothing."""
    away = 0.0
    while random.random() < 0.25:
        if random.random() >= 0.60:
            return None
        away += random.expovariate(1.0 / (3.0 * DAY))
    return away


def main() -> None:
    """Runs replications and prints what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--days", type=int, default=180, metavar="N", help="of arrivals, 240 at most")
    parser.add_argument("--replications", type=int, default=1, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    begun = time.perf_counter()
    runs = [Office(options.seed + number).run(options.days) for number in range(options.replications)]
    seconds = time.perf_counter() - begun
    people = sum(run.applicants for run in runs)
    filed = sum(run.applications for run in runs)
    found = {"work": "base", "peer": "simpy", "units": people, "seconds": seconds}
    found["first_pass_approval_rate"] = sum(run.first_pass for run in runs) / people
    for fate in ("restored", "withdrawn", "dropped_off", "gave_up", "refused"):
        found[f"{fate}_share"] = sum(run.fates.get(fate, 0) for run in runs) / people
    found["attempts_per_applicant"] = filed / people
    for route in Route:
        found[f"{route.value}_share"] = sum(run.routes[route] for run in runs) / filed
    minutes, decisions = sum(run.decision_minutes for run in runs), sum(run.decisions for run in runs)
    found["decision_days_mean"] = minutes / DAY / decisions
    found["bad_share"] = sum(run.bad for run in runs) / people
    found["cost_per_applicant_cny"] = sum(run.cost for run in runs) / people
    found["effort_hours_per_applicant"] = sum(run.effort for run in runs) / people
    print(json.dumps(found))


if __name__ == "__main__":
    main()
