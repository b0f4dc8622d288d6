"""SEN2 as tables: COLLECT's nine blade CSVs, the DfE template's stacked tables, the sheets of the pre-submission book.

All three come to the same thing: one table a module, joined by ids whose columns name the module they lead to.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.exchange.cells import Book, Cell, Sheet, blank_row, text_of, tidy
from ehcp_desk.exchange.sen2.plan import FileRead, PersonRead, Row
from ehcp_desk.exchange.sen2.reading import checked_year, known_tags
from ehcp_desk.exchange.tables import read_book_bytes
from ehcp_desk.services.oversight.sen2.profiles import census_days

BLADE = re.compile(
    r"(?P<set>.*)_(?P<module>sen2|person|requests|assessment|namedplan|plandetail|activeplans|placementdetail|senneed)"
    r"\.csv",
    re.IGNORECASE,
)
MODULES = ("Person", "Requests", "Assessment", "NamedPlan", "PlanDetail", "ActivePlans", "PlacementDetail", "SENneed")
_ABOVE = {
    "Requests": ("Person",), "Assessment": ("Requests",), "NamedPlan": ("Assessment", "Requests"),
    "PlanDetail": ("NamedPlan", "Assessment", "Requests"), "ActivePlans": ("Requests",),
    "PlacementDetail": ("ActivePlans", "Requests"), "SENneed": ("ActivePlans", "Requests"),
}  # fmt: skip
_HOLDER = {"Assessment": "Requests", "NamedPlan": "Assessment", "PlanDetail": "NamedPlan", "ActivePlans": "Requests",
           "PlacementDetail": "ActivePlans", "SENneed": "ActivePlans", "Requests": "Person"}  # fmt: skip
_LISTS = frozenset({"Requests", "PlanDetail", "PlacementDetail", "SENneed"})
_DATES = frozenset({"PersonBirthDate", "ReceivedDate", "RequestOutcomeDate", "AssessmentOutcomeDate", "StartDate",
                    "CeaseDate", "EntryDate", "LeavingDate", "ReviewMeeting", "ReviewDraft", "LastReview",
                    "PhaseTransferDueDate", "PhaseTransferFinalDate", "ReferenceDate"})  # fmt: skip
_FORMS = ("%Y-%m-%d", "%Y-%b-%d", "%d/%m/%Y", "%d-%b-%y", "%d-%b-%Y", "%d %B %Y")
_NEAR_THE_TOP = 60
_HEADING = 60
_FEWEST = 2
"""Headings that must be known for a row to be the head of a table."""


@dataclass(slots=True)
class Table:
    """One module's table: for each row where it stood, its ids by the module they name, and its items; ``remarks`` name
    the columns that were left out."""

    module: str
    rows: list[tuple[Row, dict[str, str], Node]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """A heading as it is compared: letters and digits alone, in small."""
    return "".join(c for c in text.casefold() if c.isalnum())


@lru_cache(maxsize=1)
def _headings() -> Mapping[str, Any]:
    return tomllib.loads(files("ehcp_desk.rules.sen2").joinpath("headings.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _tags(meeting: str) -> Mapping[str, str]:
    """Tag by folded heading; ``meeting`` is the choice of which heading of the template is the review meeting."""
    said = _headings()
    found = {folded(tag): real for tag, real in known_tags().items()}
    found |= {folded(words): tag for tag, several in said["headings"].items() for words in several}
    by_words = meeting == "words"
    found[folded(said["review_meeting"])] = "ReviewMeeting" if by_words else "LastReview"
    found[folded(said["review_decision"])] = "LastReview" if by_words else "ReviewMeeting"
    return found


@lru_cache(maxsize=1)
def _modules() -> Mapping[str, str]:
    return {folded(name): module for module, names in _headings()["modules"].items() for name in names}


def blade_files(path: Path) -> list[tuple[str, Path]]:
    """(module, file) of the set of blade CSVs a file belongs to; none where it is not one of them."""
    named = BLADE.fullmatch(path.name)
    if named is None:
        return []
    found = {}
    for beside in sorted(path.parent.iterdir()):
        other = BLADE.fullmatch(beside.name)
        if other is not None and other["set"].casefold() == named["set"].casefold():
            found[_modules()[folded(other["module"])]] = beside
    return list(found.items()) if {"Person", "Requests"} <= found.keys() else []


def read_blade(several: Sequence[tuple[str, Path]], meeting: str) -> FileRead:
    """A set of blade CSVs as one return.  Raises BadInput where one cannot be read or the year is not said."""
    tables, digest, header = [], hashlib.sha256(), Node()
    for module, path in sorted(several):
        data = path.read_bytes()
        digest.update(data)
        sheet = read_book_bytes(data, path.name).sheets[0]
        found = _table(module, path.name, enumerate(sheet.rows, 1), meeting)
        if module == "Header":
            header = found.rows[0][2] if found.rows else Node()
        else:
            tables.append(found)
    named = BLADE.fullmatch(several[0][1].name)
    name = f"{named['set']}_*.csv" if named else several[0][1].name
    return _joined(name, digest.hexdigest(), tables, header)


def read_book_of_tables(book: Book, meeting: str) -> FileRead | None:
    """A workbook as a return: sheets named for the modules, or tables stacked on one sheet; None where it is neither."""
    by_name = [(module, sheet) for sheet in book.sheets if (module := _modules().get(folded(sheet.name))) in MODULES]
    if {"Person", "Requests"} <= {module for module, _ in by_name if module}:
        tables = [_table(str(module), sheet.name, sheet.numbered(), meeting) for module, sheet in by_name]
        return _joined(book.file, book.sha256, tables, Node())
    for sheet in book.sheets:
        stacked = _stacked(sheet, meeting)
        if {"Person", "Requests"} <= {table.module for table in stacked}:
            header = next((t.rows[0][2] for t in stacked if t.module == "Header" and t.rows), Node())
            return _joined(book.file, book.sha256, [t for t in stacked if t.module != "Header"], header)
    return None


def _stacked(sheet: Sheet, meeting: str) -> list[Table]:
    """The tables that stand one under another: each begins with a line that names its module.

    Where none is named near the top the sheet is something else, and its other rows are not looked at.
    """
    if not any(_title(cells) for cells in sheet.rows[:_NEAR_THE_TOP]):
        return []
    starts = [(number, module) for number, cells in sheet.numbered() if (module := _title(cells))]
    bounds = pairwise([*starts, (len(sheet.rows) + 1, "")])
    return [
        _table(module, f"{sheet.name}, {module}", _lines(sheet, first + 1, last), meeting)
        for (first, module), (last, _) in bounds
    ]


def _title(cells: Sequence[Cell]) -> str:
    """The module a line names that says nothing else; empty for any other line."""
    words = ""
    for cell in cells:
        if cell is not None and cell != "" and (text := tidy(cell)):
            if words:
                return ""
            words = text
    return _modules().get(folded(words), "") if words else ""


def _lines(sheet: Sheet, first: int, last: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    return ((number, sheet.rows[number - 1]) for number in range(first, last))


def _table(module: str, sheet: str, lines: Iterator[tuple[int, Sequence[Cell]]], meeting: str) -> Table:
    """The rows under the first line that names enough columns."""
    table, columns = Table(module), list[tuple[int, str, str]]()
    heads: Sequence[Cell] = ()
    left_out: Counter[int] = Counter()
    for number, cells in lines:
        if not columns:
            found = _columns(module, cells, meeting)
            columns, heads = (found, cells) if len(found) >= _FEWEST else ([], ())
            known = {place for place, _, _ in columns}
            continue
        if blank_row(cells):
            continue
        left_out.update(place for place, cell in enumerate(cells) if place not in known and tidy(cell))
        ids: dict[str, str] = {}
        node: Node = {}
        for place, tag, leads_to in columns:
            value = _value(tag, cells[place]) if place < len(cells) else ""
            if value and leads_to:
                ids[leads_to] = value
            elif value:
                node[tag] = value
        if ids or node:
            table.rows.append((Row(sheet, number), ids, node))
    if module != "Header":
        table.remarks = [_left_out(sheet, heads, place, count) for place, count in sorted(left_out.items())]
    return table


def _left_out(sheet: str, heads: Sequence[Cell], place: int, count: int) -> str:
    head = tidy(heads[place])[:_HEADING] if place < len(heads) else ""
    named = head or f"{place + 1} without a heading"
    return f"the column {named} of {sheet} is not one that is read: {so_many(count, 'value')} left out"


def _columns(module: str, cells: Sequence[Cell], meeting: str) -> list[tuple[int, str, str]]:
    """(place, tag, module an id leads to) of every column that is known; of two for one item the first."""
    found: list[tuple[int, str, str]] = []
    taken: set[str] = set()
    placed = {(where, folded(words)): tag for tag, (where, words) in _headings()["placed"].items()}
    for place, cell in enumerate(cells):
        head = folded(tidy(cell))
        tag = placed.get((module, head)) or _tags(meeting).get(head, "")
        leads_to = "" if tag else next((m for m in MODULES if _is_id(head, m)), "")
        if leads_to or (tag and tag not in taken):
            taken.add(tag)
            found.append((place, tag, leads_to))
    return found


def _is_id(head: str, module: str) -> bool:
    """Whether a heading names the ids of a module: personid, requeststableid, Requests record ID."""
    stem = folded(module).rstrip("s")
    return re.match(rf"{stem}s?(records?|table)*id", head) is not None


def _value(tag: str, cell: Cell) -> str:
    """A cell as the message would have it: days as ISO, flags and numbers without a point."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = tidy(cell)
    if tag in _DATES:
        return _day(cell, text)
    if re.fullmatch(r"[0-9]+\.0", text):
        text = text[:-2]
    return {"true": "1", "false": "0"}.get(text.casefold(), text) if isinstance(cell, bool) else text


