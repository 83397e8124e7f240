"""How much of everything is run: in earnest, or just enough to see that it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Lengths of the runs."""

    floor_customers: int = 20_000_000
    floor_applicants: int = 5_000_000
    pending_events: int = 2_000_000
    mm1_replications: int = 100
    """Of some 80,000 customers each, without a warm-up, so that everyone who is served counts."""
    base_replications: int = 100
    thread_replications: int = 64
    loan_replications: int = 40
    cases_replications: int = 20
    simpy_customers: int = 200_000
    ciw_customers: int = 100_000
    salabim_customers: int = 20_000
    simpy_days: int = 180
    """Of restrictions, in the base scenario."""
    prosimos_cases: int = 4_000
    growth: tuple[int, ...] = (100_000, 1_000_000, 10_000_000)
    """Applicants in one replication."""
    growth_rounds: int = 3
    growth_repeats: tuple[int, ...] = (16, 3, 1)
    """Runs of each size a round: short ones are more uncertain."""
    longest_days: int = 3_650
    """Of arrivals in one replication at the plain load: ten years."""
    load_factor: int = 100
    nation_factor: int = 1_000
    """Times the plain load: 22 million applicants in one replication."""
    start_ups: int = 4
    """Of each kind a round."""
    streamed_bytes: int = 1_000_000_000


QUICK = Sizes(
    floor_customers=200_000,
    floor_applicants=20_000,
    pending_events=20_000,
    mm1_replications=4,
    base_replications=4,
    thread_replications=4,
    loan_replications=2,
    cases_replications=2,
    simpy_customers=5_000,
    ciw_customers=2_000,
    salabim_customers=500,
    simpy_days=3,
    prosimos_cases=200,
    growth=(25_000, 50_000, 100_000),
    growth_rounds=1,
    growth_repeats=(1, 1, 1),
    longest_days=365,
    load_factor=10,
    nation_factor=20,
    start_ups=2,
    streamed_bytes=30_000_000,
)
