"""How `measure.py` times, compares and prints."""
