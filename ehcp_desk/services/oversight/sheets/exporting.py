"""A sheet as a spreadsheet, with the question asked before it leaves the desk: for whom, and why."""

from __future__ import annotations

from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.leaving_files import Warned
from ehcp_desk.domain.sheets import Sheet
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sheets.registry import sheet
from ehcp_desk.services.records.export_guard import confirm_written

SMALL = 5


def warned_of_sheet(made: Sheet, file: str, to: str = "somebody") -> Warned:
    """What to know before a sheet leaves: how many children it names, or how many of its numbers are small."""
    named = len({case for line in made.lines for case in line.cases}) if made.children else 0
    counts = [place for place, head in enumerate(made.heads) if head.number]
    cells = [line.cells[place] for line in made.lines for place in counts]
    small = 0 if made.children else sum(isinstance(cell, int) and 0 < cell < SMALL for cell in cells)
    return Warned(file, "", to, named, (), small)


def export_sheet(
    desk: Desk, key: str, path: Path, to: str, why: str, outside: int = 0, progress: Progress | None = None
) -> int:
    """Write a sheet as a spreadsheet, and keep for whom and why; no file is left where that cannot be kept.  How many
    lines there were.

    Raises BadInput without a recipient or a reason and as :func:`registry.sheet` does, KnownFault where nothing can write
    one, NotAllowed where the role may not take lists out of the desk.
    """
    desk.need(Act.EXPORT)
    if not to.strip() or not why.strip():
        raise BadInput("Say who the list is for, and why it may go.")
    if desk.tables is None:
        raise KnownFault("Spreadsheets are not set up on this computer; ask whoever installed the desk.")
    made = sheet(desk, key, progress=progress, outside=outside)
    desk.tables(
        path, made.title, [head.title for head in made.heads], [line.cells for line in made.lines], desk.today()
    )
    confirm_written(desk, warned_of_sheet(made, path.name, to.strip()), path, why)
    return len(made.lines)
