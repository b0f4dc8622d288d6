"""What the search line and the search page show: children first, then what is written on the record."""

from __future__ import annotations

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.finding import TextHit
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.finding import find_cases, find_words
from ui.widgets.hits import Hit

NOTHING = "Nothing found. Check the spelling, or try the date of birth, the UPN or the end of a phone number."
MORE = "More are found than are shown; another word narrows them"
_CHILDREN, _RECORD = Hit(0, "Children"), Hit(0, "In the record, what was written last first")


def found(desk: Desk, typed: str, cases: int, entries: int) -> list[Hit]:
    """So many cases and entries that answer, each kind under its heading where there are both; on a reading thread."""
    children = [Hit(case.id, case.name, case.about) for case in find_cases(desk, typed, cases + 1)]
    record = [_entry(hit) for hit in find_words(desk, typed, entries + 1)]
    more = [Hit(0, MORE)] if len(children) > cases or len(record) > entries else []
    if not record:
        return [*children[:cases], *more]
    head = [_CHILDREN, *children[:cases]] if children else []
    return [*head, _RECORD, *record[:entries], *more]


def _entry(hit: TextHit) -> Hit:
    what = fact_title(hit.kind) if hit.kind else f"Document {hit.filename}"
    corrected = "corrected later" if hit.corrected else ""
    second = " · ".join(part for part in (corrected, hit.ref, what, in_words(hit.on), hit.written_by) if part)
    tab = "Timeline" if hit.kind else "Documents"
    return Hit(hit.case_id, hit.child, second, hit.snippet, tab, hit.fact_id or 0)
