"""Reading and planning a tracker, against merely reading its cells with python-calamine in the same run.

Two files: the sample as the council keeps it (440 rows, formulas never calculated, six date spellings), and a tracker
of fifty thousand rows like it.  Planning is against an empty record, where every row is news.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from python_calamine import CalamineWorkbook

from ehcp_desk.domain.identifiers import upn_check_letter
from ehcp_desk.domain.importing import ImportPlan, KnownIndex
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.tables import read_book
from ehcp_desk.exchange.xlsx_out import OutCell, SheetOut, write_xlsx

SAMPLE = Path(__file__).parent.parent / "data" / "westmarsh-tracker.xlsx"
AS_AT, ROWS = date(2026, 10, 30), 50_000
HEADINGS = ("Ref", "UPN", "Surname", "First name", "DOB", "M/F", "NCY", "Current setting", "Requested by",
            "Date request received", "Assess? Y/N", "Decision letter sent", "EP", "EP advice requested",
            "EP advice rec'd", "Health advice rec'd", "Draft issued", "Final issued", "Case officer", "Comments",
            )  # fmt: skip
SURNAMES = ("Quill", "Pell", "Marchbanks", "Ravenscar", "Holloway-Brandt", "O'Hanlon", "Château-Blanc")
FORENAMES = ("Ada", "Jonty", "Odette", "Teddy", "Ines", "Zoë", "François")
STYLES = ("%d/%m/%Y", "%d.%m.%Y", "%d-%b-%y", "%d %B %Y")


def run() -> list[dict[str, object]]:
    """Rows for ``make bench``: ours and the limit in milliseconds."""
    with TemporaryDirectory() as folder:
        large = Path(folder) / "large.xlsx"
        write_xlsx(large, [SheetOut("Live", HEADINGS, tracker_rows(Random(7)))], AS_AT)
        return [
            _line("import: read and plan the sample tracker", SAMPLE, rounds=30),
            _line("import: read and plan fifty thousand rows", large, rounds=3),
        ]


def _line(name: str, file: Path, rounds: int) -> dict[str, object]:
    plan = _plan(file)
    assert plan.certificate.rows_in in (440, ROWS), "the file was not read whole"
    # Turn and turn about, so that a busy moment of the machine falls on both.
    pairs = [(_timed(lambda: _plan(file)), _timed(lambda: _merely_read(file))) for _ in range(rounds)]
    ours, limit = min(mine for mine, _ in pairs), min(merely for _, merely in pairs)
    return {
        "name": name,
        "ours": round(ours * 1000, 1),
        "limit": round(limit * 1000, 1),
        "ratio": round(ours / limit, 2),
        "unit": "ms",
        "n": plan.certificate.rows_in,
        "goal": 3.0,
    }


def _plan(file: Path) -> ImportPlan:
    book = read_book(file)
    return make_plan(book, propose(book), KnownIndex(), AS_AT)


def _merely_read(file: Path) -> int:
    book = CalamineWorkbook.from_path(file)
    return sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def tracker_rows(random: Random, rows: int = ROWS) -> Iterator[list[OutCell]]:
    """Rows like a council's own, in four date spellings."""
    for number in range(rows):
        requested = date(2024, 1, 1) + timedelta(days=random.randrange(700))
        steps: list[OutCell] = []
        day = requested
        for _ in range(6):
            day += timedelta(days=random.randrange(5, 45))
            steps.append(day if random.random() < 0.5 else day.strftime(random.choice(STYLES)))
        decided, asked, psychology, health, draft, final = steps
        rest = f"330{number:09}"
        yield [
            f"SEN/{number:05}", upn_check_letter(rest) + rest, random.choice(SURNAMES), random.choice(FORENAMES),
            date(2008, 1, 1) + timedelta(days=random.randrange(5000)), random.choice("FM"), random.randrange(12),
            "Larkspur Primary", "School", requested, "Y", decided, "M Thorne", asked, psychology, health, draft, final,
            random.choice(("J Addo", "VACANT", "")), "Mum rang, wants update" if number % 3 else None,
        ]  # fmt: skip


if __name__ == "__main__":
    for line in run():
        print(line)
