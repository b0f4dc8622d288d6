"""The chronology as a document: number, date, event, source; then every statutory limit and what was done.

A late entry, a dispute, an allegation or an approximate date has its own marked line under the event, never a column
of comment (tribunal.md 4.3).
"""

from __future__ import annotations

from ehcp_desk.domain.chronology_choice import key_dates
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.papers import Chronology, ChronologyLine, LineMark, StatutoryLimit
from ehcp_desk.reports.chronology_lines import line_marks, marked_lines, of_itself, source_lines, when_words
from ehcp_desk.reports.heads import on_paper
from ehcp_desk.reports.marks import LINE_ICONS, STATE_ICONS, STATE_KEY
from ehcp_desk.reports.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Icon,
    Line,
    Pairs,
    Paragraph,
    Run,
    Table,
    Tone,
    marked,
    words,
)
from ehcp_desk.reports.pdf import page_count
from ehcp_desk.reports.sides import both_sides

_LINES = (
    Column("No.", 4.5, fits=True),
    Column("Date", 20, Align.LEFT, row_head=True),
    Column("Event", 50),
    Column("Source and page", 25),
)
_LIMITS = (
    Column("Time limit", 33, row_head=True),
    Column("Last day", 16, fits=True),
    Column("What was done", 27),
    Column("State", 26),
)
_MOST_ON_A_PAGE = 40
_KEY_WORDS = {
    LineMark.LATE: "an entry written up more than {late_after} later",
    LineMark.DISPUTED: "a fact in dispute",
    LineMark.ALLEGED: "an allegation or an approximate date",
    LineMark.AGREED: "a fact that both sides agree",
    LineMark.CORRECTED: "an entry corrected since",
}


def chronology_document(value: Chronology) -> Document:
    """The chronology as asked for: whole or chosen lines, its key dates on one page, or both sides of each fact."""
    if value.both_sides:
        lines = tuple(map(of_itself, value.printed))
        return _document(value, lines, [*both_sides(lines), *_open(value)], "agreed and disputed", table=False)
    if value.one_page:
        return _key_dates(value)
    version = "chosen lines" if value.shown is not None else "full version"
    return _document(value, value.printed, [*_limits(value), *_open(value)], version)


def _key_dates(value: Chronology) -> Document:
    """The key dates with the limits; where that is more than a page, without them; then with fewer dates.

    Lines that answer no limit and carry no note go first, oldest first, and the head says how many are shown.
    """
    kept = list(value.printed if value.shown is not None else key_dates(value.lines))
    document = _document(value, tuple(kept), _limits(value), "key dates")
    if page_count(document) == 1:
        return document
    told = Paragraph(words("The full version shows every time limit and what was done.", small=True))
    limits: list[Block] = [told] if value.limits or value.unknown else []
    while True:
        if len(kept) <= _MOST_ON_A_PAGE:
            document = _document(value, tuple(kept), limits, "key dates")
            if not kept or page_count(document) == 1:
                return document
        kept.remove(next((entry for entry in kept if not entry.limit and not entry.notes), kept[0]))


def _document(
    value: Chronology, lines: tuple[ChronologyLine, ...], rest: list[Block], version: str, table: bool = True
) -> Document:
    blocks: list[Block] = [Heading(1, f"Chronology: {value.child}"), _about(value, lines)]
    if lines and table:
        blocks.append(Table("Events in order of date", _LINES, tuple(_row(entry) for entry in lines)))
    elif not value.lines:
        blocks.append(Paragraph(words("Nothing has been recorded on this case yet, so there are no events to list.")))
    elif not lines:
        blocks.append(Paragraph(words("No line of the chronology is among those asked for.")))
    blocks += rest
    return on_paper(
        value.head,
        title=f"Chronology: {value.child}, {value.reference}",
        name=f"Chronology, {version}",
        reference=f"{value.child}, {value.reference}",
        blocks=blocks,
        prepared_by=value.prepared_by,
    )


