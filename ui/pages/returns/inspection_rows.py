"""The columns of the inspection lists on screen: the few that fit; every column stands in the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ehcp_desk.domain.annex_a import ListRow, ListTable
from ehcp_desk.domain.dates import in_words
from ui.models.columns import Column, Kind

OPEN = "ref"
"""The column that goes to the case."""
Listed = tuple[int, ListRow]
_SHOWN: tuple[tuple[str, str, int], ...] = (
    ("born", "Date of birth", 150),
    ("need", "Main need", 90),
    ("initial", "Plan issued", 150),
    ("updated", "Plan updated", 150),
    ("reviewed", "Last reviewed", 150),
    ("urn", "URN", 86),
    ("phase", "Phase", 100),
    ("home", "At home", 80),
    ("suspensions", "Suspended", 90),
    ("social_care", "Social care", 96),
    ("disability", "Disability", 90),
)
NOTHING = "–"


def list_columns(table: ListTable) -> tuple[Column[Listed], ...]:
    """The case and the chosen columns of a list that it has."""
    places = {column.key: (place, column.type) for place, column in enumerate(table.columns)}
    columns: list[Column[Listed]] = [Column(OPEN, "Case", lambda r: r[1].ref, 130, Kind.ACTION, narrow=True)]
    columns += [
        Column(key, title, _cell(*places[key]), width, narrow=key in ("born", "need", "reviewed"))
        for key, title, width in _SHOWN
        if key in places
    ]
    return (*columns, Column("room", "", lambda _r: "", 20, stretch=True))


def _cell(place: int, type_: str) -> Callable[[Listed], str]:
    def said(row: Listed) -> str:
        text = row[1].cells[place]
        if not text:
            return NOTHING
        return in_words(date.fromisoformat(text)) if type_ == "date" else text

    return said


def list_sentence(row: Listed) -> str:
    """A row for a screen reader."""
    return f"{row[1].ref}, on the list"
