"""Draws and values in the words of a scenario: what `random_scenarios.py` is written with."""

import random

CAUSES = ["overdue", "account_risk", "violation", "info_churn", "other"]
BEHAVIOURS = [
    "repay", "secure", "stop_edits", "complete_profile", "steady_habits", "raise_external", "submit_documents",
]  # fmt: skip
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHIFTS = [
    ["09:00-12:00", "13:30-18:00"],
    ["08:00-16:00"],
    ["00:00-24:00"],
    ["07:00-11:00", "11:30-15:00", "16:00-20:15"],
    ["13:00-21:30"],
]
# Past midnight; for people whose hours a log tells, who are not away by plan.
NIGHTS = [["22:00-06:00"], ["09:00-12:00", "17:00-01:30"], ["20:00-08:00"]]
CALENDARS = ["scenario", "china", "monday_to_friday", "every_day"]


def toml(value) -> str:
    """A value in TOML, tables in line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case int() | float():
            return repr(value)
        case list():
            return "[" + ", ".join(toml(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    raise TypeError(f"no TOML for {value!r}")


def names(value: str | list[str]) -> list[str]:
    """One name, or several."""
    return [value] if isinstance(value, str) else value


class Draw(random.Random):
    """Draws in the words of a scenario."""

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    def number(self, low: float, high: float, digits: int = 2) -> float:
        """A number with few digits."""
        return round(self.uniform(low, high), digits)

    def duration(self, low: float, high: float) -> dict | str:
        """A law of a duration, with a mean between these minutes, or a constant."""
        mean = self.number(low, high, 1)
        law = self.choice(["constant", "exponential", "lognormal", "uniform", "erlang", "discrete"])
        match law:
            case "constant":
                return f"{mean}min"
            case "exponential":
                return {"distribution": law, "mean": f"{mean}min"}
            case "lognormal":
                return {"distribution": law, "median": f"{mean}min", "sigma": 0.7, "cap": f"{8 * mean:.1f}min"}
            case "uniform":
                return {"distribution": law, "min": f"{mean / 2:.2f}min", "max": f"{mean * 1.5:.2f}min"}
            case "erlang":
                return {"distribution": law, "stages": self.randint(2, 4), "mean": f"{mean}min"}
        return {"distribution": law, "values": [f"{mean:.0f}min", f"{3 * mean:.0f}min"], "weights": [2, 1]}
