"""Writes the data files of this folder: columns and dirt as in well-known sets, every value invented.

    python3 tests/files/make.py

The numbers that tests expect are those of the dirt planted here.
"""

import csv
import gzip
import io
import pathlib
import random

HERE = pathlib.Path(__file__).parent
DRAW = random.Random(7)


def text(header, rows, end="\n"):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def german_credit():
    """An index without a name, texts between numbers, NA in columns that nobody reads."""
    header = ["", "Age", "Sex", "Job", "Housing", "Saving accounts", "Checking account", "Credit amount", "Duration",
              "Purpose"]
    rows = [[row, DRAW.randint(19, 75), DRAW.choice(["male", "female"]), DRAW.randint(0, 3),
             DRAW.choice(["own", "rent", "free"]), DRAW.choice(["NA", "little", "rich"]),
             DRAW.choice(["NA", "little", "moderate"]), DRAW.randint(250, 18424), DRAW.choice([6, 12, 24, 48]),
             DRAW.choice(["car", "radio/TV", "vacation/others"])] for row in range(60)]
    rows[0][1], rows[1][1], rows[2][7], rows[3][7] = 19, 75, 250, 18424
    (HERE / "german_credit.csv").write_text(text(header, rows))


def heloc():
    """-9 (no record) in all columns of a row, -8 and -7 in some; burdens in percent, some above 100."""
    header = ["RiskPerformance", "ExternalRiskEstimate", "MSinceOldestTradeOpen", "NetFractionRevolvingBurden",
              "NumInqLast6M"]
    rows = [[DRAW.choice(["Good", "Bad"]), DRAW.randint(45, 94), DRAW.randint(10, 400), DRAW.randint(0, 100),
             DRAW.randint(0, 9)] for _ in range(60)]
    for row in range(0, 6):
        rows[row][1:] = [-9, -9, -9, -9]
    for row in range(6, 10):
        rows[row][3] = -8
    rows[10][2] = -7
    rows[11][3], rows[12][3], rows[13][3] = 0, 132, 232
    (HERE / "heloc.csv").write_text(text(header, rows))


def give_me_some_credit():
    """Codes 96 and 98 among counts, an age of 0, NA incomes, utilisations in the thousands."""
    header = ["", "SeriousDlqin2yrs", "RevolvingUtilizationOfUnsecuredLines", "age",
              "NumberOfTime30-59DaysPastDueNotWorse", "DebtRatio", "MonthlyIncome", "NumberOfTimes90DaysLate"]
    rows = [[row + 1, int(DRAW.random() < .07), round(DRAW.random(), 9), DRAW.randint(21, 96),
             DRAW.choice([0, 0, 0, 1, 2]), round(DRAW.random(), 9), DRAW.choice(["NA", 9120, 3500]),
             DRAW.choice([0, 0, 0, 1])] for row in range(100)]
    for row in (0, 1, 2):
        rows[row][4] = rows[row][7] = 98
    rows[3][4] = rows[3][7] = 96
    rows[4][3] = 0
    rows[5][3], rows[6][3] = 96, 98
    rows[7][2], rows[8][2] = 50708, 2.5
    (HERE / "give_me_some_credit.csv").write_text(text(header, rows))


def lending_club():
    """Percent signs, blanks, and two lines of a footer; compressed."""
    header = ["id", "loan_amnt", "term", "emp_title", "issue_d", "revol_bal", "revol_util", "total_rev_hi_lim"]
    rows = [[68400000 + row, DRAW.randint(1, 35) * 1000, " 36 months", DRAW.choice(["", "teacher", "driver, owner"]),
             "Dec-2015", DRAW.randint(0, 40000), f"{DRAW.randint(0, 999) / 10}%", DRAW.randint(5, 900) * 100]
            for row in range(50)]
    for row in range(4):
        rows[row][6] = ""
    rows[4][7] = ""
    rows[5][6] = ""
    rows[5][7] = ""
    body = text(header, rows, "\r\n")
    body += "Total amount funded in policy code 1: 460296150\r\nTotal amount funded in policy code 2: 0\r\n"
    with open(HERE / "lending_club.csv.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as packed:
        packed.write(body.encode())


def prosper():
    """Times with nine digits behind the second, blanks; one file for arrivals and for cards."""
    header = ["ListingKey", "ListingNumber", "ListingCreationDate", "CreditGrade", "Term", "BankcardUtilization",
              "IncomeVerifiable", "StatedMonthlyIncome"]
    rows = []
    for row in range(40):
        day, hour = 1 + row // 8, 9 + row % 8
        rows.append([f"{DRAW.getrandbits(64):016X}", 193129 + row, f"2024-01-{day:02} {hour:02}:09:29.263000000", "C",
                     36, f"{DRAW.random():.2f}", "True", f"{DRAW.randint(1000, 9000)}.0"])
    for row in (3, 4, 5):
        rows[row][5] = ""
    rows[6][5] = "1.21"
    rows[7][2] = ""
    rows.append(["A" * 16, 193169, "2023-12-31 23:59:59.999999000", "C", 36, "0.5", "True", "1.0"])
    (HERE / "prosper.csv").write_text(text(header, rows))


def home_credit():
    """Days before the application, counted negative; 365243 for "no job"; money with a decimal point."""
    header = ["SK_ID_CURR", "TARGET", "CODE_GENDER", "AMT_CREDIT", "DAYS_BIRTH", "DAYS_EMPLOYED", "OWN_CAR_AGE"]
    rows = [[100002 + row, int(DRAW.random() < .08), DRAW.choice(["M", "F", "XNA"]), f"{DRAW.randint(90, 4500) * 500}.5",
             -DRAW.randint(7500, 25000), DRAW.choice([365243, -637]), DRAW.choice(["", "12.0"])] for row in range(50)]
    rows[0][3], rows[1][3] = "45000.5", "4050000.0"
    rows[0][4], rows[1][4] = -7489, -25201
    (HERE / "home_credit.csv").write_text(text(header, rows))


def event_log():
    """Several rows a case in the order of time, offsets of another zone, a case that began before the period."""
    header = ["case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "case:AMOUNT_REQ"]
    rows = []
    for case in range(30):
        day, hour = 2 + case // 6, 8 + case % 6
        steps = [("A_SUBMITTED", "COMPLETE", 0), ("W_Afhandelen leads", "SCHEDULE", 1),
                 ("W_Afhandelen leads", "START", 9), ("W_Completeren aanvraag", "SCHEDULE", 20)]
        for activity, transition, minutes in steps:
            rows.append([173688 + case, activity, transition, f"2024-01-{day:02} {hour:02}:{minutes:02}:44.546000+01:00",
                         DRAW.randint(1, 50) * 1000])
    early = [173600, "W_Afhandelen leads", "SCHEDULE", "2023-12-30 09:00:00+01:00", 5000]
    late = [173600, "W_Afhandelen leads", "SCHEDULE", "2024-01-02 11:11:00+01:00", 5000]
    rows += [early, late]
    rows.sort(key=lambda row: row[3])
    (HERE / "event_log.csv").write_text(text(header, rows))


for make in (german_credit, heloc, give_me_some_credit, lending_club, prosper, home_credit, event_log):
    make()
