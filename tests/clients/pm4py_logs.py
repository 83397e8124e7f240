"""Reads the event logs of an output folder as a process miner would, and checks what it reads.

    pip install -r tests/clients/requirements.txt
    sim run SCENARIO --events csv,xes,ocel --cases --out DIR
    python tests/clients/pm4py_logs.py DIR

What pm4py reads is held against the tables: waits, who came to each station and how they left it, the work of each
resource, and how applications ended. The object-centric form is validated as well, by the schema in `ocel_schema.py`,
and read from the side of the resources.

pm4py is an independent reader of all forms: it shares no code with the writer. It is under the
AGPL-3.0 and a tool of the tests only; the product neither contains nor calls it.

Exit status: 0 everything holds, 1 something does not (every finding is printed). The comparison
with the stage graph is skipped, with a message, for scenarios that have no [[stage]] entries.
"""

import json
import os
import sys
import tomllib
from pathlib import Path

# Read on import: a bar is of no use in the log of a build.
os.environ.setdefault("PM4PY_SHOW_PROGRESS_BAR", "False")

import jsonschema
import pandas as pd
import pm4py

sys.path.insert(0, str(Path(__file__).resolve().parent))

from log_columns import ACTIVITY, CASE, RESOURCE, STAMP, TRANSITION
from object_centric import check_objects, check_work, flattened
from ocel_schema import OCEL_SCHEMA
from recompute.logs import Run

LIFECYCLE = {"schedule", "start", "suspend", "resume", "complete", "withdraw"}


