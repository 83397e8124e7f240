"""The three scenarios in `ciw`, measured afterwards from its data records.

What is counted: visits that arrive within the window, and the parts of waits and services that fall
into it. Arrivals go on for a while after the window, so that no counted visit is still open at the end.
`ciw` draws from generators of the process, so a process must run one replication at a time.

Two properties of ciw 3.2 that matter here (`ciw/node.py`):

- With `preemption="resume"` a shift's end cuts every service short and writes a record of type
  "interrupted service"; the next shift first resumes those cases, in order of arrival. The record of
  the completed service counts its wait up to the *last* resumption, so the wait is read from the
  first record of a visit.
- The utilisation `ciw` reports leaves the interrupted parts out, so it is summed from the records.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import ciw
import numpy as np
from numpy.typing import NDArray

from parameters import (
    CLOSES,
    DAY,
    HOUR,
    OPENS,
    WEEK,
    WORKING_DAYS,
    Patience,
    Rework,
    Scenario,
    Weekdays,
    Window,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Visits:
    """One entry a visit to a station; times in minutes."""

    arrived: Floats
    left_line: Floats
    ended: Floats
    served: NDArray[np.bool_]

    def within(self, window: Window) -> NDArray[np.bool_]:
        """Which visits arrived within the window."""
        return (self.arrived >= window.start) & (self.arrived < window.end)

    def mean_wait(self, window: Window) -> float:
        """Mean time in line of all who came, whether they were served or left the line, minutes."""
        counted = self.within(window)
        return float(np.mean(self.left_line[counted] - self.arrived[counted]))

    def mean_sojourn(self, window: Window) -> float:
        """Mean time from arrival to end of service, minutes."""
        counted = self.within(window) & self.served
        return float(np.mean(self.ended[counted] - self.arrived[counted]))

    def mean_in_queue(self, window: Window) -> float:
        """Number in line, averaged over the time of the window."""
        return overlap(self.arrived, self.left_line, window) / window.length


def overlap(starts: Floats, ends: Floats, window: Window) -> float:
    """Total length of the parts of the intervals that fall into the window."""
    clipped = np.minimum(ends, window.end) - np.maximum(starts, window.start)
    return float(np.sum(np.maximum(clipped, 0.0)))


def simulate(
    network: ciw.network.Network, seed: int, window: Window, run_on: float
) -> list[list[ciw.data_record.DataRecord]]:
    """The records of everyone who left, a list a case; runs for `run_on` minutes past the window."""
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(window.end + run_on)
    unfinished = [case for node in simulation.transitive_nodes for case in node.all_individuals]
    begun = [
        case.data_records[0].arrival_date if case.data_records else case.arrival_date for case in unfinished
    ]
    if begun and min(begun) < window.end:
        raise RuntimeError("a case of the window is still open at the end: run on for longer")
    return [case.data_records for case in simulation.nodes[-1].all_individuals]


def visits_of(records: list[list[ciw.data_record.DataRecord]], node: int) -> Visits:
    """Visits to a node where nothing is interrupted: a record each."""
    at_node = [record for case in records for record in case if record.node == node]
    served = np.array([record.record_type == "service" for record in at_node])
    exits = np.array([record.exit_date for record in at_node])
    starts = np.array([record.service_start_date for record in at_node])
    return Visits(
        arrived=np.array([record.arrival_date for record in at_node]),
        left_line=np.where(served, starts, exits),
        ended=exits,
        served=served,
    )


def busy_minutes(records: list[list[ciw.data_record.DataRecord]], window: Window) -> float:
    """Server time spent within the window, whole services and interrupted parts alike."""
    parts = [record for case in records for record in case if record.record_type != "renege"]
    starts = np.array([record.service_start_date for record in parts])
    return overlap(starts, np.array([record.exit_date for record in parts]), window)


def patience(scenario: Patience, seed: int) -> dict[str, float]:
    """One replication of M/M/3 with patience."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(scenario.arrivals_per_minute)],
        service_distributions=[ciw.dists.Exponential(1.0 / scenario.service_mean)],
        reneging_time_distributions=[ciw.dists.Exponential(1.0 / scenario.patience_mean)],
        number_of_servers=[scenario.servers],
    )
    window = scenario.window
    records = simulate(network, seed, window, run_on=2.0 * HOUR)
    visits = visits_of(records, node=1)
    return {
        "wait": visits.mean_wait(window),
        "abandoned_share": float(np.mean(~visits.served[visits.within(window)])),
        "in_queue": visits.mean_in_queue(window),
        "utilisation": busy_minutes(records, window) / (scenario.servers * window.length),
    }


def rework(scenario: Rework, seed: int) -> dict[str, float]:
    """One replication of the two stations with rework."""
    log_variance = math.log1p(scenario.first_service_cv**2)
    log_mean = math.log(scenario.first_service_mean) - log_variance / 2.0
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(scenario.arrivals_per_minute), None],
        service_distributions=[
            ciw.dists.Lognormal(log_mean, math.sqrt(log_variance)),
            ciw.dists.Exponential(1.0 / scenario.second_service_mean),
        ],
        routing=[[scenario.rework_share, 1.0 - scenario.rework_share], [0.0, 0.0]],
        number_of_servers=[scenario.first_servers, scenario.second_servers],
    )
    window = scenario.window
    records = simulate(network, seed, window, run_on=1.0 * DAY)
    first, second = visits_of(records, node=1), visits_of(records, node=2)
    entered = np.array([case[0].arrival_date for case in records])
    left = np.array([case[-1].exit_date for case in records])
    counted = (entered >= window.start) & (entered < window.end)
    return {
        "first_wait": first.mean_wait(window),
        "first_in_queue": first.mean_in_queue(window),
        "second_wait": second.mean_wait(window),
        "second_in_queue": second.mean_in_queue(window),
        "throughput_share": float(second.within(window).sum() / first.within(window).sum()),
        "time_in_system": float(np.mean(left[counted] - entered[counted])),
    }


def office_week(servers: int) -> ciw.Schedule:
    """Servers Monday to Friday in office hours, nobody otherwise; the clock starts on a Monday."""
    ends = [day * DAY + hour for day in range(WORKING_DAYS) for hour in (OPENS, CLOSES)] + [WEEK]
    on_duty = [0, servers] * WORKING_DAYS + [0]
    return ciw.Schedule(numbers_of_servers=on_duty, shift_end_dates=ends, preemption="resume")


def weekdays(scenario: Weekdays, seed: int) -> dict[str, float]:
    """One replication of the weekday calendar; a service may be spread over several records."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(scenario.arrivals_per_minute)],
        service_distributions=[ciw.dists.Exponential(1.0 / scenario.service_mean)],
        number_of_servers=[office_week(scenario.servers)],
    )
    window = scenario.window
    records = simulate(network, seed, window, run_on=4.0 * WEEK)
    visits = Visits(
        arrived=np.array([case[0].arrival_date for case in records]),
        left_line=np.array([case[0].service_start_date for case in records]),
        ended=np.array([case[-1].exit_date for case in records]),
        served=np.ones(len(records), dtype=np.bool_),
    )
    duty = window.length / WEEK * WORKING_DAYS * (CLOSES - OPENS)
    return {
        "wait": visits.mean_wait(window),
        "in_queue": visits.mean_in_queue(window),
        "sojourn": visits.mean_sojourn(window),
        "utilisation": busy_minutes(records, window) / (scenario.servers * duty),
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
