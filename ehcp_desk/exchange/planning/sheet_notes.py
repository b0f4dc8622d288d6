"""What a person should know about a sheet as a whole before its rows are believed: said once, in the certificate."""

from __future__ import annotations

from ehcp_desk.exchange.cells import Sheet
from ehcp_desk.exchange.planning.dates import DateStyle, evidence_of_style
from ehcp_desk.exchange.planning.mapping import ColumnMatch, Mapping
from ehcp_desk.exchange.planning.targets import DATE_TARGETS


def notes_on(sheet: Sheet, mapping: Mapping) -> list[str]:
    """Sentences: what the sheet hides or merges, and columns of dates that could be read with the month first."""
    notes = []
    if sheet.said:
        notes.append(f"Sheet {sheet.name} has {'; '.join(sheet.said)}. What is hidden is brought in like the rest.")
    dated = [match for match in mapping.columns if match.target in DATE_TARGETS]
    for match, (day_first, month_first, either) in zip(dated, _evidence(sheet, mapping, dated), strict=True):
        order = "month" if match.style is DateStyle.MONTH_FIRST else "day"
        if either and not (day_first if order == "day" else month_first):
            notes.append(
                f"{match.heading}: {either:,} date{'s' if either > 1 else ''} could be read day or month first and no "
                f"other date in the column tells which; read {order} first, the way "
                f"{'the profile says' if order == 'month' else 'of the United Kingdom'}."
            )
        elif day_first and month_first:
            notes.append(
                f"{match.heading}: some dates can only be read day first and some only month first; read {order} first, "
                "and the others are kept as written."
            )
    return notes


def _evidence(sheet: Sheet, mapping: Mapping, dated: list[ColumnMatch]) -> list[tuple[int, int, int]]:
    """What ``evidence_of_style`` finds in each column of dates, in one look through the sheet."""
    written: list[dict[str, int]] = [{} for _ in dated]
    columns = [(match.column, texts) for match, texts in zip(dated, written, strict=True)]
    for row in sheet.below(mapping.heading_row):
        for column, texts in columns:
            cell = row[column] if column < len(row) else ""
            if isinstance(cell, str) and cell:
                texts[cell] = texts.get(cell, 0) + 1
    found = []
    for texts in written:
        said = [(evidence_of_style([text]), times) for text, times in texts.items()]
        day_first, month_first, either = (sum(one[place] * times for one, times in said) for place in range(3))
        found.append((day_first, month_first, either))
    return found
