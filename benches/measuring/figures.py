"""From the runs to the lines of the table, with the bars that the project sets itself."""

from __future__ import annotations

from statistics import median

from measuring.lines import Bar, Line, Sense, at_least, at_most, per_unit, rates, ratios, values
from measuring.rounds import Samples
from measuring.sizes import Sizes

MEGA = 1e-6
MB = 1.0 / 1e6
MILLI = 1e3


def one_queue(samples: Samples) -> list[Line]:
    """M/M/1 beside two loops by hand and three packages."""
    section, ours, floor = "M/M/1", rates(samples["mm1"]), rates(samples["floor_mm1"])
    textbook = rates(samples["floor_textbook"])
    lines = [
        Line(section, "by hand", tuple(MEGA * rate for rate in floor), "M customers/s"),
        Line(section, "the same as in textbooks", tuple(MEGA * rate for rate in textbook), "M customers/s"),
        Line(section, "sim, one thread", tuple(MEGA * rate for rate in ours), "M customers/s"),
        Line(section, "sim ÷ by hand", ratios(ours, floor), "×", at_least(0.6)),
        Line(section, "sim ÷ as in textbooks", ratios(ours, textbook), "×"),
    ]
    for peer, bar in (("simpy", at_least(80.0)), ("ciw", None), ("salabim", None)):
        found = samples.get(f"mm1_{peer}", [])
        lines += [
            Line(section, peer, tuple(rates(found)), "customers/s"),
            Line(section, f"{peer}: mean wait, 9 by theory", values(found, "wait_mean_minutes"), "min"),
            Line(section, f"sim ÷ {peer}", ratios(ours, rates(found)), "×", bar),
        ]
    return lines


def base(samples: Samples) -> list[Line]:
    """The base scenario beside its applicants alone and its core in simpy."""
    section, ours, floor = "base scenario", rates(samples["base"]), rates(samples["floor_base"])
    peer = samples.get("base_simpy", [])
    return [
        Line(
            section, "applicants made and scored, nothing else", tuple(MEGA * rate for rate in floor), "M/s"
        ),
        Line(
            section, "sim, one thread", tuple(MEGA * rate for rate in ours), "M applicants/s", at_least(1.0)
        ),
        Line(section, "time of sim ÷ applicants alone", ratios(floor, ours), "×", at_most(2.5)),
        Line(section, "core in simpy", tuple(rates(peer)), "applicants/s"),
        Line(section, "simpy: first-pass approval", values(peer, "first_pass_approval_rate", 100.0), "%"),
        Line(section, "simpy: restored", values(peer, "restored_share", 100.0), "%"),
        Line(section, "sim ÷ simpy", ratios(ours, rates(peer)), "×", at_least(100.0)),
    ]


def loan(samples: Samples) -> list[Line]:
    """The loan application beside a process simulator."""
    section, ours, peer = "loan application", rates(samples["loan"]), rates(samples.get("loan_prosimos", []))
    return [
        Line(section, "sim, one thread", tuple(ours), "cases/s"),
        Line(section, "prosimos", tuple(peer), "cases/s"),
        Line(section, "sim ÷ prosimos", ratios(ours, peer), "×", at_least(400.0)),
    ]


def threads(samples: Samples) -> list[Line]:
    """Two threads beside one, and beside what two programs get that share nothing."""
    section, two = "two threads", samples["base_two_threads"]
    both, alone = rates(samples["floor_base_two"]), rates(samples["floor_base"])
    copies = max(both) / max(alone)
    speed_up = ratios(rates(two), rates(samples["base_one_thread"]))
    bar = at_least(min(1.9, copies))
    idle = tuple(100.0 * (1.0 - run["cpu_seconds"] / (2.0 * run["seconds"])) for run in two)
    return [
        Line(section, "two copies of the floor ÷ one, the best of each", (copies,), "×"),
        Line(section, "sim on two threads ÷ on one", speed_up, "×", bar),
        Line(section, "share of the two cores that is idle", idle, "%", at_most(5.0)),
    ]


