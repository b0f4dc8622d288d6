"""The pick-up sheet: always exactly one page.

Where everything will not fit, the oldest contacts go first, then the oldest events, then the longest passages are cut;
a line at the foot says what was left out and that the whole is in the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ehcp_desk.domain.papers import LastItem, PickUpSheet, SaidBy
from ehcp_desk.reports.chronology import seal_line
from ehcp_desk.reports.marks import STATE_ICONS
from ehcp_desk.reports.model import (
    Align,
    Block,
    Cell,
    Column,
    Columns,
    Document,
    Heading,
    Line,
    Paragraph,
    Rule,
    Run,
    StripBlock,
    Table,
    Tone,
    marked,
    words,
)
from ehcp_desk.reports.pdf import page_count

_ITEMS = 5
_FEWEST = (3, 2, 1, 0)
_LENGTHS = (600, 400, 280, 180, 120, 70, 40, 24)


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """What had to go for the sheet to be one page."""

    contacts: int = 0
    events: int = 0
    others: int = 0
    cut: bool = False

    @property
    def sentence(self) -> str:
        parts = [_counted(self.contacts, "oldest contact"), _counted(self.events, "oldest event")]
        parts += [_counted(self.others, "line") + " further down these lists" if self.others else ""]
        parts += ["the ends of long passages, shown by …" if self.cut else ""]
        told = [part for part in parts if part]
        if not told:
            return ""
        return f"Left out to keep to one page: {', '.join(told)}. The whole is in the record."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def pick_up_document(value: PickUpSheet) -> Document:
    """The sheet on one page, with as much of the value as one page holds."""
    whole = replace(value, contacts=value.contacts[:_ITEMS], events=value.events[:_ITEMS])
    shorter = _shorter(whole)
    document = _document(whole, _LeftOut())
    while page_count(document) > 1:
        following = next(shorter, None)
        if following is None:
            return document
        document = _document(*following)
    return document


def _shorter(value: PickUpSheet) -> Iterator[tuple[PickUpSheet, _LeftOut]]:
    """Ever shorter versions of the sheet, in the order in which things may go."""
    out = _LeftOut()
    for kept in range(len(value.contacts) - 1, -1, -1):
        out = replace(out, contacts=len(value.contacts) - kept)
        yield replace(value, contacts=value.contacts[:kept]), out
    bare = replace(value, contacts=())
    for kept in range(len(value.events) - 1, -1, -1):
        out = replace(out, events=len(value.events) - kept)
        yield replace(bare, events=value.events[:kept]), out
    bare = replace(bare, events=())
    for length in _LENGTHS[:4]:
        yield _cut(bare, length), replace(out, cut=True)
    for most in _FEWEST:
        for length in _LENGTHS[3:]:
            fewer, dropped = _fewer(bare, most)
            yield _cut(fewer, length), replace(out, cut=True, others=dropped)


def _fewer(value: PickUpSheet, most: int) -> tuple[PickUpSheet, int]:
    lists = (value.waiting, value.promises, value.people, value.in_their_words, value.handover)
    dropped = sum(max(0, len(entries) - most) for entries in lists)
    shown = replace(
        value,
        waiting=value.waiting[:most],
        promises=value.promises[:most],
        people=value.people[:most],
        in_their_words=value.in_their_words[:most],
        handover=value.handover[:most],
    )
    return shown, dropped


def _cut(value: PickUpSheet, most: int) -> PickUpSheet:
    """The same sheet with no passage longer than ``most`` letters; deadlines and telephone numbers stay whole."""

    def short(text: str) -> str:
        return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

    def said(entries: tuple[SaidBy, ...]) -> tuple[SaidBy, ...]:
        return tuple(SaidBy(short(e.who), short(e.words)) for e in entries)

    return replace(
        value,
        child=short(value.child),
        who=short(value.who),
        responsible=short(value.responsible),
        before_you_ring=short(value.before_you_ring),
        strip=None if most < _LENGTHS[4] else value.strip,
        deadlines=tuple(replace(d, duty=short(d.duty), owner=short(d.owner)) for d in value.deadlines),
        waiting=tuple(replace(a, what=short(a.what), whom=short(a.whom)) for a in value.waiting),
        promises=tuple(replace(p, what=short(p.what), made=short(p.made)) for p in value.promises),
        people=tuple(replace(p, name=short(p.name), detail=short(p.detail)) for p in value.people),
        in_their_words=said(value.in_their_words),
        handover=said(value.handover),
        placement=short(value.placement),
        last_decision=short(value.last_decision),
        challenges=short(value.challenges),
        risks=short(value.risks),
    )


def _document(value: PickUpSheet, out: _LeftOut) -> Document:
    blocks: list[Block] = [
        Heading(1, value.child, aside=Line((Run(f"{value.week}  ", strong=True), _state(value)))),
        Paragraph(words(value.who)),
        Paragraph(words(value.responsible, tone=Tone.QUIET)),
    ]
    if value.before_you_ring:
        blocks.append(Paragraph(_led("Before you ring:", value.before_you_ring), boxed=True))
    if value.strip is not None:
        blocks.append(StripBlock(value.strip))
    blocks += [
        Columns(_deadlines(value), _waiting(value)),
        Columns(_promises(value), _people(value)),
        Columns(
            _last("Last contacts", value.contacts, "nobody has been in touch yet", out.contacts),
            _last("Last events", value.events, "nothing has been recorded yet", out.events),
        ),
        Columns(_in_their_words(value), _handover(value)),
        Rule(),
    ]
    for name, text in (
        ("Placement:", value.placement),
        ("Last decision:", value.last_decision or "none recorded."),
        ("Open challenge, complaint or appeal:", value.challenges or "none."),
        ("Risks:", value.risks or "none recorded."),
    ):
        if text:
            blocks.append(Paragraph(_led(name, text)))
    if out.sentence:
        blocks.append(Paragraph(words(out.sentence, strong=True, small=True)))
    return Document(
        title=f"Pick-up sheet: {value.child}, {value.reference}",
        name="Pick-up sheet",
        as_at=f"As at {value.head.as_at}",
        council=value.head.council,
        service=value.head.service,
        reference=f"{value.child}, {value.reference}",
        seal=seal_line(value.head),
        author=value.head.council,
        blocks=tuple(blocks),
        large_print=value.head.large_print,
    )


def _state(value: PickUpSheet) -> Run:
    return Run(value.state, True, value.mark, STATE_ICONS[value.mark])


def _led(name: str, text: str) -> Line:
    return Line((Run(f"{name} ", strong=True), Run(text)))


def _nothing(text: str) -> Paragraph:
    return Paragraph(words(text, tone=Tone.FAINT))


def _list(heading: str, head: str, right: str, rows: list[tuple[Cell, Cell]], empty: str) -> tuple[Block, ...]:
    """A section of two-column rows under a ruled heading."""
    title = Heading(2, heading, ruled=True)
    if not rows:
        return title, _nothing(empty)
    columns = (Column(head, 62, row_head=True), Column(right, 38, Align.RIGHT))
    return title, Table(heading, columns, tuple(rows), head=False)


def _two(first: str, second: str) -> Cell:
    lines = [words(first)]
    return tuple([*lines, words(second, tone=Tone.QUIET, small=True)] if second else lines)


def _deadlines(value: PickUpSheet) -> tuple[Block, ...]:
    rows: list[tuple[Cell, Cell]] = [
        (
            _two(d.duty, d.owner),
            (marked(STATE_ICONS[d.mark], d.words, tone=d.mark, small=False), words(d.due, small=True)),
        )
        for d in value.deadlines
    ]
    return _list("Next three deadlines", "Duty", "State and last day", rows, "No time limit is running.")


def _waiting(value: PickUpSheet) -> tuple[Block, ...]:
    rows: list[tuple[Cell, Cell]] = [(_two(a.what, a.whom), (words(a.due or "no date given"),)) for a in value.waiting]
    return _list("Waiting for", "What, and from whom", "Due", rows, "We are waiting for nobody.")


def _promises(value: PickUpSheet) -> tuple[Block, ...]:
    rows: list[tuple[Cell, Cell]] = [(_two(p.what, p.made), (words(p.due),)) for p in value.promises]
    return _list("What we promised", "Promise", "By", rows, "No promise is open.")


def _people(value: PickUpSheet) -> tuple[Block, ...]:
    rows: list[tuple[Cell, Cell]] = [(_two(p.name, p.detail), (words(p.reach or "not known"),)) for p in value.people]
    return _list("People to ring", "Who", "How", rows, "Nobody is recorded.")


def _last(heading: str, items: tuple[LastItem, ...], empty: str, left_out: int) -> tuple[Block, ...]:
    title = Heading(2, heading, ruled=True)
    if not items:
        return title, _nothing("Left out: see the foot of the page." if left_out else f"None: {empty}.")
    columns = (Column("When", 30, row_head=True), Column("What", 46), Column("By", 24, Align.RIGHT))
    rows = tuple(
        ((words(i.when, tone=Tone.QUIET),), (words(i.words),), (words(i.by, tone=Tone.QUIET, small=True),))
        for i in items
    )
    return title, Table(heading, columns, rows, head=False, compact=True)


def _in_their_words(value: PickUpSheet) -> tuple[Block, ...]:
    said = tuple(Paragraph(_led(f"{s.who}:", s.words)) for s in value.in_their_words)
    empty = _nothing("Nobody’s own words are recorded yet.")
    return Heading(2, "In their words", ruled=True), *(said or (empty,))


def _handover(value: PickUpSheet) -> tuple[Block, ...]:
    said = tuple(Paragraph(_led(f"{s.who}:", s.words)) for s in value.handover)
    blocks: tuple[Block, ...] = said or (_nothing("No handover note has been written."),)
    if value.handover_by and said:
        blocks = (*blocks, Paragraph(words(value.handover_by, small=True)))
    return Heading(2, "Handover note", ruled=True), *blocks
