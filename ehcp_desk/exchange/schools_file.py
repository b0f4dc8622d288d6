"""Reading a register of schools from CSV: the national register's columns, and two of the council's own."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.schools import School
from ehcp_desk.exchange.plain_text import read_text

MOST = 60_000
"""Schools in one register: the whole country's has fewer."""
_HEADINGS = {
    "urn": ("urn",), "name": ("establishmentname", "name", "school"),
    "type": ("typeofestablishment(name)", "typeofestablishment", "type"),
    "provision": ("typeofresourcedprovision(name)", "typeofresourcedprovision", "resourcedprovision"),
    "places": ("commissionedplaces", "places"), "expected": ("expectedplaced", "expected"),
}  # fmt: skip


def read_schools(path: Path) -> list[School]:
    """The schools in a file.  Raises BadInput naming the row, for the first that cannot be read."""
    try:
        text = read_text(path.read_bytes(), path.name)
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from None
    rows = csv.reader(StringIO(text))
    heads = [head.replace(" ", "").casefold() for head in next(rows, [])]
    places = {name: next((heads.index(h) for h in known if h in heads), -1) for name, known in _HEADINGS.items()}
    if places["urn"] < 0 or places["name"] < 0:
        raise BadInput(f"{path.name} has no columns URN and EstablishmentName; export the register with them.")
    found = list(_schools(rows, places, path.name))
    if len(found) > MOST:
        raise BadInput(
            f"{path.name} has {len(found):,} schools; {MOST:,} at most. Leave out areas you place nobody in."
        )
    return found


def _schools(rows: Iterator[list[str]], places: Mapping[str, int], name: str) -> Iterator[School]:
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue

        def cell(column: str, row: list[str] = row) -> str:
            place = places[column]
            return row[place].strip() if 0 <= place < len(row) else ""

        urn, provision = cell("urn"), cell("provision").casefold()
        if not (urn.isascii() and urn.isdigit() and len(urn) <= 6):
            raise BadInput(
                f"{name}, row {number}: the URN “{urn}” is not up to six digits; put it right and try again."
            )
        yield School(
            urn, cell("name"), cell("type"), "unit" in provision, "resourced" in provision,
            _count(cell("places"), name, number), _count(cell("expected"), name, number),
        )  # fmt: skip


def _count(text: str, name: str, number: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise BadInput(
            f"{name}, row {number}: “{text}” is not a number of places; write it in digits or leave it empty."
        )
    return int(text)
