"""How much `sim schema` catches: every file of `tests/bad` against it, as an editor would, and the sound ones.

    pip install -r tests/clients/requirements.txt
    python tests/clients/schema.py --sim target/release/sim [--missed]

`jsonschema` is a validator that shares no code with the program. Files that are no TOML are left out, since an editor
marks them before it asks a schema. Exit status: 0 if enough is caught and nothing sound is refused, else 1.
"""

import argparse
import datetime
import json
import subprocess
import tomllib
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
# Of the faulty files that are TOML.
LEAST = 0.6
LARGEST = 300_000


def as_json(value):
    """A value of TOML as JSON has it: dates and times are text."""
    match value:
        case dict():
            return {key: as_json(below) for key, below in value.items()}
        case list():
            return [as_json(item) for item in value]
        case datetime.date() | datetime.time():
            return value.isoformat()
    return value


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sim", type=Path, default=ROOT / "target/release/sim")
    parser.add_argument("--missed", action="store_true", help="name the faulty files that pass")
    arguments = parser.parse_args()
    printed = subprocess.run([arguments.sim, "schema"], check=True, capture_output=True, text=True).stdout
    schema = json.loads(printed)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    findings = []
    if len(printed.encode()) >= LARGEST:
        findings.append(f"the schema has {len(printed.encode())} bytes, {LARGEST} or more")
    caught, missed = [], []
    for file in sorted((ROOT / "tests/bad").glob("*.toml")):
        try:
            document = as_json(tomllib.loads(file.read_bytes().decode()))
        except ValueError:
            continue
        (missed if validator.is_valid(document) else caught).append(file.stem)
    total = len(caught) + len(missed)
    if len(caught) < LEAST * total:
        findings.append(f"only {len(caught)} of {total} faulty files are caught, fewer than {LEAST:.0%}")

    starter = subprocess.run([arguments.sim, "new", "-"], check=True, capture_output=True, text=True).stdout
    sound = {"the starter": starter}
    for file in sorted((ROOT / "scenarios").rglob("*.toml")):
        sound[str(file.relative_to(ROOT))] = file.read_text(encoding="utf-8")
    for name, text in sound.items():
        for fault in validator.iter_errors(as_json(tomllib.loads(text))):
            findings.append(f"{name} is refused at {fault.json_path}: {fault.message[:200]}")

    if arguments.missed:
        print("\n".join(missed))
    for finding in findings:
        print(f"wrong: {finding}")
    print(
        f"the schema ({len(printed.encode())} bytes) catches {len(caught)} of {total} faulty files, "
        f"and {len(sound)} sound ones pass" if not findings else "see above"
    )
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
