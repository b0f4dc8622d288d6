"""Inspection lists read back: which sheets are lists 1 and 2, and what each row tells of its case.

A list tells of a day without saying when things began.  What it dates becomes that day's fact; what it does not becomes a
``told_in_return`` of the day of the list, or a placement marked approximate; what has no place is kept word for word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.annex_a import Definitions, ListTable
from ehcp_desk.domain.ethnicities import ethnicity_code
from ehcp_desk.domain.importing import ChildIdentity
from ehcp_desk.domain.people_kinds import NEEDS
from ehcp_desk.domain.safe_text import unsafe_text
from ehcp_desk.exchange.cells import Book, Cell, Sheet, blank_row, text_of, tidy
from ehcp_desk.exchange.planning.dates import DateReader
from ehcp_desk.services.oversight.annex.definitions import load_lists

LISTS = ("list-1", "list-2")
_NEAR_THE_TOP = 20
_MOST_MISSING = 3
"""Headings of a list that may be missing for a sheet still to be it."""
_PREFIX = re.compile(r"^[a-z]\)\s*", re.IGNORECASE)
_DAY_IN_NAME = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})")
_SEXES = {"male": "M", "m": "M", "1": "M", "boy": "M", "female": "F", "f": "F", "2": "F", "girl": "F"}
_YES_NO = {"yes": "yes", "y": "yes", "true": "yes", "1": "yes", "no": "no", "n": "no", "false": "no", "0": "no"}
_WHOLE, _PER_CENT = re.compile(r"[0-9]+"), re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_URN = re.compile(r"[0-9]{6}")
Remark = tuple[str, str, str]
"""The heading, what the cell said, and why it is kept as it stood."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row: where it stood, its cells by key, and the table it is of."""

    sheet: str
    number: int
    table: ListTable
    cells: Mapping[str, Cell]

    def said(self, key: str) -> str:
        """A cell as plain text, without the letter some forms put before a choice."""
        return _PREFIX.sub("", unsafe_text(tidy(self.cells.get(key))))


@dataclass(frozen=True, slots=True)
class ListsRead:
    """A file of inspection lists: its rows, the day its name gives (None where it gives none), and sheets not read."""

    name: str
    sha256: str
    rows: tuple[ListedRow, ...]
    day: date | None
    not_read: tuple[str, ...]


@dataclass(slots=True)
class Told:
    """What a row comes to: who, the facts, and what is kept word for word."""

    day: date
    child: ChildIdentity = field(default_factory=ChildIdentity)
    facts: list[Fact] = field(default_factory=list)
    kept: list[Remark] = field(default_factory=list)

    def tell(self, item: str, value: str) -> None:
        """Something told without its day."""
        self.facts.append(Fact("told_in_return", self.day, {"item": item, "value": value}))


def read_lists(book: Book) -> ListsRead | None:
    """The lists in a book; None where no sheet of it is one."""
    rows: list[ListedRow] = []
    read: set[str] = set()
    for sheet in book.sheets:
        head = _head(sheet, load_lists())
        if head is not None:
            read.add(sheet.name)
            rows += _rows(sheet, *head)
    if not read:
        return None
    named = _DAY_IN_NAME.search(book.file)
    not_read = tuple(sheet.name for sheet in book.sheets if sheet.name not in read)
    return ListsRead(book.file, book.sha256, tuple(rows), _day(named.group(1)) if named else None, not_read)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _head(sheet: Sheet, made: Definitions) -> tuple[int, ListTable, dict[int, str]] | None:
    """The row of the headings, the list they are of, and the key of each column; None where the sheet is no list."""
    for number, cells in enumerate(sheet.rows[:_NEAR_THE_TOP], 1):
        headings = [_folded(text_of(cell)) for cell in cells]
        for name in LISTS:
            table = made.table(name)
            keys = {_folded(column.heading): column.key for column in table.columns}
            columns = {place: keys[heading] for place, heading in enumerate(headings) if heading in keys}
            found = set(columns.values())
            if len(found) >= len(keys) - _MOST_MISSING and {"ref", "born"} <= found:
                return number, table, columns
    return None


def _rows(sheet: Sheet, head: int, table: ListTable, columns: Mapping[int, str]) -> list[ListedRow]:
    found = []
    for number, cells in sheet.numbered(head + 1):
        if not blank_row(cells):
            values = {key: cells[place] for place, key in columns.items() if place < len(cells)}
            found.append(ListedRow(sheet.name, number, table, values))
    return found


