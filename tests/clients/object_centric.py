"""Checks of the object-centric event log, `events.ocel.json`, as pm4py reads it.

Its objects are held against the tables, and the work of each resource, seen as a case of its own, against the rows of
`events.csv`.
"""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pm4py

from log_columns import ACTIVITY, CASE, RESOURCE, STAMP, TRANSITION


def of_type(ocel: pm4py.OCEL, kind: str) -> pd.DataFrame:
    """The relations of events to objects of a type."""
    return ocel.relations[ocel.relations["ocel:type"] == kind].set_index("ocel:eid")


def flattened(ocel: pm4py.OCEL, kind: str) -> pd.DataFrame:
    """The log as it looks to the objects of a type, under the names of the other forms."""
    log = pm4py.ocel_flattening(ocel, kind).rename(columns={"lifecycle": TRANSITION})
    log[RESOURCE] = log["ocel:eid"].map(of_type(ocel, "resource")["ocel:oid"])
    attempts = ocel.objects.set_index("ocel:oid")["attempt"]
    log["attempt"] = log["ocel:eid"].map(of_type(ocel, "application")["ocel:oid"].map(attempts))
    return log


def check_objects(ocel: pm4py.OCEL, csv: pd.DataFrame, folder: Path) -> list[str]:
    """There are as many objects of each type as the tables say, and relations between them."""
    cases = pd.read_csv(folder / "cases.csv", usecols=["replication", "applicant", "attempt"]).astype(str)
    filed = set("r" + cases["replication"] + "-a" + cases["applicant"] + "-f" + cases["attempt"])
    named = csv[csv["attempt"].astype(str) != ""]
    prepared = set(named[CASE] + "-f" + named["attempt"].astype(str))
    expected = {
        "applicant": set(csv[CASE]),
        "application": filed | prepared,
        "resource": set(csv[RESOURCE]) - {""},
    }
    findings = []
    for kind, names in expected.items():
        found = list(ocel.objects[ocel.objects["ocel:type"] == kind]["ocel:oid"])
        if len(found) != len(names) or set(found) != names:
            findings.append(f"events.ocel.json: {len(found)} objects of type {kind}, {len(names)} in the tables")
    related = ocel.o2o
    whose = related[related["ocel:qualifier"] == "of"] if len(related) else related
    if set(whose["ocel:oid"]) != expected["application"] or any(
        application.rpartition("-")[0] != applicant
        for application, applicant in zip(whose["ocel:oid"], whose["ocel:oid_2"], strict=True)
    ):
        findings.append("events.ocel.json: an application is not of its applicant")
    print("objects: " + ", ".join(f"{len(names)} of type {kind}" for kind, names in expected.items()))
    return findings


def spans_of_work(log: pd.DataFrame) -> dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]]:
    """By resource, the spans in which it worked, in order; what is open at the end of the run is left out."""
    found: dict[str, list] = {}
    began: dict[tuple[str, str], pd.Timestamp] = {}
    columns = [CASE, ACTIVITY, TRANSITION, RESOURCE, STAMP]
    for case, activity, transition, resource, now in log.sort_values([CASE, "seq"])[columns].itertuples(index=False):
        if transition in ("start", "resume"):
            began[case, activity] = now
        elif transition in ("suspend", "complete") and (case, activity) in began:
            found.setdefault(resource, []).append((began.pop((case, activity)), now))
    return {resource: sorted(spans) for resource, spans in found.items()}


def check_work(ocel: pm4py.OCEL, csv: pd.DataFrame) -> list[str]:
    """Each resource, seen as a case of its own, works on one thing after another, as the table says."""
    seen = flattened(ocel, "resource")
    if seen.empty:
        return []
    seen = seen.assign(**{RESOURCE: seen[CASE], CASE: seen["ocel:eid"].str.rpartition("-e")[0]})
    ours, theirs = spans_of_work(csv[csv[RESOURCE] != ""]), spans_of_work(seen)
    findings = []
    if ours != theirs:
        findings.append("events.ocel.json: the work of the resources is not that of the table")
    for resource, spans in theirs.items():
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            findings.append(f"events.ocel.json: {resource} does two things at once")
    return findings
