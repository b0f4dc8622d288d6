"""What a person should know about a sheet as a whole before its rows are believed: said once, in the certificate."""

from __future__ import annotations

from collections.abc import Iterable

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.exchange.cells import Sheet
from ehcp_desk.exchange.planning.dates import DateStyle
from ehcp_desk.exchange.planning.mapping import ColumnMatch, Mapping
from ehcp_desk.exchange.planning.targets import DATE_TARGETS


def notes_on(sheet: Sheet, mapping: Mapping) -> list[str]:
    """Sentences: what the sheet hides or merges, how its text was read, columns of dates that could be read with the month
    first, and two columns that say the same.  The mapping's dates have been looked at (``mapping.with_styles``)."""
    notes = list(sheet.sentences)
    if sheet.said:
        notes.append(f"Sheet {sheet.name} has {'; '.join(sheet.said)}. What is hidden is brought in like the rest.")
    notes += _said_of_twins(mapping)
    return notes + [said for match in mapping.columns if (said := _said_of_dates(match))]


def said_of_crowds(crowds: Iterable[str]) -> list[str]:
    """A sentence for each group of children too large for every one to be compared with every other."""
    return [
        f"There are more children {whom} than can be compared one by one: some that are likely the same may not be named. Look "
        "whether this stands for something nobody knew."
        for whom in crowds
    ]


def _said_of_twins(mapping: Mapping) -> list[str]:
    """Columns of advice received that say the same in every row; asked for on one day it often is."""
    alike: dict[int, list[str]] = {}
    for match in mapping.columns:
        if match.says:
            alike.setdefault(match.says, []).append(match.heading)
    return [
        f"{' and '.join(headings)} say the same in every row: look whether one was filled from the other."
        for headings in alike.values()
        if len(headings) > 1
    ]


def _said_of_dates(match: ColumnMatch) -> str:
    if match.target not in DATE_TARGETS or match.evidence is None:
        return ""
    day_first, month_first, either = match.evidence
    many = so_many(either, "date")
    if match.style is DateStyle.UNSETTLED:
        held = "it is not read and its row is" if either == 1 else "they are not read and their rows are"
        return (
            f"{match.heading}: {so_many(month_first, 'date')} can only be month first, none only day first; {either:,} could be "
            f"either: {held} held until you say which the column is."
        )
    order, other = ("month", "day") if match.style is DateStyle.MONTH_FIRST else ("day", "month")
    proof, against = (month_first, day_first) if order == "month" else (day_first, month_first)
    if day_first and month_first:
        return (
            f"{match.heading}: some dates can only be read day first and some only month first; read {order} first, "
            "and the others are kept as written."
        )
    if against:
        return (
            f"{match.heading}: {so_many(against, 'date')} can only be read {other} first and none only {order} first; read "
            f"{order} first, as was chosen, and those are kept as written."
        )
    if either and not proof:
        return (
            f"{match.heading}: {many} could be read day or month first and no other date in the column tells which; read "
            f"{order} first, {'as was chosen' if order == 'month' else 'the way of the United Kingdom'}."
        )
    return ""