def _day(cell: Cell, text: str) -> str:
    plain = re.sub(r"[T ]00:00(:00(\.0+)?)?$", "", text)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 20_000 < cell < 80_000:
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(cell)).isoformat()
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return text_of(cell) if text else ""


# ---- joining -----------------------------------------------------------------------------------------------------------


def _joined(name: str, sha256: str, tables: Sequence[Table], header: Node) -> FileRead:
    remarks = [remark for table in tables for remark in table.remarks]
    year = header.get("Year") or header.get("ReferenceDate", "")[:4]
    if not year:
        year = _year_of(name, tables)
        remarks.append(f"the file does not say its year; {year} is the first census after its last day")
    read = FileRead(name, sha256, checked_year(name, year), [], remarks=remarks)
    join = _Join(read)
    for module in MODULES:
        for row, ids, node in (row for table in tables if table.module == module for row in table.rows):
            join.take(module, row, ids, node)
    return read


def _year_of(name: str, tables: Sequence[Table]) -> str:
    """The year of the first census on or after everything the tables say had happened."""
    ahead = ("PhaseTransferDueDate", "PhaseTransferFinalDate")
    days = [value for table in tables for _, _, node in table.rows for tag, value in node.items()
            if tag in _DATES and tag not in ahead and re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", value)]  # fmt: skip
    latest = max(days, default="")
    found = next((str(year) for year, census in sorted(census_days().items()) if census.isoformat() >= latest), "")
    if not latest or not found:
        raise BadInput(f"{name} does not say which year it is of, and its days do not tell; it was not read.")
    return found


class _Join:
    """Puts each row where its ids lead; one that leads nowhere is kept aside with why."""

    def __init__(self, read: FileRead) -> None:
        self._read = read
        self._nodes: dict[tuple[str, str, str], tuple[Node, PersonRead, int]] = {}
        self._bare: dict[tuple[str, str], tuple[Node, PersonRead, int] | None] = {}
        self._refused: set[tuple[str, str, str]] = set()

    def take(self, module: str, row: Row, ids: Mapping[str, str], node: Node) -> None:
        """Take in one row; modules come in the order of the message, so what it belongs to is there."""
        if module == "Person":
            person = PersonRead(node, [], own=[row])
            self._read.people.append(person)
            self._put(module, ids, node, person, -1, row)
            return
        held = self._holder(module, ids)
        if held is None:
            self._read.orphans.append((row, _words(ids, node), f"its ids lead to no {_HOLDER[module]}"))
            return
        holder, person, place = held
        if module not in _LISTS and (other := _said_otherwise(holder.get(module, {}), node)):
            self._refused |= {(module, ids.get("Person", ""), own) for own in [ids.get(module)] if own}
            why = f"another {module} row of the same {_HOLDER[module]} says {other}"
            self._read.orphans.append((row, _words(ids, node), why))
            return
        if module == "Requests":
            person.rows.append(row)
            person.parts.append([])
            place = len(person.rows) - 1
        else:
            person.parts[place].append(row)
        if module in _LISTS:
            holder.setdefault(module, []).append(node)
        elif module in holder:
            holder[module].update(node)
            node = holder[module]
        else:
            holder[module] = node
        self._put(module, ids, node, person, place, row)

    def _put(self, module: str, ids: Mapping[str, str], node: Node, person: PersonRead, place: int, row: Row) -> None:
        own = ids.get(module, "")
        if not own:
            if module == "Person":
                self._read.people.remove(person)
                self._read.orphans.append((row, _words(ids, node), "a person without an id"))
            return
        known = (node, person, place)
        self._nodes[module, ids.get("Person", ""), own] = known
        self._bare[module, own] = None if (module, own) in self._bare else known

    def _holder(self, module: str, ids: Mapping[str, str]) -> tuple[Node, PersonRead, int] | None:
        """The element a row belongs in: the nearest one its ids name, or what stands under the request they name."""
        wanted = _HOLDER[module]
        for above in _ABOVE[module]:
            own = ids.get(above, "")
            found = (
                self._nodes.get((above, ids.get("Person", ""), own)) or self._bare.get((above, own)) if own else None
            )
            if found is not None:
                return self._under(found, above, wanted)
            if (above, ids.get("Person", ""), own) in self._refused:
                return None
        return None

    def _under(
        self, found: tuple[Node, PersonRead, int], above: str, wanted: str
    ) -> tuple[Node, PersonRead, int] | None:
        node, person, place = found
        while above != wanted:
            step = "ActivePlans" if wanted == "ActivePlans" else "Assessment" if above == "Requests" else "NamedPlan"
            if step not in node:
                return None
            node, above = node[step], step
        return node, person, place


def _said_otherwise(held: Node, node: Node) -> str:
    """The first item two rows say differently, as the row that was read has it."""
    return next((f"{tag} {held[tag]}" for tag, value in node.items() if held.get(tag, value) != value), "")


def _words(ids: Mapping[str, str], node: Node) -> str:
    return " | ".join([*ids.values(), *(str(value) for value in node.values())])
