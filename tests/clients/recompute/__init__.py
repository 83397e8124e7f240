"""Recomputes the tables of an output folder from its logs and its scenario, and shares no code with `sim`."""
