"""What is known of card holders and of the dependence between factors, and what follows from it once.

Card holders are those of UCI data set 350 (doi 10.24432/C55S3H), in two classes: without (0) and with (1)
an overdue month in six. Quantiles are equally spaced, every eighth knot of the full tables.
"""

from __future__ import annotations

import math
from statistics import NormalDist

Table = tuple[float, ...]

CORRELATIONS: tuple[Table, ...] = (
    (1.0, 0.15, 0.15, 0.35, 0.45),
    (0.15, 1.0, 0.20, 0.15, 0.15),
    (0.15, 0.20, 1.0, 0.15, 0.35),
    (0.35, 0.15, 0.15, 1.0, 0.35),
    (0.45, 0.15, 0.35, 0.35, 1.0),
)
"""Credit, security, information, consumption, external."""

OVERDUE_MONTHS = (19_931, 4426, 1899, 1154, 951, 298, 1341)
"""Holders with 0 to 6 overdue months in six."""

CARD_CHOLESKY: tuple[tuple[Table, ...], ...] = (
    (
        (0.0, 1.0),
        (0.0, -0.8402, 0.5422),
        (0.0, -0.4215, -0.2589, 0.8691),
        (0.0, -0.0742, -0.0061, 0.177, 0.9814),
    ),
    (
        (-0.4371, 0.8994),
        (0.6043, -0.5232, 0.6009),
        (0.2889, -0.3719, -0.2435, 0.8479),
        (0.0175, -0.1072, -0.0352, 0.1749, 0.9779),
    ),
)
"""By class, rows of utilisation, payment ratio, limit and age over the shocks, that of credit first."""

RISK_BY_COUNT = (-0.098, 0.204, 0.156, 0.199, 0.089, -0.426, -0.277)
"""Change of the log-odds of going bad by overdue months."""

NORMAL = NormalDist()


def numbers(text: str) -> Table:
    """A table written as words."""
    return tuple(map(float, text.split()))


CARD_QUANTILES: tuple[tuple[Table, ...], ...] = (
    (
        numbers(".025 .095 .154 .207 .255 .301 .347 .394 .442 .492 .546 .603 .66 .721 .786 .87 .98"),
        numbers("0.023 0.038 0.041 0.044 0.05 0.061 0.083 0.13 0.232 0.371 0.6 0.8 1 1 1 1 1"),
        numbers("295 1320 2385 2690 3800 4655 5960 7250 8230 9545 10330 11645 13255 15215 17915 21710 35130"),
        numbers("20.9 24 25.8 27.2 28.5 29.6 31 32.6 34.1 35.7 37.4 39.3 41.4 43.9 47 51.4 69.2"),
    ),
    (
        numbers(".025 .025 .112 .178 .258 .345 .423 .491 .548 .603 .66 .717 .775 .826 .876 .927 .98"),
        numbers("0 0.03 0.036 0.04 0.043 0.047 0.053 0.06 0.074 0.097 0.172 0.331 0.512 0.75 1 1 1"),
        numbers("270 925 1220 1560 2305 2545 2875 3800 4520 5415 6680 7830 9590 10735 13035 17795 30240"),
        numbers("21 23.4 24.8 26.2 27.5 28.8 30.1 31.6 33.4 35.2 37 39.1 41.5 44.2 47.5 52.1 69.1"),
    ),
)
"""By class: utilisation (0 to 1), payment ratio (0 to 1), limit (CNY), age (years)."""


def cholesky(matrix: tuple[Table, ...]) -> list[list[float]]:
    """Lower factor of a correlation matrix."""
    factor: list[list[float]] = []
    for row, entries in enumerate(matrix):
        line: list[float] = []
        for column in range(row):
            known = sum(line[k] * factor[column][k] for k in range(column))
            line.append((entries[column] - known) / factor[column][column])
        line.append(math.sqrt(1.0 - sum(entry * entry for entry in line)))
        factor.append(line)
    return factor


def upper_edges(counts: tuple[int, ...]) -> list[float]:
    """Normal scores below which there are 6, 5, … overdue months; `counts` from 6 downwards."""
    total, edges, below = sum(counts), [], 0
    for count in counts[:-1]:
        below += count
        edges.append(NORMAL.inv_cdf(below / total))
    return edges


FACTORS = cholesky(CORRELATIONS)
MONTHS_OF_ALL = upper_edges(OVERDUE_MONTHS[::-1])
MONTHS_OF_OVERDUE = upper_edges(OVERDUE_MONTHS[:0:-1])
OVERDUE_SHARE = 1.0 - OVERDUE_MONTHS[0] / sum(OVERDUE_MONTHS)


def quantile(table: Table, score: float) -> float:
    """The value of a table of equally spaced quantiles at a normal score."""
    place = 0.5 * (1.0 + math.erf(score / math.sqrt(2.0))) * (len(table) - 1)
    left = min(int(place), len(table) - 2)
    return table[left] + (place - left) * (table[left + 1] - table[left])
