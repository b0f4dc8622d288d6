"""What a line of a chronology says on paper: its day, its source, and the marks that stand under the event."""

from __future__ import annotations

from dataclasses import replace

from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.papers import ChronologyLine, LineMark
from ehcp_desk.reports.marks import LINE_ICONS
from ehcp_desk.reports.model import Line, Tone, marked, words


def line_marks(entry: ChronologyLine) -> list[LineMark]:
    """The marks a line carries."""
    marks = [note.mark for note in entry.notes]
    if entry.recorded_on is not None:
        marks.append(LineMark.LATE)
    if entry.approximate:
        marks.append(LineMark.APPROXIMATE)
    return marks


def of_itself(entry: ChronologyLine) -> ChronologyLine:
    """The line without what the answers of the parties say, for where these stand beside it."""
    return replace(entry, notes=tuple(note for note in entry.notes if not note.answered))


def marked_lines(entry: ChronologyLine) -> list[Line]:
    """What stands under an event: marks, an approximate date, when it was written up."""
    lines = [marked(LINE_ICONS[mark], told) for mark, told in _notes(entry)]
    if entry.recorded_on is not None:
        lines.append(marked(LINE_ICONS[LineMark.LATE], _written_up(entry)))
    return lines


def source_lines(entry: ChronologyLine) -> tuple[Line, ...]:
    """What a line rests on, and its page."""
    source = (words(entry.source or "no source recorded"),)
    return (*source, words(entry.page, tone=Tone.QUIET)) if entry.page else source


def when_words(entry: ChronologyLine) -> str:
    """``about 3 May 2026`` of an approximate date."""
    when = entry.when or in_words(entry.on)
    return f"about {when}" if entry.approximate and not when.casefold().startswith("about") else when


def _notes(entry: ChronologyLine) -> list[tuple[LineMark, str]]:
    """The marked lines; an approximate date joins an allegation, which has the same sign."""
    notes = [(note.mark, note.words) for note in entry.notes]
    if not entry.approximate or any(mark is LineMark.APPROXIMATE for mark, _ in notes):
        return notes
    for place, (mark, told) in enumerate(notes):
        if mark is LineMark.ALLEGED:
            notes[place] = (mark, f"{told} Date approximate.")
            return notes
    return [*notes, (LineMark.APPROXIMATE, "Date approximate.")]


def _written_up(entry: ChronologyLine) -> str:
    assert entry.recorded_on is not None
    later = (entry.recorded_on - entry.on).days
    after = f", {day_count(later)} later" if later > 0 else ""
    by = f", by {entry.recorded_by}" if entry.recorded_by else ""
    return f"Written up on {in_words(entry.recorded_on)}{after}{by}."