def read_csv(path: Path) -> pd.DataFrame:
    """`events.csv` under the names that pm4py uses."""
    table = pd.read_csv(path, dtype={"case_id": str, "resource": str}, keep_default_na=False)
    offsets = table["timestamp"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?[+-]\d\d:\d\d")
    assert offsets.all(), f"a timestamp without offset: {table.loc[~offsets, 'timestamp'].iloc[0]}"
    table["timestamp"] = pd.to_datetime(table["timestamp"], utc=True, format="ISO8601")
    table = table.rename(columns={"lifecycle": TRANSITION, "resource": RESOURCE})
    return pm4py.format_dataframe(table, case_id="case_id", activity_key="activity", timestamp_key="timestamp")


def read_xes(path: Path) -> pd.DataFrame:
    """`events.xes` as pm4py reads it."""
    return pm4py.read_xes(str(path))


def directly_follows(log: pd.DataFrame):
    """Edges with their counts, start activities, end activities."""
    return pm4py.discover_dfg(log, activity_key=ACTIVITY, timestamp_key=STAMP, case_id_key=CASE)


def check_log(name: str, log: pd.DataFrame, manifest: dict) -> list[str]:
    """What holds for each form by itself."""
    findings = []
    cases, events = log[CASE].nunique(), len(log)
    if (cases, events) != (manifest["event_cases"], manifest["events_logged"]):
        findings.append(
            f"{name}: {cases} cases and {events} events, but the manifest says "
            f"{manifest['event_cases']} and {manifest['events_logged']}"
        )
    if log[STAMP].dt.tz is None or log[STAMP].isna().any():
        findings.append(f"{name}: timestamps are not read as points in time")
    # pm4py keeps the order of the file among events of the same moment.
    by_case = log.groupby(CASE, sort=False)
    steps = by_case["seq"].diff().dropna()
    if not (steps == 1).all() or not (by_case["seq"].first() == 0).all():
        findings.append(f"{name}: seq does not count 0, 1, 2, … within each case")
    if (by_case[STAMP].diff().dropna() < pd.Timedelta(0)).any():
        findings.append(f"{name}: time runs back within a case")
    if not set(log[TRANSITION]) <= LIFECYCLE:
        findings.append(f"{name}: lifecycle holds {sorted(set(log[TRANSITION]))}")
    prefix = log[CASE].astype(str).str.extract(r"^r(\d+)-a\d+$", expand=False)
    of_trace = log["case:replication" if "case:replication" in log else "replication"].astype(int).astype(str)
    if not (prefix == of_trace).all():
        findings.append(f"{name}: a case is not of the replication in its name")
    return findings


def filled(table: pd.DataFrame) -> pd.DataFrame:
    """The same with an empty text where nothing stands, also in a column that holds nothing."""
    table = table.astype(object)
    return table.where(table.notna(), "")


def check_same(name: str, csv: pd.DataFrame, xes: pd.DataFrame) -> list[str]:
    """Another form tells the same story as the table."""
    findings = []
    columns = [CASE, "seq", ACTIVITY, TRANSITION, RESOURCE, STAMP, "reason", "decision", "attempt"]
    one, other = (
        filled(log.reindex(columns=columns)).astype({"seq": int}).sort_values([CASE, "seq"]).reset_index(drop=True)
        for log in (csv, xes)
    )
    for table in (one, other):
        # A column with gaps holds floats.
        table["attempt"] = table["attempt"].map(lambda attempt: attempt if attempt == "" else int(attempt))
    if not (one.astype(str) == other.astype(str)).all(axis=None):
        findings.append(f"{name} differs from the table in an event")
    if directly_follows(csv) != directly_follows(xes):
        findings.append(f"{name} gives another directly-follows graph than the table")
    return findings


def follows(stage: dict) -> list[str]:
    """Where cases go from a stage: `next` is a name, or a list of tables with `to`."""
    following = stage.get("next", [])
    if isinstance(following, str):
        return [following]
    return [entry if isinstance(entry, str) else entry["to"] for entry in following]


def stage_edges(resolved: dict) -> set[tuple[str, str]]:
    """Edges of the stage graph: pairs of stage names that may follow each other directly."""
    names = {stage["name"] for stage in resolved["stage"]}
    return {(stage["name"], to) for stage in resolved["stage"] for to in follows(stage) if to in names}


def stage_exits(resolved: dict) -> set[str]:
    """Stages after which a case may leave: those with no `next`, or with one that is no stage."""
    names = {stage["name"] for stage in resolved["stage"]}
    return {stage["name"] for stage in resolved["stage"] if not follows(stage) or set(follows(stage)) - names}


def pending_cases(folder: Path) -> set[str]:
    """Cases that the end of the run has cut off, by `cases.csv`."""
    table = pd.read_csv(folder / "cases.csv", usecols=["replication", "applicant", "status"])
    table = table[table["status"] == "pending"]
    return set("r" + table["replication"].astype(str) + "-a" + table["applicant"].astype(str))


def check_stages(log: pd.DataFrame, resolved: dict, pending: set[str]) -> list[str]:
    """What is mined from completed stages is the graph of the scenario, no edge more and none less.

    Whoever applies again after a refusal passes the graph again: each pass, up to an exit, is mined
    as a case of its own. A case that is withdrawn, or pending when the run ends, stops anywhere, so
    its last end is not looked at; its edges are. An edge that is taken rarely needs a run long
    enough to take it.
    """
    names = {stage["name"] for stage in resolved["stage"]}
    completed = log[(log[TRANSITION] == "complete") & log[ACTIVITY].isin(names)].copy()
    cut_off = pending | set(log[log[ACTIVITY] == "withdrawal"][CASE])
    left = completed[ACTIVITY].isin(stage_exits(resolved)).astype(int)
    passes = left.groupby(completed[CASE]).cumsum() - left
    whole = ~completed[CASE].isin(cut_off)
    completed[CASE] = completed[CASE] + "#" + passes.astype(str)
    edges, starts, _ = directly_follows(completed)
    ends = set(completed[whole].groupby(CASE)[ACTIVITY].last())
    findings = []
    expected = stage_edges(resolved)
    for pair in sorted(set(edges) - expected):
        findings.append(f"stages: {pair[0]} → {pair[1]} was mined and is not in the scenario")
    for pair in sorted(expected - set(edges)):
        findings.append(f"stages: {pair[0]} → {pair[1]} is in the scenario and was not mined")
    first = resolved["stage"][0]["name"]
    if set(starts) != {first}:
        findings.append(f"stages: cases start with {sorted(starts)}, not with {first}")
    if ends != (exits := stage_exits(resolved)):
        findings.append(f"stages: cases end with {sorted(ends)}, not with {sorted(exits)}")
    return findings


def visits(log: pd.DataFrame, station: str, end: pd.Timestamp) -> tuple[list[dict], dict[tuple, list[tuple]]]:
    """Visits of a station, and the spans of work of each resource in each replication.

    What is open at the end of the run lasts to the end.
    """
    found, work = [], {}
    events = log[log[ACTIVITY] == station]
    columns = [CASE, TRANSITION, RESOURCE, STAMP, "reason", "case:replication"]
    visit = None
    for case, transition, resource, now, reason, replication in events.reindex(columns=columns).itertuples(index=False):
        if transition == "schedule":
            visit = {"case": case, "replication": int(replication), "joined": now, "waits": now, "wait": 0.0, "end": ""}
            visit["works"] = None
            found.append(visit)
            continue
        if visit["works"] is not None and transition in ("suspend", "complete"):
            work.setdefault((int(replication), resource), []).append((visit["works"], now))
            visit["works"] = None
        if visit["waits"] is not None:
            visit["wait"] += (now - visit["waits"]).total_seconds()
            visit["waits"] = None
        if transition in ("start", "resume"):
            visit["works"], visit["by"] = now, resource
        elif transition == "suspend" and reason == "handover":
            visit["waits"] = now
        elif transition in ("complete", "withdraw"):
            visit["end"] = reason if transition == "withdraw" else "served"
    for visit in found:
        if visit["works"] is not None:
            work.setdefault((visit["replication"], visit["by"]), []).append((visit["works"], end))
    return found, work


def check_stations(log: pd.DataFrame, run: Run) -> list[str]:
    """Waits, who came, was served, left or balked, and work by resource, against `stations.csv`."""
    findings = []
    table = {(row["station"], row["metric"]): row["estimate"] for row in run.table("stations.csv")}
    origin = pd.Timestamp(run.start.isoformat(), tz=run.scenario["period"]["time_zone"])

    def at(ticks: int) -> pd.Timestamp:
        return origin + pd.Timedelta(ticks, unit="us")

    first, last = at(run.warm_up), at(run.arrivals_end)
    ordered = log.sort_values([CASE, "seq"])
    for station in run.stations():
        if not run.stages[station].get("enabled", True):
            continue
        found, work = visits(ordered, station, at(run.end))
        shares: dict[str, list] = {"arrivals": [], "served": [], "abandoned_share": [], "balked_share": []}
        shares |= {"wait_mean": [], "utilisation": []}
        duty = sum(run.teams[team].duty(run.warm_up, run.arrivals_end) for team in run.teams_of(station)) / 1e6
        for replication in range(run.replications):
            counted = [each for each in found if each["replication"] == replication and each["joined"] >= first]
            ends = [each["end"] for each in counted]
            waits = [each["wait"] / 60 for each in counted if each["end"] in ("served", "impatient")]
            busy = sum(
                max((min(until, last) - max(since, first)).total_seconds(), 0.0)
                for (of, _), spans in work.items()
                if of == replication
                for since, until in spans
            )
            shares["arrivals"].append(len(counted))
            shares["served"].append(ends.count("served"))
            shares["abandoned_share"].append(ends.count("impatient") / len(counted) if counted else None)
            shares["balked_share"].append(ends.count("balked") / len(counted) if counted else None)
            # A mean of all cases, not of the means of replications.
            shares["wait_mean"] += waits
            shares["utilisation"].append(busy / duty if duty else None)
        for metric, values in shares.items():
            defined = [value for value in values if value is not None]
            mined = sum(defined) / len(defined) if defined else None
            written = table[station, metric]
            same = (mined is None) == (not written)
            if same and written:
                same = abs(mined - float(written)) <= 1e-9 * max(1.0, abs(float(written)))
            if not same:
                findings.append(f"{station}: {metric} is {mined} by the log and {written} in stations.csv")
        print(f"{station}: {len(found)} visits, work of {len(work)} resources")
    return findings


def check_routes(log: pd.DataFrame, run: Run) -> list[str]:
    """How many applications ended which way, by the exits that were mined, against `replications.csv`."""
    last = log[log[TRANSITION] == "complete"].sort_values([CASE, "seq"])
    exits = {name for name, stage in run.stages.items() if stage["kind"] == "exit"}
    left = last[last[ACTIVITY].isin(exits)]
    decided = pd.read_csv(run.folder / "cases.csv")
    decided = decided[decided["decision"].notna()]
    # Who has a refusal looked at again leaves twice: the last exit of an attempt counts.
    mined = left.groupby([CASE, "attempt"]).tail(1)["decision"].value_counts().to_dict()
    written = decided["decision"].value_counts().to_dict()
    return [] if mined == written else [f"routes: exits say {mined}, cases.csv {written}"]


def main(folder: Path) -> int:
    """Checks one output folder."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    resolved = tomllib.loads((folder / "scenario.resolved.toml").read_text(encoding="utf-8"))
    csv, xes = read_csv(folder / "events.csv"), read_xes(folder / "events.xes")
    document = folder / "events.ocel.json"
    jsonschema.validate(json.loads(document.read_text(encoding="utf-8")), OCEL_SCHEMA)
    ocel = pm4py.read_ocel2_json(str(document))
    forms = {"events.csv": csv, "events.xes": xes, "events.ocel.json": flattened(ocel, "applicant")}
    findings = []
    for name, log in forms.items():
        findings += check_log(name, log, manifest)
        findings += check_same(name, csv, log) if log is not csv else []
    findings += check_objects(ocel, csv, folder) + check_work(ocel, csv)
    run = Run(folder / "scenario.resolved.toml", folder)
    findings += run.findings
    for name in ("events.xes", "events.ocel.json"):
        print(f"{name}:")
        findings += check_stations(forms[name], run) + check_routes(forms[name], run)
    if resolved.get("stage"):
        findings += check_stages(xes, resolved, pending_cases(folder))
    else:
        print("skipped: the scenario has no [[stage]], so there is no stage graph to compare with")
    for finding in findings:
        print(f"wrong: {finding}")
    if not findings:
        print(f"{manifest['event_cases']} cases and {manifest['events_logged']} events: all forms hold")
    return 1 if findings else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} DIR")
    sys.exit(main(Path(sys.argv[1])))
