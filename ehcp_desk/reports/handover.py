"""The pick-up sheet: exactly one page in ordinary print.

Where everything will not fit, the oldest contacts go first, then the oldest events; then long passages are cut and
lists shortened.  A line at the foot says what was left out and that the whole is in the record.  In large print the
words keep their size: the lists stand below each other, on up to four pages, and only what will not go there is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace

from ehcp_desk.domain.papers import LastItem, PickUpSheet, Promised, SaidBy
from ehcp_desk.reports.heads import on_paper
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
# More than this cannot stand on one page at any size, so nothing need be measured.
_PAGE_LETTERS = 9_000
_DEADLINES = 3
_LARGE_PAGES = 4
# Ever harsher: the most lines of each list, and the most letters of each passage.
_TRIMS = (
    *((30, letters) for letters in (600, 400, 280)),
    *((6, letters) for letters in (200, 160)),
    *((3, letters) for letters in (160, 120, 90)),
    *((2, letters) for letters in (120, 90, 70)),
    *((1, letters) for letters in (120, 90, 70, 50, 36, 24)),
)
# A passage as wide as the page keeps at least so many letters, until all are this terse.
_PAGE_WIDE, _TERSE = 120, 36
# Below so many letters a passage, the strip goes too: its words are in the deadlines.
_STRIP_NEEDS = 70
_LISTS = ("waiting", "promises", "people", "in_their_words", "handover", "banners")


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """What had to go for the sheet to be one page: lines of each list by its name, and whether passages were cut."""

    lines: Mapping[str, int] = field(default_factory=dict)
    cut: bool = False

    def __getitem__(self, name: str) -> int:
        return self.lines.get(name, 0)

    def sentence(self, pages: str) -> str:
        """What the reader is told, ``pages`` being how many there may be; empty where nothing was left out."""
        further = sum(self[name] for name in _LISTS)
        parts = [_counted(self["contacts"], "oldest contact"), _counted(self["events"], "oldest event")]
        parts += [f"{_counted(further, 'line')} of the other lists" if further else ""]
        parts += ["the ends of long passages, shown by “…”" if self.cut else ""]
        told = [part for part in parts if part]
        return f"Left out to keep to {pages}: {', '.join(told)}. The whole is in the record." if told else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def pick_up_document(value: PickUpSheet) -> Document:
    """The sheet with as much of the value as one page holds, or four in large print."""
    whole = replace(
        value, contacts=value.contacts[:_ITEMS], events=value.events[:_ITEMS], deadlines=value.deadlines[:_DEADLINES]
    )
    most = _LARGE_PAGES if value.head.large_print else 1
    bare = replace(whole, contacts=(), events=())
    few = _letters(astuple(bare)) <= _PAGE_LETTERS * most
    if few and page_count(_document(bare, _items_left_out(whole, bare))) <= most:
        return _first_within(most, _fewer_items(whole))
    return _first_within(most, _trimmed(whole, bare))


def _first_within(most: int, versions: Iterable[tuple[PickUpSheet, _LeftOut]]) -> Document:
    """The first version that is no more than ``most`` pages; the last and shortest where none is."""
    document: Document | None = None
    for version in versions:
        document = _document(*version)
        if page_count(document) <= most:
            return document
    assert document is not None
    return document


def _letters(value: object) -> int:
    """How much is written in a value, its lists and their entries."""
    if isinstance(value, str):
        return len(value)
    return sum(map(_letters, value)) if isinstance(value, tuple) else 0


def _fewer_items(value: PickUpSheet) -> Iterator[tuple[PickUpSheet, _LeftOut]]:
    """The sheet with ever fewer contacts and events: they stand side by side, so the oldest of each go in turn."""
    yield value, _LeftOut()
    for kept in range(max(len(value.contacts), len(value.events)) - 1, -1, -1):
        for events in (kept + 1, kept):
            shown = replace(value, contacts=value.contacts[:kept], events=value.events[:events])
            yield shown, _items_left_out(value, shown)


def _trimmed(whole: PickUpSheet, bare: PickUpSheet) -> Iterator[tuple[PickUpSheet, _LeftOut]]:
    """Without contacts and events, with ever shorter lists and passages."""
    out = dict(_items_left_out(whole, bare).lines)
    for most, letters in _TRIMS:
        dropped = {name: max(0, len(getattr(bare, name)) - most) for name in _LISTS}
        fewer = replace(bare, **{name: getattr(bare, name)[:most] for name in _LISTS})
        cut = _cut(fewer, letters)
        yield cut, _LeftOut(out | dropped, cut=cut != fewer)


def _items_left_out(whole: PickUpSheet, shown: PickUpSheet) -> _LeftOut:
    return _LeftOut(
        {"contacts": len(whole.contacts) - len(shown.contacts), "events": len(whole.events) - len(shown.events)}
    )


def _cut(value: PickUpSheet, most: int) -> PickUpSheet:
    """The same sheet with no passage longer than ``most`` letters, and more where it has the page's width.

    Dates, states and telephone numbers stay whole.
    """

    def short(text: str) -> str:
        return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

    def longer(text: str) -> str:
        wide = max(2 * most, _PAGE_WIDE if most >= _TERSE else 0)
        return text if len(text) <= wide else f"{text[: wide - 1].rstrip()}…"

    def said(entries: tuple[SaidBy, ...]) -> tuple[SaidBy, ...]:
        return tuple(SaidBy(short(e.who), short(e.words)) for e in entries)

    return replace(
        value,
        child=short(value.child),
        who=longer(value.who),
        responsible=longer(value.responsible),
        before_you_ring=longer(value.before_you_ring),
        banners=tuple(map(longer, value.banners)),
        decides=longer(value.decides),
        speaks=longer(value.speaks),
        strip=None if most < _STRIP_NEEDS else value.strip,
        deadlines=tuple(replace(d, duty=short(d.duty), owner=short(d.owner)) for d in value.deadlines),
        waiting=tuple(replace(a, what=short(a.what), whom=short(a.whom)) for a in value.waiting),
        promises=tuple(replace(p, what=short(p.what), made=short(p.made)) for p in value.promises),
        people=tuple(replace(p, name=short(p.name), detail=short(p.detail)) for p in value.people),
        in_their_words=said(value.in_their_words),
        handover=said(value.handover),
        placement=short(value.placement),
        last_decision=longer(value.last_decision),
        challenges=short(value.challenges),
        risks=short(value.risks),
    )


def _document(value: PickUpSheet, out: _LeftOut) -> Document:
    who = Run(f"{value.who}\n")
    blocks: list[Block] = [
        Heading(1, value.child, aside=Line((Run(f"{value.week}  ", strong=True), _state(value)))),
        Paragraph(Line((who, Run(value.responsible, tone=Tone.QUIET)))),
    ]
    first = [*value.banners, value.before_you_ring] if value.before_you_ring else list(value.banners)
    if first:
        blocks.append(Paragraph(_led("Before you ring:", " ".join(map(_ended, first))), boxed=True))
    blocks += _decides(value)
    if value.strip is not None:
        blocks.append(StripBlock(value.strip))
    blocks += [Columns(_deadlines(value), _waiting(value, out)), Columns(_promises(value, out), _people(value, out))]
    if value.contacts or value.events or not (out["contacts"] or out["events"]):
        blocks.append(Columns(_contacts(value, out), _events(value, out)))
    blocks += [Columns(_in_their_words(value, out), _handover(value, out)), Rule()]
    blocks.append(Paragraph(_led("Last decision:", value.last_decision or "none recorded.")))
    standing = (
        ("Placement:", value.placement or "not recorded."),
        ("Open challenge, complaint or appeal:", value.challenges or "none."),
        ("Risks:", value.risks or "none recorded."),
    )
    blocks.append(Paragraph(Line(tuple(run for name, text in standing for run in _led(name, f"{_ended(text)} ").runs))))
    if left := out.sentence("four pages" if value.head.large_print else "one page"):
        blocks.append(Paragraph(words(left, strong=True, small=True)))
    return on_paper(
        value.head,
        title=f"Pick-up sheet: {value.child}, {value.reference}",
        name="Pick-up sheet",
        reference=f"{value.child}, {value.reference}",
        blocks=_one_below_the_other(blocks) if value.head.large_print else blocks,
    )


def _one_below_the_other(blocks: Iterable[Block]) -> list[Block]:
    """Lists that stand side by side in ordinary print: half a page is too narrow for large type."""
    return [
        one for block in blocks for one in ((*block.left, *block.right) if isinstance(block, Columns) else (block,))
    ]


def _decides(value: PickUpSheet) -> list[Block]:
    """Who decides, and how the child is understood, on one line."""
    told = (("Who decides:", value.decides), ("Language and communication:", value.speaks))
    runs = tuple(run for name, text in told if text for run in _led(name, f"{_ended(text)} ").runs)
    return [Paragraph(Line(runs))] if runs else []


def _state(value: PickUpSheet) -> Run:
    return Run(value.state, True, value.mark, STATE_ICONS[value.mark])


def _ended(text: str) -> str:
    """A passage with a full stop where another follows it."""
    return text if text.rstrip().endswith((".", "!", "?", "…", "”")) else f"{text.rstrip()}."


def _led(name: str, text: str) -> Line:
    return Line((Run(f"{name} ", strong=True), Run(text)))


def _list(heading: str, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]], empty: str) -> tuple[Block, ...]:
    """A section of rows under a ruled heading, its head row left to the ear."""
    title = Heading(2, heading, ruled=True)
    if not rows:
        return title, Paragraph(words(empty, tone=Tone.FAINT))
    return title, Table(heading, columns, tuple(rows), head=False)


def _empty(left_out: int, truth: str) -> str:
    """Why a list is empty: because there is nothing, or because the page had no room."""
    return "Left out: see the foot of the page." if left_out else truth


def _pair(first: str, second: str) -> tuple[Column, ...]:
    return Column(first, 70, row_head=True), Column(second, 30, Align.RIGHT, fits=True)


def _two(first: str, second: str) -> Cell:
    lines = [words(first)]
    return tuple([*lines, words(second, tone=Tone.QUIET, small=True)] if second else lines)


def _deadlines(value: PickUpSheet) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = [
        (
            _two(d.duty, d.owner),
            (marked(STATE_ICONS[d.mark], d.words, tone=d.mark, small=False), words(d.due, small=True)),
        )
        for d in value.deadlines
    ]
    columns = _pair("Duty", "State and last day")
    return _list("Next three deadlines", columns, rows, "No time limit is running.")


def _waiting(value: PickUpSheet, out: _LeftOut) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = [(_two(a.what, a.whom), (words(a.due or "no date given"),)) for a in value.waiting]
    empty = _empty(out["waiting"], "We wait for no advice.")
    return _list("Waiting for", _pair("What, and from whom", "Due"), rows, empty)


def _promises(value: PickUpSheet, out: _LeftOut) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = [(_two(p.what, p.made), _when(p)) for p in value.promises]
    empty = _empty(out["promises"], "Nothing is owed to anybody.")
    return _list("Promised and waiting", _pair("What, and whose word it is or who waits", "By"), rows, empty)


def _when(one: Promised) -> Cell:
    """The day, under how it stands where it is due or late."""
    if not one.words:
        return (words(one.due),)
    return marked(STATE_ICONS[one.mark], one.words, tone=one.mark, small=False), words(one.due, small=True)


def _people(value: PickUpSheet, out: _LeftOut) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = [(_two(p.name, p.detail), (words(p.reach or "not known"),)) for p in value.people]
    return _list("People to ring", _pair("Who", "How"), rows, _empty(out["people"], "Nobody is recorded."))


def _contacts(value: PickUpSheet, out: _LeftOut) -> tuple[Block, ...]:
    empty = _empty(out["contacts"], "Nobody has been in touch yet.")
    return _last(_heading("contact", len(value.contacts)), value.contacts, empty)


def _events(value: PickUpSheet, out: _LeftOut) -> tuple[Block, ...]:
    empty = _empty(out["events"], "Nothing has been recorded yet.")
    return _last(_heading("event", len(value.events)), value.events, empty)


def _heading(noun: str, number: int) -> str:
    """``Last five contacts``, or as many as there are."""
    if number <= 1:
        return f"Last {noun}" if number else f"Last {noun}s"
    return f"Last {('two', 'three', 'four', 'five')[number - 2]} {noun}s"


def _last(heading: str, items: tuple[LastItem, ...], empty: str) -> tuple[Block, ...]:
    columns = (
        Column("When", 30, row_head=True, fits=True),
        Column("What", 46),
        Column("By", 24, Align.RIGHT, fits=True),
    )
    rows: list[tuple[Cell, ...]] = [
        ((words(i.when, tone=Tone.QUIET),), (words(i.words),), (words(i.by, tone=Tone.QUIET, small=True),))
        for i in items
    ]
    title, listed = _list(heading, columns, rows, empty)
    return title, replace(listed, compact=True) if isinstance(listed, Table) else listed


def _in_their_words(value: PickUpSheet, out: _LeftOut) -> tuple[Block, ...]:
    said = tuple(Paragraph(_led(f"{s.who}:", s.words)) for s in value.in_their_words)
    empty = _empty(out["in_their_words"], "Nobody’s own words are recorded yet.")
    return Heading(2, "In their words", ruled=True), *(said or (Paragraph(words(empty, tone=Tone.FAINT)),))


def _handover(value: PickUpSheet, out: _LeftOut) -> tuple[Block, ...]:
    heading = Heading(2, "Handover note", ruled=True)
    said = tuple(Paragraph(_led(f"{s.who}:", s.words)) for s in value.handover)
    if not said:
        empty = _empty(out["handover"], "No handover note has been written.")
        return heading, Paragraph(words(empty, tone=Tone.FAINT))
    signed = (Paragraph(words(value.handover_by, small=True)),) if value.handover_by else ()
    return heading, *said, *signed
