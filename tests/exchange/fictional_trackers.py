"""Trackers of three other fictional councils, unlike the sample in headings, order, date styles and words."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from ehcp_desk.domain.importing import ImportPlan, KnownCases, KnownIndex
from ehcp_desk.exchange.cells import Book
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.tables import read_book_bytes

TODAY = date(2026, 10, 30)


def csv_bytes(rows: Sequence[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def book_of(rows: Sequence[Sequence[object]], name: str = "tracker.csv") -> Book:
    """Rows as a book read from CSV."""
    return read_book_bytes(csv_bytes(rows), name)


OAKSHIRE_HEADINGS = [
    "Requests record ID", "UPN - Unique Pupil Number", "Forename", "Surname", "Date of Birth (ccyy-mm-dd)", "Gender",
    "Source of request for an EHC needs assessment", "Date request was received", "Request Outcome",
    "Request Outcome Date", "Lead caseworker", "Locality", "RAG",
]  # fmt: skip


def oakshire() -> bytes:
    """A CSV export with ISO dates, the national return's headings, and words instead of Y and N."""
    return csv_bytes(
        [
            OAKSHIRE_HEADINGS,
            ["R-0001", "B801200005001", "Maisie", "Quillfeather", "2015-03-02", "Female", "Parent/carer", "2026-03-03",
             "Agreed to assess", "2026-04-10", "Tamsin Okoro", "East", "Green"],
            ["R-0002", "P330400121017", "Teddy", "Marchbanks", "2012-07-19", "Male", "SENCO", "2026-02-28",
             "Refused", "2026-04-11", "to be allocated", "West", ""],
            ["R-0003", "", "Ines", "Holloway-Brandt", "2019-11-30", "F", "GP", "2026-05-01", "", "", "tamsin okoro", "",
             "Red"],
        ]
    )  # fmt: skip


def fenborough(path: Path) -> Path:
    """An XLSX file: a merged title, headings in two rows (the upper merged), day-first texts that look American."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Live 26-27"
    sheet["A1"] = "Fenborough SEND service: live assessments (confidential)"
    sheet.merge_cells("A1:K1")
    sheet.append([])
    sheet.append(["Child", "", "", "Request", "", "EP advice", "", "Health advice", "", "Plan", ""])
    for area in ("A3:C3", "D3:E3", "F3:G3", "H3:I3", "J3:K3"):
        sheet.merge_cells(area)
    sheet.append(["Case no", "Name", "DOB", "Received", "Source", "Requested", "Received", "Requested", "Received",
                  "Draft issued", "Final issued"])  # fmt: skip
    sheet.append([4101, "Ravenscar, Odette", "03/04/2014", "11/12/2025", "Mum", "02/02/2026", "03/03/2026",
                  "02/02/2026", "05/03/2026", "01/04/2026", "29/04/2026"])  # fmt: skip
    sheet.append([4102, "Pell, Jonty", "12/11/2011", "01/02/2026", "Academy", "13/03/2026"])
    book.save(path)
    return path


def saltmere() -> bytes:
    """A semicolon CSV in Windows-1252 with accents, two-digit years and month names."""
    return csv_bytes(
        [
            ["Saltmere – demandes", "", "", "", "", ""],
            ["Pupil name", "Birth date", "Referral received", "Agreed?", "Decision letter sent", "Allocated EP"],
            ["Zoë Château-Blanc", "4-Mar-16", "1 June 2026", "Yes", "10 July 2026", "Dr Bellamy"],
            ["François O’Dwyer", "21-Sep-13", "15 June 2026", "No", "20 July 2026", "tbc"],
        ],
        delimiter=";",
        encoding="cp1252",
    )


HEADINGS = ["Ref", "UPN", "Surname", "First name", "DOB", "Requested by", "Date request received", "Assess? Y/N",
            "Decision letter sent", "Draft issued", "Final issued", "Exception", "Case officer", "Comments",
            ]  # fmt: skip
ARLO = {"Ref": "SEN/1", "UPN": "B801200005001", "Surname": "Pemberley", "First name": "Arlo", "DOB": "17.08.2014",
        "Requested by": "School", "Date request received": "03/03/2026", "Assess? Y/N": "Y",
        "Decision letter sent": "10/04/2026", "Case officer": "J Addo"}  # fmt: skip
MAISIE = {"Ref": "SEN/2", "UPN": "P330400121017", "Surname": "Whitlock", "First name": "Maisie", "DOB": "2 May 2016",
          "Date request received": "1 June 2026"}  # fmt: skip


def tracker(*rows: dict[str, str]) -> Book:
    """A tracker of these rows under HEADINGS."""
    return book_of([HEADINGS, *[[row.get(heading, "") for heading in HEADINGS] for row in rows]])


def plan_of(book: Book, known: KnownCases | None = None, today: date = TODAY) -> ImportPlan:
    """The plan of a book, against an empty record unless another is given."""
    return make_plan(book, propose(book), known or KnownIndex(), today)