def growth(samples: Samples, sizes: Sizes) -> list[Line]:
    """Time an applicant and memory in ever longer replications."""
    section, lines = "one long replication", []
    for name in ("mm1", "base"):
        prefix = f"growth_{name}"
        shortest = median(per_unit(samples, f"{prefix}_{sizes.growth[0]}", f"{prefix}_0"))
        for units in sizes.growth:
            each = per_unit(samples, f"{prefix}_{units}", f"{prefix}_0")
            peak = values(samples[f"{prefix}_{units}"], "peak_bytes", MB)
            relative = tuple(one / shortest for one in each)
            label, bar = f"{name}, {units:,}", Bar(Sense.WITHIN, 0.10) if units > sizes.growth[0] else None
            lines += [
                Line(section, f"{label}: time each", tuple(1e9 * one for one in each), "ns"),
                Line(section, f"{label}: ÷ that of {sizes.growth[0]:,}", relative, "×", bar),
                Line(section, f"{label}: peak memory", peak, "MB", Bar(Sense.BELOW, 48.0)),
            ]
    return lines


def nation(samples: Samples, sizes: Sizes) -> list[Line]:
    """Time an applicant and memory where the cases fit no cache, beside the time at the plain load."""
    section, factor = "a nation in one replication", sizes.nation_factor
    plain, many = (
        tuple(run["cpu_seconds"] / run["units"] for run in samples[name]) for name in ("base", "nation")
    )
    peak = values(samples["nation"], "peak_bytes", MB)
    return [
        Line(section, f"base at {factor:,} × the load: time each", tuple(1e9 * one for one in many), "ns"),
        Line(section, "÷ that at the plain load", ratios(many, plain), "×", at_most(1.4)),
        Line(section, "peak memory", peak, "MB"),
    ]


def memory(samples: Samples, sizes: Sizes) -> list[Line]:
    """Memory an applicant in the system at many times the load."""
    section, factor = "memory", sizes.load_factor
    one, many = values(samples["load_one"], "peak_bytes"), values(samples["load_many"], "peak_bytes")
    longest = values(samples["longest"], "peak_bytes", MB)
    inside = median(values(samples["in_system"], "in_system"))
    each = tuple((high - low) / (factor * inside) for high, low in zip(many, one, strict=True))
    lines = [
        Line(section, "base, one replication: peak", tuple(MB * size for size in one), "MB"),
        Line(
            section,
            f"the same, {sizes.longest_days:,} days of arrivals: peak",
            longest,
            "MB",
            Bar(Sense.BELOW, 48.0),
        ),
        Line(section, f"the same at {factor} × the load: peak", tuple(MB * size for size in many), "MB"),
        Line(section, "most applicants in the system at once, at the plain load", (inside,), ""),
        Line(section, f"bytes more an applicant in the system, at {factor} ×", each, "B", at_most(400.0)),
    ]
    if "streamed_whole" in samples:
        whole = samples["streamed_whole"]
        tenth, peak = values(samples["streamed_tenth"], "peak_bytes"), values(whole, "peak_bytes")
        lines += [
            Line(section, "case log of a long run: size", values(whole, "cases_bytes", MB), "MB"),
            Line(section, "its peak memory", tuple(MB * size for size in peak), "MB"),
            Line(section, "÷ that of a tenth of the run", ratios(peak, tenth), "×", at_most(1.1)),
        ]
    return lines


def rest(samples: Samples) -> list[Line]:
    """Case log, start-up and the agenda."""
    plain, logged = samples["base_plain"], samples["base_cases"]
    seconds = ratios(values(logged, "seconds"), values(plain, "seconds"))
    size = values(logged, "cases_bytes", MB)
    pending, version, check = samples["pending"], samples["version"], samples["check"]
    growth_of_pending = ratios(values(pending, "million_ns"), values(pending, "thousand_ns"))
    soon = Bar(Sense.BELOW, 15.0)
    return [
        Line("case log", "size", size, "MB"),
        Line("case log", "time with it ÷ without", seconds, "×", at_most(1.6)),
        Line("start-up", "sim --version", values(version, "seconds", MILLI), "ms", soon),
        Line("start-up", "sim check scenarios/base.toml", values(check, "seconds", MILLI), "ms", soon),
        Line("pending events", "a thousand", values(pending, "thousand_ns"), "ns an event"),
        Line("pending events", "a million", values(pending, "million_ns"), "ns an event"),
        Line("pending events", "a million ÷ a thousand", growth_of_pending, "×", at_most(2.5)),
    ]


def table(samples: Samples, sizes: Sizes) -> list[Line]:
    """All lines, those of which nothing was measured left out."""
    lines = one_queue(samples) + base(samples) + loan(samples) + threads(samples)
    lines += growth(samples, sizes) + nation(samples, sizes) + memory(samples, sizes) + rest(samples)
    return [line for line in lines if line.values]
