"""M/M/1 at a load of .9 in `simpy`, `ciw` and `salabim`, as plainly as their manuals write it.

The system of `scenarios/theory/mm1.toml`. Only waits are measured here, with nothing that the model does
not need, so the packages are as fast as they get in this form; `sim` measures a good deal more besides.
Prints one line of JSON. The clock starts after the imports and stops when the mean is known.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Generator
from random import Random
from typing import Any

ARRIVALS_PER_MINUTE = 0.9
SERVICES_PER_MINUTE = 1.0
WAIT_MEAN = 9.0
"""Minutes, by ρ/(μ − λ): Kleinrock 1975, Queueing Systems I, section 3.2."""

Clocked = tuple[float, float]
"""Mean wait in minutes, and seconds of work."""


def in_simpy(customers: int, seed: int) -> Clocked:
    """A process a customer, and a resource."""
    import simpy

    begun = time.perf_counter()
    env, random = simpy.Environment(), Random(seed)
    desk = simpy.Resource(env, capacity=1)
    waited = 0.0

    def customer() -> Generator[simpy.Event, Any, None]:
        nonlocal waited
        arrived = env.now
        with desk.request() as turn:
            yield turn
            waited += env.now - arrived
            yield env.timeout(random.expovariate(SERVICES_PER_MINUTE))

    def source() -> Generator[simpy.Event, Any, None]:
        for _ in range(customers):
            yield env.timeout(random.expovariate(ARRIVALS_PER_MINUTE))
            env.process(customer())

    env.process(source())
    env.run()
    return waited / customers, time.perf_counter() - begun


def in_ciw(customers: int, seed: int) -> Clocked:
    """A network of one node; waits are read from its records."""
    import ciw

    begun = time.perf_counter()
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS_PER_MINUTE)],
        service_distributions=[ciw.dists.Exponential(rate=SERVICES_PER_MINUTE)],
        number_of_servers=[1],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers)
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return sum(waits) / len(waits), time.perf_counter() - begun


def in_salabim(customers: int, seed: int) -> Clocked:
    """A component a customer, written with `yield`; the line of the desk is not monitored."""
    import salabim

    begun = time.perf_counter()
    salabim.yieldless(False)
    random = Random(seed)
    env = salabim.Environment(trace=False, random_seed=seed, time_unit="minutes")
    desk = salabim.Resource("desk", capacity=1, monitor=False)
    waited = 0.0

    class Customer(salabim.Component):  # type: ignore[misc]
        """Waits for the desk and is served."""

        def process(self) -> Generator[Any, Any, None]:
            nonlocal waited
            arrived = env.now()
            yield self.request(desk)
            waited += env.now() - arrived
            yield self.hold(random.expovariate(SERVICES_PER_MINUTE))
            self.release(desk)

    class Source(salabim.Component):  # type: ignore[misc]
        """Brings the customers."""

        def process(self) -> Generator[Any, Any, None]:
            for _ in range(customers):
                yield self.hold(random.expovariate(ARRIVALS_PER_MINUTE))
                Customer()

    Source()
    env.run()
    return waited / customers, time.perf_counter() - begun


PEERS: dict[str, Callable[[int, int], Clocked]] = {
    "simpy": in_simpy,
    "ciw": in_ciw,
    "salabim": in_salabim,
}


def main() -> None:
    """Runs one package and prints what it did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("--customers", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    wait, seconds = PEERS[options.peer](options.customers, options.seed)
    found = {
        "work": "mm1",
        "peer": options.peer,
        "units": options.customers,
        "seconds": seconds,
        "wait_mean_minutes": wait,
        "wait_mean_theory_minutes": WAIT_MEAN,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
