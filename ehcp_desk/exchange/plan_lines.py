"""The lines of a plan from a table: one row a line, under headings people use.

``section, need, what, who, how often, how long, group size, review`` and, where they are known, ``line, outcome, advice,
baseline, measure, target date, responsible, author, protocol, setting, type``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.plan_rows import PlanRow, check_row, own_parts
from ehcp_desk.domain.plan_sections import LINKS, SECTIONS, Role
from ehcp_desk.exchange.cells import Cell
from ehcp_desk.exchange.tables import read_book

_HEADINGS = {
    "section": "section", "line": "line", "what": "what", "words": "what", "text": "what", "need": "needs", "needs": "needs",
    "outcome": "outcomes", "outcomes": "outcomes", "who": "who", "how often": "often", "how long": "long",
    "group size": "group", "group": "group", "review": "review", "review date": "review", "advice": "advice",
    "baseline": "baseline", "measure": "measure", "target date": "target", "target": "target", "by when": "target",
    "responsible": "responsible", "who answers for it": "responsible", "author": "author", "protocol": "protocol",
    "setting": "setting", "type": "type",
}  # fmt: skip
HEADINGS = tuple(_HEADINGS)


def read_plan_lines(path: Path) -> list[PlanRow]:
    """The rows of a file.  Raises BadInput with one sentence naming the heading or row that cannot be right."""
    sheet = read_book(path).sheets[0]
    place = next((n for n, row in enumerate(sheet.rows) if any(_words(cell) for cell in row)), 0)
    columns = _columns([_words(cell) for cell in sheet.rows[place]], path.name)
    rows = []
    for number, cells in sheet.numbered(place + 2):
        said = {name: _words(cells[n]) for n, name in columns.items() if n < len(cells) and _words(cells[n])}
        if said:
            rows.append(_row(number, said))
    if not rows:
        raise BadInput(f"{path.name} has headings and no rows under them; put one line of the plan on each row.")
    return rows


def _columns(heads: Sequence[str], name: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, head in enumerate(heads):
        if not head:
            continue
        known = _HEADINGS.get(" ".join(head.casefold().replace("_", " ").split()))
        if known is None:
            raise BadInput(
                f"{name} has a column '{head}' that a plan has no place for; rename it to one of {', '.join(HEADINGS)}."
            )
        if known in found.values():
            raise BadInput(f"{name} has two columns for '{head}'; keep one of them.")
        found[place] = known
    if "section" not in found.values():
        raise BadInput(f"{name} has no column 'section'; say for each row which section of the plan it belongs to.")
    return found


def _row(number: int, said: dict[str, str]) -> PlanRow:
    section = said.pop("section", "").upper().removeprefix("SECTION").strip()
    text, line = said.pop("what", ""), said.pop("line", "").upper()
    known = SECTIONS.get(section)
    if known is not None and known.role is Role.NEED and not text:
        text = said.pop("needs", "")
    if known is not None and known.role is Role.OUTCOME and not text:
        text = said.pop("outcomes", "")
    row = PlanRow(number, section, line, text, own_parts(section, said) if known else said)
    check_row(row)
    wrong = next((part for part in row.parts if part not in SECTIONS[section].parts), None)
    if wrong is not None:
        kind = "link" if wrong in LINKS else "value"
        title = next(head for head, part in _HEADINGS.items() if part == wrong)
        raise BadInput(f"Row {number}: a line of section {section} has no '{title}'; clear that {kind}.")
    return row


def _words(cell: Cell) -> str:
    """A cell as words: a day as year-month-day, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
