"""What pm4py calls the columns of an event log."""

CASE, ACTIVITY, STAMP = "case:concept:name", "concept:name", "time:timestamp"
TRANSITION, RESOURCE = "lifecycle:transition", "org:resource"
