"""What a person should know about a sheet as a whole before its rows are believed: said once, in the certificate."""

from __future__ import annotations

from ehcp_desk.exchange.cells import Sheet
from ehcp_desk.exchange.planning.dates import DateStyle, evidence_of_style
from ehcp_desk.exchange.planning.mapping import Mapping
from ehcp_desk.exchange.planning.targets import DATE_TARGETS


def notes_on(sheet: Sheet, mapping: Mapping) -> list[str]:
    """Sentences: what the sheet hides or merges, and columns of dates that could be read with the month first."""
    notes = []
    if sheet.said:
        notes.append(f"Sheet {sheet.name} has {'; '.join(sheet.said)}. What is hidden is brought in like the rest.")
    below = sheet.rows[mapping.heading_row :]
    for match in mapping.columns:
        if match.target not in DATE_TARGETS:
            continue
        written = [row[match.column] for row in below if match.column < len(row)]
        day_first, month_first, either = evidence_of_style([text for text in written if isinstance(text, str)])
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
