"""Round after round: every probe in turn, so that what disturbs the machine disturbs all alike."""

from __future__ import annotations

import time
from collections.abc import Sequence

from measuring.ours import Sample
from measuring.probes import Probe
from measuring.tools import Tools, say

Samples = dict[str, list[Sample]]
"""What each probe gave, in the order of its runs."""


def play(tools: Tools, probes: Sequence[Probe], rounds: int) -> Samples:
    """Runs all probes; every other round in reverse, so that nothing always follows the same thing.

    Every round has copies of the programs of its own.
    """
    samples: Samples = {probe.name: [] for probe in probes}
    for number in range(rounds):
        begun = time.perf_counter()
        tools.copy()
        for probe in probes if number % 2 == 0 else reversed(probes):
            if probe.rounds is not None and number >= probe.rounds:
                continue
            samples[probe.name] += [probe.sample() for _ in range(probe.repeats)]
        say(f"round {number + 1} of {rounds}: {time.perf_counter() - begun:.0f} s")
    return samples
