"""Opens an output folder as a spreadsheet and three libraries do, and checks what they make of it.

    pip install -r tests/clients/requirements.txt
    sim run SCENARIO --cases --events csv --out DIR            # also with --excel, and --format-tables parquet
    python tests/clients/tables.py DIR [--excel]

Every CSV file is read by pandas, polars and duckdb, which must agree on every number and name; each Parquet file
beside one must hold the same, with types. A spreadsheet must compute nothing and take no name for a date; openpyxl
says what it would take for a formula. Exit status: 0 if everything holds, else 1.
"""

import argparse
import csv
import re
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl

# What spreadsheets turn into dates when they open a text file: 1-2, 3/4/24, Mar-5, 5 May.
DATE_LIKE = re.compile(
    r"\d{1,4}\s*[-/.]\s*\d{1,2}(\s*[-/.]\s*\d{1,4})?"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ .]*\d{1,4}"
    r"|\d{1,2}[-/ .]*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?")
# Columns of `true` and `false`.
FLAGS = {
    "working", "holds", "few", "bad", "fast_lane", "confirmed_cash_out", "verification_enabled", "identity_verified",
    "feasible", "best",
    "kept", "recommended",
}  # fmt: skip
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = {
    False: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?[+-]\d\d:\d\d"),
    True: re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?"),
}


def is_moment(column: str) -> bool:
    return column == "timestamp" or column.endswith("_at")


def check_cells(path: Path, excel: bool) -> list[str]:
    """What a spreadsheet makes of the cells of a file."""
    if path.read_bytes().startswith(b"\xef\xbb\xbf") != excel:
        return [f"{path.name}: a byte order mark where none belongs, or none where one does"]
    findings = []
    sheet = openpyxl.Workbook(write_only=False).active
    cell = sheet.cell(1, 1)
    seen: set[tuple[str, str]] = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for column, text in row.items():
                if not text or (column, text) in seen or NUMBER.fullmatch(text):
                    continue
                seen.add((column, text))
                cell.value = text
                if cell.data_type == "f" or text[0] in "=+-@\t\r":
                    findings.append(f"{path.name}: {column} holds {text!r}, which a spreadsheet computes")
                elif is_moment(column):
                    if not MOMENT[excel].fullmatch(text):
                        findings.append(f"{path.name}: {column} holds {text!r}, which is no moment")
                elif column == "date":
                    if not ISO_DATE.fullmatch(text):
                        findings.append(f"{path.name}: {column} holds {text!r}, which is no date")
                elif DATE_LIKE.fullmatch(text):
                    findings.append(f"{path.name}: {column} holds {text!r}, which a spreadsheet takes for a date")
    return findings[:5]


def values(frame: pd.DataFrame) -> dict[str, list]:
    """Columns as plain values: None where nothing is defined."""
    return {column: [None if pd.isna(value) else value for value in frame[column]] for column in frame.columns}


def same(one, other) -> bool:
    """Whether two readers read the same: numbers to the bit, whatever they call them."""
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one) == bool(other) if None not in (one, other) else one == other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return float(one) == float(other)
    return one == other or str(one) == str(other)


def check_readers(path: Path) -> list[str]:
    """Whether three libraries read the same numbers and names."""
    by_pandas = values(pd.read_csv(path, keep_default_na=False, na_values=[""]))
    by_polars = pl.read_csv(path, infer_schema_length=None, try_parse_dates=False).to_dict(as_series=False)
    # Only what is not a number or a date is compared as it is written: duckdb makes types of the others.
    table = duckdb.read_csv(str(path), all_varchar=True)
    by_duckdb = dict(zip(table.columns, map(list, zip(*table.fetchall())))) or {name: [] for name in table.columns}
    findings = []
    if not list(by_pandas) == list(by_polars) == list(by_duckdb):
        return [f"{path.name}: the columns are read as {list(by_pandas)}, {list(by_polars)}, {list(by_duckdb)}"]
    for column, cells in by_pandas.items():
        numbers = all(value is None or isinstance(value, (int, float)) for value in cells)
        for name, others in (("polars", by_polars[column]), ("duckdb", by_duckdb[column])):
            if name == "duckdb" and numbers:
                others = [None if value in (None, "") else {"true": 1, "false": 0}.get(value) or float(value)
                          if value not in ("true", "false") else value == "true" for value in others]
            if len(cells) != len(others) or not all(map(same, cells, others)):
                findings.append(f"{path.name}: pandas and {name} differ in {column}")
    return findings


def check_parquet(path: Path, excel: bool) -> list[str]:
    """Whether the Parquet file holds what the CSV file holds, with the right types, for each library."""
    columnar = path.with_suffix(".parquet")
    written = pd.read_csv(path, dtype=str, keep_default_na=False)
    by_pandas, by_polars = pd.read_parquet(columnar), pl.read_parquet(columnar)
    by_duckdb = duckdb.read_parquet(str(columnar))
    findings = []
    if not list(written.columns) == list(by_pandas.columns) == by_polars.columns == by_duckdb.columns:
        return [f"{columnar.name}: other columns than {path.name}"]
    if not len(written) == len(by_pandas) == len(by_polars) == by_duckdb.shape[0]:
        return [f"{columnar.name}: other rows than {path.name}"]
    for column, kind in zip(by_duckdb.columns, map(str, by_duckdb.types)):
        texts = written[column]
        want = (
            {"TIMESTAMP" if excel else "TIMESTAMP WITH TIME ZONE"} if is_moment(column)
            else {"DATE"} if column == "date"
            else {"BOOLEAN"} if column in FLAGS
            else {"BIGINT"} if column in ("replication", "replications", "applicant", "attempt", "seq", "screen")
            else {"DOUBLE", "BIGINT"} if (texts != "").any() and all(NUMBER.fullmatch(text) for text in texts if text)
            and not (column == "value" and path.name == "segments.csv")
            else {"VARCHAR", "DOUBLE"} if not (texts != "").any()
            else {"VARCHAR"}
        )
        if kind not in want:
            findings.append(f"{columnar.name}: {column} is {kind}, not {' or '.join(sorted(want))}")
            continue
        cells = by_polars[column].to_list()
        for text, value in zip(texts, cells):
            if (text == "") != (value is None):
                findings.append(f"{columnar.name}: {column} is defined where it is not, or the other way round")
                break
            if value is None or kind == "DATE" or kind == "BOOLEAN":
                equal = value is None or str(value).lower() == text
            elif kind.startswith("TIMESTAMP"):
                equal = pd.Timestamp(value) == pd.Timestamp(text)
            elif kind == "VARCHAR":
                equal = value == re.sub(r"^'(?='*[-=+@\t\r＝＋－＠])", "", text)
            else:
                equal = float(text) == value
            if not equal:
                findings.append(f"{columnar.name}: {column} holds {value!r} for {text!r}")
                break
    return findings


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--excel", action="store_true", help="the files were written with --excel")
    arguments = parser.parse_args()
    findings, tables, columnar = [], sorted(arguments.folder.glob("*.csv")), 0
    if not tables:
        findings.append(f"{arguments.folder} holds no CSV file")
    for path in tables:
        findings += check_cells(path, arguments.excel) + check_readers(path)
        if path.with_suffix(".parquet").exists():
            columnar += 1
            findings += check_parquet(path, arguments.excel)
    if columnar not in (0, len(tables)):
        findings.append(f"{columnar} of {len(tables)} tables are there as Parquet")
    for finding in findings:
        print(f"wrong: {finding}")
    if not findings:
        print(f"{len(tables)} tables, {columnar} of them as Parquet too: all readers agree, and nothing is computed")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
