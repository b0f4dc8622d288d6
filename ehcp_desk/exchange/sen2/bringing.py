"""Whether a file is a SEN2 return, in which form, and what it would do to the record."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

from ehcp_desk.domain.importing import ImportPlan, KnownCases
from ehcp_desk.exchange.cells import Book
from ehcp_desk.exchange.sen2.plan import FileRead, PersonRead, Planner, Row
from ehcp_desk.exchange.sen2.reading import looks_like_message, read_message
from ehcp_desk.exchange.sen2.tabled import blade_files, read_blade, read_book_of_tables
from ehcp_desk.ports.trackers import ColumnLook, TrackerLook

TARGET = "sen2"


def read_return(path: Path, meeting: str = "words") -> FileRead | None:
    """A return from its message or its blade CSVs; None for any other file.  Raises BadInput in one sentence."""
    if blades := blade_files(path) if path.is_file() else []:
        return read_blade(blades, meeting)
    if not path.is_file() or not _is_message(path):
        return None
    said = read_message(path)
    people, number = [], 0
    for _, node in said.people:
        count = max(1, len(node.get("Requests", ())))
        people.append(PersonRead(node, [Row("Requests", number + n) for n in range(1, count + 1)]))
        number += count
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRead(path.name, digest, said.year, people, remarks=said.remarks)


def read_workbook_return(book: Book, meeting: str = "words") -> FileRead | None:
    """A return from the DfE template or a pre-submission workbook; None where a book is neither."""
    return read_book_of_tables(book, meeting)


def plan_return(read: FileRead, known: KnownCases, as_at: date) -> ImportPlan:
    """What a return would do to the record."""
    return Planner(read, known, as_at).plan()


def look_at(read: FileRead) -> TrackerLook:
    """How a return reads: its modules with how many of each; there are no columns to send elsewhere."""
    counts: Counter[str] = Counter()
    for person in read.people:
        requests = person.node.get("Requests", ())
        plans = [r["Assessment"]["NamedPlan"] for r in requests if "NamedPlan" in r.get("Assessment", {})]
        counts.update({"Person": 1, "Requests": len(requests), "NamedPlan": len(plans),
                       "ActivePlans": sum("ActivePlans" in r for r in requests)})  # fmt: skip
    columns = tuple(
        ColumnLook(name, f"{count:,} of them", TARGET, "read whole", "read") for name, count in counts.items()
    )
    rows = sum(len(p.rows) + len(p.own) + sum(map(len, p.parts)) for p in read.people) + len(read.orphans)
    return TrackerLook(read.name, f"SEN2 return {read.year}", rows, columns, ((TARGET, "The SEN2 return"),))


def _is_message(path: Path) -> bool:
    with path.open("rb") as file:
        return looks_like_message(file.read(400))
