"""The three scenarios in `simpy`, measured while they run.

What is counted: events within the window (a wait when service starts, a sojourn when it ends) and the
numbers in line and in service, integrated over time. `models_ciw.py` counts by arrival and from
records; the long-run means are the same. Every replication owns its generator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from random import Random
from typing import Any

import simpy

from parameters import (
    CLOSES,
    DAY,
    OPENS,
    WEEK,
    WORKING_DAYS,
    Patience,
    Rework,
    Scenario,
    Weekdays,
    Window,
)

Process = Generator[simpy.Event, Any, None]

OFFICE_DAY = CLOSES - OPENS
OFFICE_WEEK = WORKING_DAYS * OFFICE_DAY


class Mean:
    """Mean of what was observed within the window."""

    def __init__(self, env: simpy.Environment, window: Window) -> None:
        self._env, self._window = env, window
        self.count, self._sum = 0, 0.0

    def observe(self, value: float) -> None:
        """Counts the value if the clock is within the window."""
        if self._window.start <= self._env.now < self._window.end:
            self.count += 1
            self._sum += value

    def value(self) -> float:
        """The mean."""
        return self._sum / self.count


class Level:
    """A number that changes over time, averaged over the window by the given clock."""

    def __init__(
        self, env: simpy.Environment, window: Window, clock: Callable[[float], float] = float
    ) -> None:
        self._env, self._clock = env, clock
        self._from = clock(window.start)
        self._level, self._area, self._last = 0, 0.0, self._from

    def change(self, step: int) -> None:
        """The number goes up or down now."""
        now = max(self._clock(self._env.now), self._from)
        self._area += self._level * (now - self._last)
        self._level, self._last = self._level + step, now

    def value(self) -> float:
        """Average from the start of the window until now."""
        self.change(0)
        return self._area / (self._last - self._from)


class Station:
    """Servers and one line, first come, first served, with what is measured there."""

    def __init__(self, env: simpy.Environment, servers: int, window: Window) -> None:
        self._env = env
        self.servers = simpy.Resource(env, servers)
        self.in_queue, self.busy = Level(env, window), Level(env, window)
        self.waits, self.abandoned = Mean(env, window), Mean(env, window)

    def visit(self, service: float, patience: float = math.inf) -> Process:
        """One customer: waits while patience lasts, and is served."""
        env, arrived = self._env, self._env.now
        self.in_queue.change(1)
        with self.servers.request() as turn:
            if math.isinf(patience):
                yield turn
            elif not turn.triggered:
                yield turn | env.timeout(patience)
            self.in_queue.change(-1)
            self.abandoned.observe(0.0 if turn.triggered else 1.0)
            self.waits.observe(env.now - arrived)
            if turn.triggered:
                self.busy.change(1)
                yield env.timeout(service)
                self.busy.change(-1)


def arrive(env: simpy.Environment, random: Random, rate: float, start: Callable[[], None]) -> Process:
    """Calls `start` at the moments of a Poisson process."""
    while True:
        yield env.timeout(random.expovariate(rate))
        start()


def patience(scenario: Patience, seed: int) -> dict[str, float]:
    """One replication of M/M/3 with patience."""
    env, random = simpy.Environment(), Random(seed)
    desk = Station(env, scenario.servers, scenario.window)

    def customer() -> None:
        service = random.expovariate(1.0 / scenario.service_mean)
        env.process(desk.visit(service, random.expovariate(1.0 / scenario.patience_mean)))

    env.process(arrive(env, random, scenario.arrivals_per_minute, customer))
    env.run(until=scenario.window.end)
    return {
        "wait": desk.waits.value(),
        "abandoned_share": desk.abandoned.value(),
        "in_queue": desk.in_queue.value(),
        "utilisation": desk.busy.value() / scenario.servers,
    }


def rework(scenario: Rework, seed: int) -> dict[str, float]:
    """One replication of the two stations with rework."""
    env, random, window = simpy.Environment(), Random(seed), scenario.window
    first = Station(env, scenario.first_servers, window)
    second = Station(env, scenario.second_servers, window)
    times_in_system = Mean(env, window)
    sigma = math.sqrt(math.log(1.0 + scenario.first_service_cv**2))
    mu = math.log(scenario.first_service_mean) - 0.5 * sigma**2

    def review() -> Process:
        entered = env.now
        yield from first.visit(random.lognormvariate(mu, sigma))
        while random.random() < scenario.rework_share:
            yield from first.visit(random.lognormvariate(mu, sigma))
        yield from second.visit(random.expovariate(1.0 / scenario.second_service_mean))
        times_in_system.observe(env.now - entered)

    def customer() -> None:
        env.process(review())

    env.process(arrive(env, random, scenario.arrivals_per_minute, customer))
    env.run(until=window.end)
    return {
        "first_wait": first.waits.value(),
        "first_in_queue": first.in_queue.value(),
        "second_wait": second.waits.value(),
        "second_in_queue": second.in_queue.value(),
        "throughput_share": second.waits.count / first.waits.count,
        "time_in_system": times_in_system.value(),
    }


def is_open(moment: float) -> bool:
    """Whether the moment lies in office hours."""
    days, in_day = divmod(moment % WEEK, DAY)
    return days < WORKING_DAYS and OPENS <= in_day < CLOSES


def office_time(moment: float) -> float:
    """Office minutes from the first Monday's midnight to the moment."""
    weeks, in_week = divmod(moment, WEEK)
    days, in_day = divmod(in_week, DAY)
    if days >= WORKING_DAYS:
        return (weeks + 1.0) * OFFICE_WEEK
    return weeks * OFFICE_WEEK + days * OFFICE_DAY + min(max(in_day - OPENS, 0.0), OFFICE_DAY)


