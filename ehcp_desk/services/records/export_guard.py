"""Before a list or a file leaves: whom it names, what it hides, small numbers, in one sentence; the confirmation is kept."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import EXPORT_CONFIRMED, NewEntry
from ehcp_desk.domain.leaving_files import Children, Warned, warned_of
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.sheets import export_cases


def look_at(desk: Desk, path: Path, to: str) -> Warned:
    """What to know before a file goes to somebody.  BadInput without a recipient, or where there is no such file."""
    desk.need(Act.VIEW)
    if not to.strip():
        raise BadInput("Say who the file is for.")
    if desk.leaving is None:
        raise KnownFault("This desk cannot look through files; install the whole program.")
    file = desk.leaving(path)
    with desk.store.read() as work:
        return warned_of(file, to.strip(), Children(work.every_identity()))


def confirm(desk: Desk, warned: Warned, why: str) -> int:
    """Keep that somebody saw the warning and lets the file go; the number of the journal's line.

    Raises BadInput without a reason; NotAllowed where the role may not take lists out of the desk.
    """
    desk.need(Act.EXPORT)
    if not why.strip():
        raise BadInput(f"Say why {warned.file} may go; the reason stays in the journal.")
    said = {"file": warned.file, "sha256": warned.sha256, "to": warned.to, "children": warned.children,
            "hidden": list(warned.hidden), "small": warned.small, "why": why.strip()}  # fmt: skip
    with desk.store.write(desk.user, desk.now()) as work:
        work.append(NewEntry(EXPORT_CONFIRMED, None, said))
    return work.sealed_line(EXPORT_CONFIRMED).seq


def warn_of_list(desk: Desk, query: CaseQuery, name: str, to: str = "somebody") -> Warned:
    """What to know before a list of cases is exported: how many children it names."""
    desk.need(Act.EXPORT)
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(query))
    return Warned(name, "", to, len({(row.surname, row.forenames, row.ref) for row in rows}), (), 0)


def export_confirmed(
    desk: Desk, query: CaseQuery, path: Path, to: str, why: str, progress: Progress | None = None
) -> int:
    """Write a list of cases, and keep for whom and why; no file is left where that cannot be kept.  How many there were.

    Raises BadInput without a recipient or a reason.
    """
    if not to.strip() or not why.strip():
        raise BadInput("Say who the list is for, and why it may go.")
    warned = warn_of_list(desk, query, path.name, to.strip())
    total = export_cases(desk, query, path, progress)
    confirm_written(desk, warned, path, why)
    return total


def confirm_written(desk: Desk, warned: Warned, path: Path, why: str) -> None:
    """Keep that a file just written may go, with its digest; where that cannot be kept, no file is left."""
    try:
        confirm(desk, replace(warned, sha256=hashlib.sha256(path.read_bytes()).hexdigest()), why)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
