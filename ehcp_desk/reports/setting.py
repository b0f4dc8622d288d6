"""Setting the blocks of a document in type: from words to pieces with a height."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ehcp_desk.reports.breaking import Breaker, SetLine
from ehcp_desk.reports.charts import chart_piece
from ehcp_desk.reports.fonts import BOLD, SEMIBOLD
from ehcp_desk.reports.model import (
    Align,
    Block,
    Cell,
    ChartBlock,
    Columns,
    Heading,
    Line,
    PageBreak,
    Pairs,
    Paragraph,
    PictureBlock,
    Points,
    Rule,
    StripBlock,
    Table,
    Tone,
    words,
)
from ehcp_desk.reports.pieces import Drawn, Picture, Piece, Sign, Words, box, line, stacked
from ehcp_desk.reports.strip import strip_piece
from ehcp_desk.reports.styles import CONTROL, HAIRLINE, TONES, Sheet, Type

_COLUMN_GAP = 8.0
_INK = TONES[Tone.INK]
_PROGRESS_ROWS = 100
# A fitting column is measured on this many rows at each end of its table, and takes at most this part of the width;
# where such columns together would leave too little for the rest, the widest gives way first, down to its longest word.
_MEASURED = 100
_WIDEST = 0.5
_MOST_FITTED = 0.56


def baseline(kind: Type) -> float:
    """How far below the top of its line the baseline of a type stands (capitals in the middle of the line)."""
    return kind.leading / 2 + kind.size * 0.36


def put(
    lines: list[SetLine], kind: Type, x: float, y: float, width: float, align: Align, to_words: list[Words],
    to_drawn: list[Drawn],
) -> float:  # fmt: skip
    """Lines set one under another from ``y``; the height they took."""
    base = y + baseline(kind)
    size, leading = kind.size, kind.leading
    for set_line in lines:
        left = x
        if align is Align.RIGHT:
            left = x + width - set_line.width
        elif align is Align.CENTRE:
            left = x + (width - set_line.width) / 2
        for offset, face, ink, text in set_line.spans:
            to_words.append((left + offset, base, face, size, ink, text))
        for offset, icon, ink in set_line.signs:
            to_drawn.append(Sign(left + offset, base, icon, size, ink))
        base += leading
    return leading * len(lines)


@dataclass(slots=True)
class Setter:
    """Sets blocks on one sheet.  ``told`` is called now and then with the number of pieces set; it may raise."""

    sheet: Sheet
    breaker: Breaker = field(default_factory=Breaker)
    told: Callable[[int], None] | None = None
    _count: int = 0

    def pieces(self, blocks: tuple[Block, ...], x: float, width: float) -> list[Piece]:
        """Every block in order, set between ``x`` and ``x + width``."""
        out: list[Piece] = []
        new_page = False
        for block in blocks:
            if isinstance(block, PageBreak):
                new_page = True
                continue
            made = self._block(block, x, width)
            if new_page and made:
                made[0].new_page, new_page = True, False
            out.extend(made)
        return out

    def _block(self, block: Block, x: float, width: float) -> list[Piece]:
        match block:
            case Heading():
                return [self._heading(block, x, width)]
            case Paragraph():
                return [self._paragraph(block, x, width)]
            case Points():
                return self._points(block, x, width)
            case Pairs():
                return self._pairs(block, x, width)
            case Table():
                return self._table(block, x, width)
            case StripBlock():
                return [strip_piece(block.figure, self.sheet, self.breaker, x, width)]
            case ChartBlock():
                return [chart_piece(block, self.sheet, self.breaker, x, width)]
            case PictureBlock():
                return [self._picture(block, x, width)]
            case Columns():
                return self._columns(block, x, width)
            case Rule():
                rule = line(x, 0, x + width, 0, 0.75, CONTROL)
                return [Piece(1.0, drawn=[rule], gap=9 * self.sheet.scale)]
            case PageBreak():
                return []

    def _heading(self, block: Heading, x: float, width: float) -> Piece:
        sheet = self.sheet
        kind, face = (sheet.title, SEMIBOLD) if block.level == 1 else (sheet.heading, BOLD)
        kind = sheet.body if block.level > 2 else kind
        gap = (4.0 if block.level == 1 else 13.0) * sheet.scale
        piece = Piece(0.0, gap=gap, keep=True, bookmark=(block.level, block.text))
        aside = self.breaker.lines(block.aside, sheet.body.size, width) if block.aside else []
        own = self.breaker.lines(words(block.text, strong=True), kind.size, width, face)
        height = put(own, kind, x, 0.0, width, Align.LEFT, piece.words, piece.drawn)
        if aside and len(own) == len(aside) == 1 and own[0].width + aside[0].width + 16.0 <= width:
            top = baseline(kind) - baseline(sheet.body)
            put(aside, sheet.body, x, top, width, Align.RIGHT, piece.words, piece.drawn)
        else:
            height += put(aside, sheet.body, x, height, width, Align.LEFT, piece.words, piece.drawn)
        piece.height = height + 2.0 * sheet.scale
        if block.ruled:
            piece.height += 2.0 * sheet.scale
            piece.drawn.append(line(x, piece.height, x + width, piece.height, 0.75, CONTROL))
        return piece

    def _paragraph(self, block: Paragraph, x: float, width: float) -> Piece:
        kind = self._type(block.line, False)
        if not block.boxed:
            lines = self.breaker.lines(block.line, kind.size, width)
            piece = Piece(0.0, gap=4.0 * self.sheet.scale, keep=block.tied)
            piece.height = put(lines, kind, x, 0.0, width, Align.LEFT, piece.words, piece.drawn)
            return piece
        pad = 6.0 * self.sheet.scale
        lines = self.breaker.lines(block.line, kind.size, width - 2 * pad)
        piece = Piece(0.0, gap=7.0 * self.sheet.scale)
        inner = put(lines, kind, x + pad, pad * 0.8, width, Align.LEFT, piece.words, piece.drawn)
        piece.height = inner + 1.6 * pad
        piece.drawn.append(box(x, 0, width, piece.height, ink=_INK, thickness=1.2))
        return piece

    def _points(self, block: Points, x: float, width: float) -> list[Piece]:
        indent = 14.0 * self.sheet.scale
        out: list[Piece] = []
        for item in block.items:
            kind = self._type(item, False)
            piece = Piece(0.0, gap=(2.0 if out else 4.0) * self.sheet.scale)
            mark = words(f"{len(out) + 1}" if block.numbered else "•")
            put(self.breaker.lines(mark, kind.size, indent), kind, x + 3.0 * self.sheet.scale, 0.0, indent, Align.LEFT,
                piece.marks, piece.drawn)  # fmt: skip
            lines = self.breaker.lines(item, kind.size, width - indent)
            piece.height = put(lines, kind, x + indent, 0.0, width, Align.LEFT, piece.words, piece.drawn)
            out.append(piece)
        return out

    def _picture(self, block: PictureBlock, x: float, width: float) -> Piece:
        """As wide as the text and never higher than half a page, in a hairline frame, its caption beneath."""
        drawn = Picture.within(block.content, x, 0.0, width, self.sheet.height / 2)
        piece = Piece(drawn.height, drawn=[drawn], gap=6.0 * self.sheet.scale)
        piece.drawn.append(box(x, 0.0, drawn.width, drawn.height, ink=HAIRLINE))
        if block.caption:
            lines = self.breaker.lines(words(block.caption, tone=Tone.QUIET), self.sheet.small.size, width)
            top = drawn.height + 2.0
            piece.height = top + put(lines, self.sheet.small, x, top, width, Align.LEFT, piece.words, piece.drawn)
        return piece

    def _pairs(self, block: Pairs, x: float, width: float) -> list[Piece]:
        kind = self.sheet.body
        names = [self.breaker.lines(words(name, tone=Tone.FAINT), kind.size, width * 0.3) for name, _ in block.rows]
        indent = max((s.width for lines in names for s in lines), default=0.0) + 10.0 * self.sheet.scale
        out: list[Piece] = []
        for name, (_, value) in zip(names, block.rows, strict=True):
            piece = Piece(0.0, gap=1.0 * self.sheet.scale if out else 3.0)
            put(name, kind, x, 0.0, width, Align.LEFT, piece.words, piece.drawn)
            lines = self.breaker.lines(value, kind.size, width - indent)
            taken = put(lines, kind, x + indent, 0.0, width, Align.LEFT, piece.words, piece.drawn)
            piece.height = max(taken, kind.leading * len(name))
            out.append(piece)
        return out

    def _columns(self, block: Columns, x: float, width: float) -> list[Piece]:
        """Side by side; where that would be taller than a page, one after the other at full width."""
        gutter = 16.0
        left_width = (width - gutter) * block.left_share
        left = stacked(self.pieces(block.left, x, left_width))
        right = stacked(self.pieces(block.right, x + left_width + gutter, width - gutter - left_width))
        gap = 10.0 * self.sheet.scale
        if max(left.height, right.height) > self.sheet.height - 6 * self.sheet.margin:
            return [*self.pieces(block.left, x, width), *self.pieces(block.right, x, width)]
        beside = Piece(max(left.height, right.height), left.words + right.words, left.drawn + right.drawn, gap)
        beside.labels, beside.marks = left.labels + right.labels, left.marks + right.marks
        return [beside]

    def _table(self, table: Table, x: float, width: float) -> list[Piece]:
        places = self._places(table, x, width)
        head: Piece | None = None
        out: list[Piece] = []
        if table.head:
            cells = tuple((words(c.title, strong=True, small=True),) for c in table.columns)
            head = self._row(table, cells, places, bold=BOLD)
            head.drawn.append(line(x, head.height, x + width, head.height, 1.0, _INK))
            head.keep = True
            head.gap = 5.0 * self.sheet.scale
            out.append(head)
        for row in table.rows:
            group = len(row) < len(table.columns)
            piece = self._row(table, row, [(x, width, Align.LEFT)] if group else places)
            piece.keep = group
            piece.drawn.append(line(x, piece.height, x + width, piece.height, 0.5, HAIRLINE))
            piece.head = head
            out.append(piece)
            self._count += 1
            if self.told is not None and self._count % _PROGRESS_ROWS == 0:
                self.told(self._count)
        return out

    def _places(self, table: Table, x: float, width: float) -> list[tuple[float, float, Align]]:
        """Left edge, width and alignment of each column."""
        gap = _COLUMN_GAP * min(self.sheet.scale, 1.2)
        usable = width - gap * (len(table.columns) - 1)
        fits = [n for n, column in enumerate(table.columns) if column.fits]
        fitted = {n: self._fitted(table, n, usable) for n in fits}
        shared = [n for n in range(len(table.columns)) if n not in fitted]
        wanted = sum(self._fitted(table, n, usable) for n in shared)  # they are left no more than they can use
        over = sum(fitted.values()) - max(usable * _MOST_FITTED, usable - wanted)
        for n in sorted(fits, key=lambda place: -fitted[place]) if over > 0 else ():
            narrower = min(fitted[n], max(fitted[n] - over, self._fitted(table, n, usable, whole_lines=False)))
            over -= fitted[n] - narrower
            fitted[n] = narrower
        widths = fitted | self._shared(table, shared, usable, fitted)
        places: list[tuple[float, float, Align]] = []
        for place, column in enumerate(table.columns):
            places.append((x, widths[place], column.align))
            x += widths[place] + gap
        return places

    def _shared(self, table: Table, shared: list[int], usable: float, fitted: dict[int, float]) -> dict[int, float]:
        """What is left by their shares, and where there is room for it none narrower than its longest word."""
        left = usable - sum(fitted.values())
        whole = sum(table.columns[n].share for n in shared) or 1.0
        fair = {n: left * table.columns[n].share / whole for n in shared}
        least = {n: self._fitted(table, n, usable, whole_lines=False) for n in shared}
        room = left - sum(least.values())
        if room < 0 or all(fair[n] >= least[n] for n in shared):
            return fair
        over = {n: max(0.0, fair[n] - least[n]) for n in shared}
        return {n: least[n] + room * over[n] / sum(over.values()) for n in shared}

    def _fitted(self, table: Table, place: int, usable: float, whole_lines: bool = True) -> float:
        """The widest line (or word) of a column's head and cells, but no more than a fair part of the whole."""
        measured = (*table.rows[:_MEASURED], *table.rows[_MEASURED:][-_MEASURED:])
        cells = [row[place] for row in measured if len(row) == len(table.columns)]
        entries = [entry for cell in cells for entry in cell]
        wide = 0.0
        if table.head:
            entries.append(words(table.columns[place].title, strong=True, small=True))
        for entry in entries:
            kind = self._type(entry, table.compact)
            if whole_lines:
                lines = self.breaker.lines(entry, kind.size, usable, BOLD)
                wide = max(wide, *(one.width for one in lines), 0.0)
            else:
                wide = max(wide, self.breaker.longest_word(entry, kind.size, BOLD))
        return min(wide + 0.5, usable * _WIDEST)

    def _row(
        self, table: Table, row: tuple[Cell, ...], places: list[tuple[float, float, Align]], bold: str = SEMIBOLD
    ) -> Piece:
        pad = self.sheet.hairline_gap * (0.55 if table.compact else 1.0)
        piece = Piece(0.0)
        tallest = 0.0
        for cell, (x, width, align) in zip(row, places, strict=True):
            y = pad
            for entry in cell:
                kind = self._type(entry, table.compact)
                lines = self.breaker.lines(entry, kind.size, width, bold)
                y += put(lines, kind, x, y, width, align, piece.words, piece.drawn)
            tallest = max(tallest, y)
        piece.height = tallest + pad
        return piece

    def _type(self, entry: Line, compact: bool) -> Type:
        if compact:
            return self.sheet.compact
        return self.sheet.small if entry.small else self.sheet.body
