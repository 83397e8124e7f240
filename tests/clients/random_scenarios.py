"""Writes small random scenarios that `sim run` takes, each from a seed of its own.

    python tests/clients/random_scenarios.py SEED NUMBER > scenario.toml

Every kind of key that a table depends on has its turn: people and entities without attributes, several
stations and teams, crews with weekdays, nights, rosters, breaks, calendars, every end of a shift, priorities, lines that are too long or
too slow, routes with shares, limits and conditions, delays, due dates, warm-up, applying again. What is
drawn is small, so that a run takes a fraction of a second, and busy, so that lines form.

A station is entered through a decision that settles nothing and is logged, or from one stage alone: so a
log tells when each case came to it. For the same reason whoever finds a line too long, or leaves it, goes
on through a stage that nobody else passes.
"""

import datetime
import sys
from pathlib import Path

from scenario_words import BEHAVIOURS, CALENDARS, CAUSES, NIGHTS, SHIFTS, WEEKDAYS, Draw, names, toml


class Scenario:
    """One random scenario, section by section."""

    def __init__(self, seed: int, number: int) -> None:
        self.draw = draw = Draw(f"{seed}/{number}")
        self.name = f"random_{seed}_{number}"
        self.files: dict[str, str] = {}
        self.plain = draw.chance(0.45)
        self.days = draw.randint(8, 28)
        self.start = datetime.date(2024, 1, 1) + datetime.timedelta(days=draw.randint(0, 1000))
        self.per_day = draw.number(6, 30, 1)
        self.sections: dict[str, dict] = {
            "": {
                "name": self.name,
                "seed": draw.randint(0, 2**40),
                "replications": draw.randint(2, 4),
            },
            "interventions": {"enabled": False},
        }
        self.teams: dict[str, dict] = {}
        self.stages: list[dict] = []
        self.time()
        self.arrivals()
        self.population()
        self.costs()
        self.draw_teams()
        if self.plain:
            self.plain_process()
        else:
            self.people()
            self.people_process()
        together = [names(stage["team"]) for stage in self.stages if "team" in stage]
        for name, team in self.teams.items():
            if any(name in teams for teams in together):
                self.sections[f"team.{name}"] = team
                # Wherever it serves, the first team takes everyone.
                if all(name != teams[0] for teams in together) and draw.chance(0.6):
                    team["serves"] = draw.choice([
                        {"weekday": draw.sample(WEEKDAYS, 4)}, {"from": "09:30", "until": "15:00"},
                        {"at_least": {"passes": 1}}, {"below": {"passes": 1}},
                    ])  # fmt: skip

    def time(self) -> None:
        """The period and the calendar."""
        draw = self.draw
        warm_up = draw.choice(["0s", "0s", "0s", f"{draw.randint(1, 5)}d", f"{draw.randint(20, 90)}h"])
        self.sections["period"] = {
            "start": self.start.isoformat(),
            "arrivals": f"{self.days}d",
            "drain": f"{draw.choice([4, 20, 60, 90])}d",
            "warm_up": warm_up,
            "time_zone": draw.choice(["Asia/Shanghai", "Asia/Shanghai", "UTC", "Asia/Tokyo"]),
        }

        def dates() -> list[str]:
            number = draw.choice([0, 0, 1, 3])
            picked = draw.sample(range(self.days), number)
            return [(self.start + datetime.timedelta(days=day)).isoformat() for day in sorted(picked)]

        off = dates()
        work = [date for date in dates() if date not in off]
        preset = draw.choice(["china", "china", "monday_to_friday", "every_day"])
        self.sections["calendar"] = {"preset": preset, "off": off, "work": work}

    def arrivals(self) -> None:
        """When they come."""
        draw = self.draw
        if self.plain and draw.chance(0.25):
            moments = sorted(draw.sample(range(self.days * 86_400), int(self.days * self.per_day)))
            base = datetime.datetime.combine(self.start, datetime.time())
            rows = [(base + datetime.timedelta(seconds=second)).isoformat() for second in moments]
            name = f"{self.name}_arrivals.csv"
            self.files[name] = "\n".join(["arrival", *rows]) + "\n"
            self.sections["arrivals"] = {"file": name}
            return
        section: dict = {"per_day": self.per_day, "day_noise": draw.chance(0.5)}
        if draw.chance(0.5):
            section["hour_profile"] = [draw.number(0.2, 3) for _ in range(24)]
        if draw.chance(0.4):
            section["weekday_profile"] = [draw.number(0.2, 2) for _ in range(7)]
        if draw.chance(0.3):
            section["batch"] = draw.choice([2, {"distribution": "geometric", "mean": 2.5}])
        if draw.chance(0.3):
            first = self.start + datetime.timedelta(days=draw.randint(0, self.days - 2))
            last = first + datetime.timedelta(days=1)
            surge = {"from": first.isoformat(), "to": last.isoformat(), "factor": draw.number(0, 3)}
            section["surges"] = [surge]
        if draw.chance(0.3):
            section["holiday_factor"] = draw.number(0.2, 2)
        if draw.chance(0.3):
            section["month_profile"] = [draw.number(0.5, 2) for _ in range(31)]
        self.sections["arrivals"] = section

    def population(self) -> None:
        """Who they are."""
        self.sections["population"] = {"source": "plain" if self.plain else "generator"}

    def costs(self) -> None:
        """What people are paid."""
        draw = self.draw
        section: dict = {"reviewer_hour": f"¥{draw.randint(20, 80)}"}
        if draw.chance(0.5):
            section["pay"] = draw.choice(["duty", "worked"])
        if draw.chance(0.3):
            section |= {"overtime_factor": draw.number(1, 3), "rest_day_factor": draw.number(1, 3)}
            section["holiday_factor"] = draw.number(1, 4)
        self.sections["costs"] = section

    def draw_teams(self) -> None:
        """Teams of every kind."""
        for name in self.draw.sample(["reviewers", "clerks", "experts"], self.draw.randint(1, 3)):
            self.teams[name] = self.team(name)

    def team(self, name: str) -> dict:
        """One team."""
        draw = self.draw
        people = draw.randint(1, 3)
        team: dict = {
            "people": people,
            "shifts": draw.choice(SHIFTS),
            "calendar": draw.choice(CALENDARS),
            "end_of_shift": draw.choice(["suspend", "finish", "hand_over"]),
            "member": f"{name}_member",
        }
        if draw.chance(0.3):
            team["weekdays"] = {draw.choice(WEEKDAYS[:5]): ["10:00-15:00"], "saturday": ["09:00-13:00"]}
        if draw.chance(0.3):
            hour = int(team["shifts"][0][:2]) + 1
            team["breaks"] = [f"{hour:02}:{draw.choice(['00', '15'])}-{hour:02}:{draw.choice([30, 45])}"]
        if draw.chance(0.3):
            team["availability"] = draw.number(0.5, 0.95)
        if draw.chance(0.2) and team["end_of_shift"] == "finish":
            team["overtime"] = f"{draw.randint(5, 120)}min"
        match draw.randint(0, 9):
            case 0:
                team["crews"] = [self.crew(draw.choice([[], ["weekdays"], ["calendar"], ["weekdays", "calendar"]]))]
            case 1:
                day = self.start + datetime.timedelta(days=draw.randint(1, self.days - 1))
                team["changes"] = [{"from": day.isoformat(), "people": draw.randint(1, 4)}]
            case 2:
                team["people"], team["absence"] = draw.choice([(2, 0.5), (4, 0.25), (4, 0.5)])
                # Who is away on which day is not logged; whose shifts end before midnight hands over then at the latest.
                team["shifts"] = draw.choice([shifts for shifts in SHIFTS if shifts != ["00:00-24:00"]])
                team.pop("breaks", None)
            case 3 if team["end_of_shift"] != "hand_over":
                every = {"distribution": "exponential", "mean": f"{draw.randint(10, 60)}h"}
                team["breakdowns"] = {"every": every, "repair": draw.duration(10, 300)}
        if "absence" not in team:
            self.nights(name, team)
        if draw.chance(0.3):
            team["pick"] = "listed"
        if draw.chance(0.3):
            team[draw.choice(["cost_per_hour", "hour"])] = f"¥{draw.randint(20, 120)}"
        if draw.chance(0.2):
            team["pay"] = draw.choice(["duty", "worked"])
        return team

    def crew(self, keys: list[str]) -> dict:
        """People of a team on hours of their own."""
        draw = self.draw
        crew: dict = {"people": draw.randint(1, 2), "shifts": draw.choice(SHIFTS + NIGHTS)}
        if "weekdays" in keys:
            crew["weekdays"] = {draw.choice(WEEKDAYS[:5]): [], "sunday": ["12:00-17:00"]}
        if "calendar" in keys:
            crew["calendar"] = draw.choice(CALENDARS)
        return crew

    def nights(self, name: str, team: dict) -> None:
        """Hours past midnight for some teams, or a roster."""
        draw = self.draw
        match draw.randint(0, 5):
            case 0:
                team["shifts"] = draw.choice(NIGHTS)
                # A short day after a night would begin before the night ends, a break lie outside it.
                team.pop("weekdays", None)
                team["breaks"] = draw.choice([[], ["23:45-00:15", "02:00-02:20"]]) if team["shifts"] != NIGHTS[1] else []
            case 1:
                for key in ("people", "shifts", "weekdays", "crews", "changes", "breaks"):
                    team.pop(key, None)
                first = (self.start + datetime.timedelta(days=draw.randint(0, self.days - 1))).isoformat()
                rows = [
                    f"{day},{start},{end},{draw.randint(0, 3)}"
                    for start, end in draw.sample([("06:00", "14:00"), ("14:00", "22:00"), ("22:00", "06:00"), ("18:00", "00:00")], 2)
                    for day in [*draw.sample(WEEKDAYS, 6), first]
                ]
                team["roster"] = f"{self.name}_{name}.csv"
                self.files[team["roster"]] = "\n".join(["day,from,to,people", *rows, "wednesday,09:00,17:00,2"]) + "\n"

    def station(self, name: str, load: float, out: str) -> list[dict]:
        """A station, the stage before it, and those for whoever does not stay; they go on to `out`."""
        draw = self.draw
        station: dict = {"name": name, "kind": "station"}
        if draw.chance(0.35) or not self.teams:
            station |= {
                "servers": draw.randint(1, 2),
                "shifts": draw.choice(SHIFTS + NIGHTS[:1]),
                "calendar": draw.choice(CALENDARS),
                "end_of_shift": draw.choice(["suspend", "finish", "hand_over"]),
            }
        else:
            number = min(len(self.teams), draw.choice([1, 1, 1, 2]))
            teams = draw.sample(list(self.teams), number)
            station["team"] = teams if number > 1 else teams[0]
        # Minutes that a server with eight hours on most days has for each, times the load.
        minutes = load * 480 / self.per_day
        station["service"] = draw.duration(minutes / 2, minutes)
        if draw.chance(0.35):
            station["due"] = draw.choice(["30min", "4h", "1d"])
        choices = ["first_come", "first_come", "random", "shortest_expected"]
        station["discipline"] = draw.choice(choices + ["earliest_due"] * ("due" in station))
        if draw.chance(0.4):
            station["priority"] = [self.condition() for _ in range(draw.randint(1, 2))]
            if draw.chance(0.3):
                station["fast_lane_share"] = draw.number(0.3, 0.9)
        if draw.chance(0.3):
            station["service_when"] = [{"when": self.condition(), "service": draw.duration(minutes / 3, minutes)}]
        if draw.chance(0.3):
            station["adjust"] = [{"when": self.condition(), "factor": draw.number(0.5, 1.5)}]
        stages = [{"name": f"to_{name}", "kind": "decision", "next": name}, station]
        for key, mark, probability in [("balk_at", "balked", 0.3), ("patience", "reneged", 0.3)]:
            if draw.chance(probability):
                station[key] = draw.randint(1, 6) if key == "balk_at" else draw.duration(60, 1500)
                if draw.chance(0.6):
                    station[mark] = f"{mark}_{name}"
                    stages.append({"name": f"{mark}_{name}", "kind": "decision", "next": out})
        if draw.chance(0.05):
            station["enabled"] = False
        return stages

    def condition(self) -> dict:
        """What is on file, or when; of entities without attributes their passes only."""
        draw = self.draw
        choices: list[dict] = [
            {"weekday": draw.sample(WEEKDAYS, 3)},
            {"from": "10:00", "until": "14:00"},
            {"at_least": {"passes": 1}},
        ]
        if not self.plain:
            choices += [
                {"cause": draw.sample(CAUSES, 2)},
                {"channel": "agent"},
                {"restriction": "suspended"},
                {"at_least": {"attempt": 2}},
                {"below": {"sesame": draw.randint(560, 660)}},
                {"fast_lane": True},
                {"documents": True},
                {"at_least": {"score": draw.randint(50, 70)}},
            ]
        return draw.choice(choices)

    def delay(self, name: str) -> dict:
        """A delay."""
        draw = self.draw
        stage: dict = {"name": name, "kind": "delay"}
        match draw.randint(0, 3):
            case 0:
                stage["time"] = draw.duration(20, 2000)
            case 1:
                stage["office_time"] = draw.duration(20, 600)
                stage["shifts"] = draw.choice(SHIFTS)
            case 2:
                days = {"distribution": "discrete", "values": [1, 2, 3], "weights": [2, 1, 1]}
                stage["working_days"] = draw.choice([1, days])
            case 3:
                stage["run_at"] = ["11:00", "17:00"]
        if draw.chance(0.3):
            stage["since"] = "filing"
            stage.pop("run_at", None) and stage.update(time="3h")
        return stage

    def links(self, targets: list[str], back: list[str]) -> list[dict]:
        """Routes: back a few times, to several by shares, or on."""
        draw = self.draw
        routes: list[dict] = []
        if back and draw.chance(0.4):
            routes.append({"to": draw.choice(back), "share": draw.number(0.1, 0.4), "limit": draw.randint(1, 3)})
        if back and draw.chance(0.2):
            routes.append({"to": draw.choice(back), "limit": 1, "when": self.condition()})
        if len(targets) > 1 and draw.chance(0.5):
            routes.append({"to": targets[1], "share": draw.number(0.2, 0.6)})
        elif len(targets) > 1 and draw.chance(0.5):
            routes.append({"to": targets[1], "when": self.condition()})
        return [*routes, {"to": targets[0]}]

    def chain(self, end: str, number: int) -> list[list[dict]]:
        """Blocks of work, one after the other, with ways back and past."""
        draw = self.draw
        works = [f"work_{position}" for position in range(number)]
        blocks: list[list[dict]] = []
        for position, name in enumerate(works):
            if position == 0 or draw.chance(0.7):
                blocks.append(self.station(name, draw.number(0.4, 1.1), end))
            else:
                blocks.append([{"name": f"to_{name}", "kind": "decision", "next": name}, self.delay(name)])
        entries = [block[0]["name"] for block in blocks] + [end]
        for position, block in enumerate(blocks):
            ahead, back = entries[position + 1 : position + 3], entries[: position + 1]
            # A way back must take time, which a station that is switched off does not.
            timed = block[1].get("enabled", True) and block[1]["kind"] == "station"
            block[1]["next"] = self.links(ahead, back if timed else [])
        return blocks

    def plain_process(self) -> None:
        """Blocks of work, then a decision by chance."""
        draw = self.draw
        blocks = self.chain("settled", draw.randint(1, 4))
        # The way past the first stage is the one whose log says nothing of the arrival.
        if draw.chance(0.3) and not any(
            route["to"] == blocks[0][0]["name"] for block in blocks for route in block[1]["next"]
        ):
            blocks[0].pop(0)
        self.stages = [stage for block in blocks for stage in block]
        self.stages += [
            {"name": "settled", "kind": "decision", "by": "chance", "share": draw.number(0.2, 0.9), "next": [
                {"to": "yes", "when": {"decision": "approved"}}, {"to": "no"},
            ]},
            {"name": "yes", "kind": "exit", "outcome": "approved"},
            {"name": "no", "kind": "exit", "outcome": draw.choice(["refused", "refused", "withdrawn"])},
        ]  # fmt: skip

    def people(self) -> None:
        """What applicants do, and how they are judged."""
        draw = self.draw
        sections = self.sections
        shares = [draw.randint(1, 9) for _ in CAUSES]
        rounded = [round(share / sum(shares), 3) for share in shares]
        rounded[0] = round(rounded[0] + 1 - sum(rounded), 3)
        sections["restriction"] = {"suspended_share": draw.number(0.2, 0.9)}
        sections["restriction.causes"] = dict(zip(CAUSES, rounded))
        for behaviour in BEHAVIOURS:
            delay = draw.choice(["0.3d", "2d", {"distribution": "exponential", "mean": "1d"}])
            sections[f"behaviours.{behaviour}"] = {
                "intensity": draw.number(0.1, 0.9),
                "delay": delay,
                "wait_share": draw.choice([0.0, 0.5, 1.0]),
                "effort": f"{draw.randint(0, 5)}h",
                "cost": f"¥{draw.randint(0, 30)}",
            }
            if behaviour == "repay" and draw.chance(0.5):
                sections[f"behaviours.{behaviour}"]["segments"] = []
            if draw.chance(0.1):
                sections[f"behaviours.{behaviour}"]["force"] = draw.number(0, 1)
        sections["application"] = {"preparation": draw.duration(60, 1500)}
        everyone = draw.chance(0.6)
        sections["unasked_restoration"] = {"share": 0.0 if everyone else draw.number(0, 1)}
        sections["application.app"] = {"drop_off_share": 0.0 if everyone else draw.number(0.1, 0.5)}
        sections["application.agent"] = {"share": draw.number(0, 0.5)}
        low = draw.randint(35, 55)
        sections["screen"] = {"refuse_below": low, "approve_at": low + draw.randint(5, 30)}
        if draw.chance(0.3):
            sections["screen"]["knock_outs"] = ["still_overdue"]
        sections["patience"] = {"enabled": draw.chance(0.6)}
        if sections["patience"]["enabled"]:
            sections["patience"]["limit"] = {"distribution": "exponential", "mean": f"{draw.randint(1, 12)}d"}
        seen = {"sms_seen_share": 1.0, "app_seen_share": 1.0} if draw.chance(0.6) else {}
        sections["notice"] = {"reason_codes": draw.chance(0.5), **seen}
        sections["reapply"] = {
            "probability": draw.number(0, 0.9),
            "cool_down": draw.choice(["0d", "1d", "3d"]),
            "extra": draw.duration(60, 3000),
            "max_attempts": draw.randint(1, 4),
        }
        sections["costs"] |= {"agent_hour": "¥30", "screen": f"¥{draw.number(0, 2)}"}

    def people_process(self) -> None:
        """Handing in, the screen, blocks of work, a verdict, and a delay."""
        draw = self.draw
        blocks = self.chain("verdict", draw.randint(1, 3))
        work = [stage for block in blocks for stage in block]
        intake: list[dict] = []
        if draw.chance(0.5):
            intake = self.station("intake", 0.5, "screened")
            intake[1]["next"] = "screened"
            # Scores are known once an application has been filed.
            for key in ("priority", "service_when", "adjust", "fast_lane_share"):
                intake[1].pop(key, None)
            intake = [stage | {"before_filing": True} for stage in intake]
        agents = [{"to": "to_intake", "when": {"channel": "agent"}}] if intake else []
        by = draw.choice([
            {"by": "screen", "next": [{"to": "to_work_0", "when": {"route": "human"}}, {"to": "answered"}]},
            {"by": "screen", "next": [{"to": "to_work_0", "when": {"decision": "open"}}, {"to": "answered"}]},
            {"next": "to_work_0"},
        ])  # fmt: skip
        if by.get("by") and draw.chance(0.3):
            right = {"enabled": True, "share": draw.number(0.2, 0.9), "knock_outs_too": draw.chance(0.5)}
            self.sections["human_request"] = right | {"stage": "to_work_0"}
        answer = self.delay("answer") if draw.chance(0.5) else {"name": "answer", "kind": "decision"}
        exits = [{"to": "approval", "when": {"decision": "approved"}}, {"to": "refusal"}]
        self.stages = [
            {"name": "submission", "kind": "decision", "before_filing": True, "next": [*agents, {"to": "screened"}]},
            *intake,
            {"name": "screened", "kind": "decision", **by},
            *work,
            {"name": "verdict", "kind": "decision", "by": draw.choice(["reviewer", "reviewer", "chance"]), "next": "answered"},
            {"name": "answered", "kind": "decision", "next": "answer"},
            answer | {"next": exits},
            {"name": "approval", "kind": "exit", "outcome": "approved"},
            {"name": "refusal", "kind": "exit", "outcome": "refused"},
        ]  # fmt: skip
        verdict = next(stage for stage in self.stages if stage["name"] == "verdict")
        if verdict["by"] == "chance":
            verdict["share"] = draw.number(0.2, 0.8)

    def text(self) -> str:
        """The scenario as TOML."""
        lines: list[str] = []
        for name, section in self.sections.items():
            lines += ["", f"[{name}]"] if name else []
            lines += [f"{key} = {toml(value)}" for key, value in section.items()]
        for stage in self.stages:
            lines += ["", "[[stage]]"] + [f"{key} = {toml(value)}" for key, value in stage.items()]
        return "\n".join(lines) + "\n"


def write(seed: int, number: int, folder: Path) -> Path:
    """Writes a scenario, and the files that it names, into a folder."""
    scenario = Scenario(seed, number)
    for name, text in scenario.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / f"{scenario.name}.toml"
    path.write_text(scenario.text(), encoding="utf-8")
    return path


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} SEED NUMBER")
    print(Scenario(int(sys.argv[1]), int(sys.argv[2])).text(), end="")