def _about(value: Chronology, lines: tuple[ChronologyLine, ...]) -> Pairs:
    rows = [(name, words(text)) for name, text in value.about]
    rows.append(("Reference", words(value.reference)))
    prepared = f"{value.prepared_for}, by {value.prepared_by}" if value.prepared_for else value.prepared_by
    if prepared:
        rows.append(("Prepared for" if value.prepared_for else "Prepared by", words(prepared)))
    if value.one_page or len(lines) < len(value.lines):
        chosen = f" ({value.chosen})" if value.chosen else ""
        shown = (
            f"{len(lines)} of the {len(value.lines)} lines of the full version, which numbers them the same{chosen}."
        )
        rows.append(("What it shows", words(shown)))
    if value.withheld:
        rows.append(("Left out", words(value.withheld)))
    if lines:
        rows.append(("How to read it", _how_to_read(value, lines)))
    return Pairs(tuple(rows))


def _how_to_read(value: Chronology, lines: tuple[ChronologyLine, ...]) -> Line:
    """The key, holding only the marks that this chronology uses."""
    used = {LINE_ICONS[mark] for entry in lines for mark in line_marks(entry)}
    shown = [mark for mark in _KEY_WORDS if LINE_ICONS[mark] in used]
    runs = [Run("Each line has a source. ")]
    for place, mark in enumerate(shown):
        verb = "marks " if place == 0 else ""
        end = ". " if place == len(shown) - 1 else ", "
        told = f"{verb}{_KEY_WORDS[mark]}".format(late_after=value.late_after)
        runs.append(Run(f"{told}{end}", icon=LINE_ICONS[mark]))
    if Icon.LATE_ENTRY not in used:
        runs.append(Run(f"Every line was written up within {value.late_after}."))
    return Line(tuple(runs))


def _row(entry: ChronologyLine) -> tuple[Cell, ...]:
    when = when_words(entry)
    event = [words(f"{entry.event} {entry.limit}".strip())]
    event += marked_lines(entry)
    return (words(str(entry.number), tone=Tone.FAINT),), (words(when, strong=True),), tuple(event), source_lines(entry)


def _limits(value: Chronology) -> list[Block]:
    """Each statutory limit and what was done, with the law under it, then the limits that cannot be dated."""
    if not value.limits and not value.unknown:
        return []
    blocks: list[Block] = [Heading(2, "Time limits and what was done")]
    if value.limits:
        blocks.append(Paragraph(_limit_key(value)))
        rows = tuple(_limit_row(limit) for limit in value.limits)
        blocks.append(Table("Time limits and what was done", _LIMITS, rows))
    if value.unknown:
        blocks.append(Heading(2, "Limits that cannot be dated"))
        columns = (Column("Time limit", 50, row_head=True), Column("Why it is not known", 50))
        unknown = tuple(((words(u.what),), (words(u.why),)) for u in value.unknown)
        blocks.append(Table("Limits that cannot be dated", columns, unknown))
    return blocks


def _open(value: Chronology) -> list[Block]:
    """What is still open, where it is to be printed."""
    if not value.gaps:
        return []
    return [Heading(2, "Still open"), *(Paragraph(words(sentence)) for sentence in value.gaps)]


def _limit_key(value: Chronology) -> Line:
    marks = [mark for mark in STATE_KEY if any(limit.mark is mark for limit in value.limits)]
    rules = f" by the clock rules for {value.ruleset}" if value.ruleset else ""
    runs = [Run(f"Dates are worked out from the events above{rules}. ", tone=Tone.QUIET)]
    for place, mark in enumerate(marks):
        end = "." if place == len(marks) - 1 else ", "
        runs.append(Run(STATE_KEY[mark] + end, tone=Tone.QUIET, icon=STATE_ICONS[mark]))
    return Line(tuple(runs), small=True)


def _limit_row(limit: StatutoryLimit) -> tuple[Cell, ...]:
    what = (words(limit.what), words(limit.law, tone=Tone.FAINT, small=True))
    done = [words(limit.done or "Nothing is recorded.")]
    if limit.line is not None:
        done.append(words(f"Line {limit.line}", tone=Tone.FAINT, small=True))
    state = [marked(STATE_ICONS[limit.mark], limit.words, tone=limit.mark, small=False)]
    if limit.relief:
        state.append(words(limit.relief, tone=Tone.FAINT, small=True))
    return what, (words(in_words(limit.due)),), tuple(done), tuple(state)