def told_by(row: ListedRow, day: date, dates: DateReader) -> Told:
    """Everything one row tells, as at the day of the list."""
    told = Told(day)
    told.child = ChildIdentity(
        born=_date(told, row, "born", dates), sex=_coded(told, row, "gender", _SEXES), upn=row.said("upn").upper(),
        uln=row.said("uln"), ethnicity=_ethnicity(told, row),
    )  # fmt: skip
    if row.table.of == "plan":
        _plan(told, row, dates)
    else:
        told.tell("without_plan", "2")
    _need(told, row)
    _places(told, row)
    for key, kind, name in (("disability", "disability", "has"), ("premium", "pupil_premium", "eligible")):
        if value := _coded(told, row, key, _YES_NO):
            told.facts.append(Fact(kind, day, {name: value}))
    for key, item in (("home", "home_education"), ("social_care", "social_care")):
        if value := _coded(told, row, key, _YES_NO):
            told.tell(item, value)
    if team := row.said("team"):
        told.tell("social_care_team", team)
    for key in ("suspensions", "permanent", "absence"):
        _number(told, row, key)
    return told


def _keep(told: Told, row: ListedRow, key: str, why: str) -> None:
    heading = next(column.heading for column in row.table.columns if column.key == key)
    told.kept.append((heading, text_of(row.cells.get(key)), why))


def _date(told: Told, row: ListedRow, key: str, dates: DateReader) -> date | None:
    if not row.said(key):
        return None
    read = dates.birth(row.cells.get(key)) if key == "born" else dates.event(row.cells.get(key))
    if isinstance(read, date):
        return read
    _keep(told, row, key, read.reason)
    return None


def _coded(told: Told, row: ListedRow, key: str, codes: Mapping[str, str]) -> str:
    text = row.said(key)
    value = codes.get(text.casefold(), "")
    if text and not value:
        _keep(told, row, key, "a value the record does not know")
    return value


def _ethnicity(told: Told, row: ListedRow) -> str:
    code = ethnicity_code(row.said("ethnicity")) if row.said("ethnicity") else ""
    if row.said("ethnicity") and not code:
        _keep(told, row, "ethnicity", "a value the record does not know")
    return code


def _plan(told: Told, row: ListedRow, dates: DateReader) -> None:
    initial, updated = _date(told, row, "initial", dates), _date(told, row, "updated", dates)
    reviewed = _date(told, row, "reviewed", dates)
    if initial is not None:
        told.facts.append(Fact("final_plan_sent", initial))
    if updated is not None:
        told.facts.append(Fact("amended_plan_sent", updated))
    if reviewed is not None:
        told.tell("last_review", reviewed.isoformat())


def _need(told: Told, row: ListedRow) -> None:
    text = row.said("need")
    code = next((c for c, words in NEEDS.items() if text.casefold() in (c.casefold(), words.casefold())), "")
    if code:
        told.facts.append(Fact("needs_recorded", told.day, {"primary": code}))
    elif text:
        _keep(told, row, "need", "a need the record does not know")


def _places(told: Told, row: ListedRow) -> None:
    """A placement for each establishment the row has.  Its phase is worked out from the child's age, not kept."""
    urn, phase, second = row.said("urn"), row.said("phase"), row.said("second_phase")
    if urn and not _URN.fullmatch(urn):
        _keep(told, row, "urn", "not a URN")
        urn = ""
    by = f"As told in {row.table.title.split(':')[0]}"
    named = (("1", f"URN {urn}" if urn else "Not told", urn, bool(urn or phase)),
             ("2", "Not told (second)", "", bool(second)))  # fmt: skip
    for rank, setting, number, there in named:
        if there:
            said = {"setting": setting, "type": "not_told", "by": by, "planned": "not_told", "rank": rank}
            told.facts.append(Fact("placement", told.day, said | ({"urn": number} if number else {}), True))


def _number(told: Told, row: ListedRow, key: str) -> None:
    text = row.said(key)
    part = key == "absence"  # per cent, and not always whole ones
    if (_PER_CENT if part else _WHOLE).fullmatch(text):
        told.tell(key, text)
    elif text:
        _keep(told, row, key, "not a number of per cent" if part else "not a whole number")


def sheets_of(rows: Sequence[ListedRow]) -> dict[str, int]:
    """How many rows each list has, by its title."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.table.title] = counts.get(row.table.title, 0) + 1
    return counts