def moment_of(office: float) -> float:
    """The moment at which so many office minutes are over; at a boundary, the next opening."""
    weeks, in_week = divmod(office, OFFICE_WEEK)
    days, in_day = divmod(in_week, OFFICE_DAY)
    return weeks * WEEK + days * DAY + OPENS + in_day


def weekdays(scenario: Weekdays, seed: int) -> dict[str, float]:
    """One replication of the weekday calendar.

    A server who is free outside office hours takes the next case at once but starts it at the next
    opening, and until then the case counts as in line. The order of starts is that of arrival.
    """
    env, random, window = simpy.Environment(), Random(seed), scenario.window
    line = simpy.Store(env)
    in_queue, busy = Level(env, window), Level(env, window, clock=office_time)
    waits, sojourns = Mean(env, window), Mean(env, window)

    def customer() -> None:
        in_queue.change(1)
        line.put(env.now)

    def server() -> Process:
        while True:
            arrived = yield line.get()
            if not is_open(env.now):
                yield env.timeout(moment_of(office_time(env.now)) - env.now)
            in_queue.change(-1)
            waits.observe(env.now - arrived)
            busy.change(1)
            work = random.expovariate(1.0 / scenario.service_mean)
            finish = moment_of(office_time(env.now) + work)
            yield env.timeout(finish - env.now)
            busy.change(-1)
            sojourns.observe(env.now - arrived)

    env.process(arrive(env, random, scenario.arrivals_per_minute, customer))
    for _ in range(scenario.servers):
        env.process(server())
    env.run(until=window.end)
    return {
        "wait": waits.value(),
        "in_queue": in_queue.value(),
        "sojourn": sojourns.value(),
        "utilisation": busy.value() / scenario.servers,
    }


def replicate(scenario: Scenario, seed: int) -> dict[str, float]:
    """The measures of one replication of any of the scenarios."""
    match scenario:
        case Patience():
            return patience(scenario, seed)
        case Rework():
            return rework(scenario, seed)
        case Weekdays():
            return weekdays(scenario, seed)
