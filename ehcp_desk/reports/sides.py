"""Both sides of a chronology: facts agreed told once, facts in dispute side by side, and those nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence

from ehcp_desk.domain.papers import ChronologyLine, LineMark
from ehcp_desk.reports.chronology_lines import marked_lines, when_words
from ehcp_desk.reports.model import Block, Cell, Column, Heading, Line, Paragraph, Table, Tone, words

_OPENING = (Column("No.", 4.5, fits=True), Column("Date", 16, row_head=True, fits=True))
_AGAINST = frozenset({LineMark.DISPUTED, LineMark.ALLEGED})


def both_sides(lines: Sequence[ChronologyLine]) -> list[Block]:
    """Three tables, each where it has lines; an entry disputed by anybody is in dispute."""
    disputed = [line for line in lines if any(a.mark in _AGAINST for a in line.answers)]
    agreed = [line for line in lines if line.answers and line not in disputed]
    silent = [line for line in lines if not line.answers]
    blocks: list[Block] = []
    blocks += _once("Agreed facts", agreed)
    if disputed:
        title = "Facts in dispute"
        columns = (*_OPENING, Column("The council’s record", 40), Column("The other side", 40))
        blocks += [Heading(2, title), Table(title, columns, tuple(_side_by_side(line) for line in disputed))]
    blocks += _once("Not answered by the other side", silent)
    return blocks or [Paragraph(words("There are no facts to set out."))]


def _once(title: str, lines: list[ChronologyLine]) -> list[Block]:
    if not lines:
        return []
    columns = (
        Column("No.", 4.5, fits=True),
        Column("Date", 18, row_head=True, fits=True),
        Column("Event", 52),
        Column("Source", 25),
    )
    rows = tuple((*_opening(line), _event(line), (_source(line.source, line.page),)) for line in lines)
    return [Heading(2, title), Table(title, columns, rows)]


def _opening(line: ChronologyLine) -> tuple[Cell, Cell]:
    return (words(str(line.number), tone=Tone.FAINT),), (words(when_words(line), strong=True),)


def _event(line: ChronologyLine) -> Cell:
    return words(line.event), *marked_lines(line)


def _side_by_side(line: ChronologyLine) -> tuple[Cell, ...]:
    theirs: list[Line] = []
    for answer in line.answers:
        theirs.append(words(f"{answer.by[:1].upper()}{answer.by[1:]}: {answer.mark.value}", strong=True))
        if answer.mark is not LineMark.AGREED:
            theirs.append(words(answer.says or "No words were given."))
            theirs.append(_source(answer.source or "no source given"))
    return *_opening(line), (*_event(line), _source(line.source, line.page)), tuple(theirs)


def _source(source: str, page: str = "") -> Line:
    told = source or "no source recorded"
    return words(f"{told}{f', {page}' if page else ''}", tone=Tone.QUIET, small=True)
