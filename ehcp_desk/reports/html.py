"""The accessible twin of a paper: the same order, headings and words as valid HTML that needs no script.

Everything a person wrote is escaped; nothing is fetched; it prints on A4 with head rows repeated.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape

from ehcp_desk.reports.breaking import Breaker
from ehcp_desk.reports.charts import chart_piece
from ehcp_desk.reports.content import content_digest, content_foot, stamp
from ehcp_desk.reports.html_style import style_sheet
from ehcp_desk.reports.model import (
    Align,
    Block,
    Cell,
    ChartBlock,
    Columns,
    Document,
    Heading,
    Icon,
    Line,
    PageBreak,
    Pairs,
    Paragraph,
    PictureBlock,
    Points,
    Rule,
    Run,
    StripBlock,
    Table,
    Tone,
)
from ehcp_desk.reports.plain_text import clean
from ehcp_desk.reports.scripts import runs_right_to_left
from ehcp_desk.reports.strip import strip_piece
from ehcp_desk.reports.styles import sheet_for
from ehcp_desk.reports.svg import picture, symbol, used

_STRIP_WIDTH, _CHART_WIDTH = 640.0, 420.0


def render_html(document: Document) -> str:
    """The whole page as text, ready to be written as UTF-8."""
    page, digest = _Page(document), content_digest(document)
    body = "\n".join(page.block(block) for block in document.blocks)
    name = escape(clean(document.name))
    standing = f" <strong>{_text(document.standing)}</strong>" if document.standing else ""
    symbols = "".join(symbol(icon) for icon in page.icons)
    defined = f'<svg class="symbols" aria-hidden="true" focusable="false">{symbols}</svg>\n' if symbols else ""
    return f"""<!DOCTYPE html>
<html lang="{escape(document.language, quote=True)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="keywords" content="{escape(stamp(document, digest), quote=True)}">
<meta name="author" content="{escape(clean(document.author), quote=True)}">
<title>{_text(document.title)}</title>
<style>
{style_sheet(document)}
</style>
</head>
<body>
{defined}<header>
{_logo(document)}<p><strong>{_text(document.council)}</strong><br>{_text(document.service)}</p>
<p>{name}{standing}<br>{_text(document.as_at)}</p>
</header>
<main>
{body}
</main>
<footer>
<p>{_text(document.reference)}</p>
<p>{_text(document.seal)}. {_text(content_foot(digest))}</p>
</footer>
</body>
</html>
"""


def _logo(document: Document) -> str:
    """The council's logo inside the page, so that nothing is fetched; the name beside it says what it is."""
    if not document.logo:
        return ""
    return f'<img class="logo" alt="" src="{_data(document.logo)}">\n'


def _data(picture: bytes) -> str:
    """A picture as an address that holds it."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def _text(text: str) -> str:
    """Words escaped, their line breaks kept, right-to-left words set apart from their neighbours."""
    escaped = escape(clean(text), quote=True).replace("\n", "<br>")
    return f"<bdi>{escaped}</bdi>" if runs_right_to_left(text) else escaped


class _Page:
    """Writes blocks and gathers the icons they use, in the order of first use."""

    def __init__(self, document: Document) -> None:
        self.icons: dict[Icon, None] = {}
        self._document = document

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                kind = ' class="boxed"' if block.boxed else ' class="small"' if block.line.small else ""
                return f"<p{kind}>{self.runs(block.line)}</p>"
            case Points():
                kind = "ol" if block.numbered else "ul"
                return f"<{kind}>{''.join(f'<li>{self.runs(item)}</li>' for item in block.items)}</{kind}>"
            case Pairs():
                rows = (f"<dt>{_text(name)}</dt><dd>{self.runs(line)}</dd>" for name, line in block.rows)
                return f"<dl>{''.join(rows)}</dl>"
            case Table():
                return self._table(block)
            case StripBlock():
                return self._strip(block)
            case ChartBlock():
                return self._chart(block)
            case PictureBlock():
                alt, shown = escape(clean(block.alt), quote=True), _data(block.content)
                caption = f"<figcaption>{_text(block.caption)}</figcaption>" if block.caption else ""
                return f'<figure><img alt="{alt}" src="{shown}">{caption}</figure>'
            case Columns():
                left, right = ("\n".join(self.block(b) for b in part) for part in (block.left, block.right))
                return f'<div class="columns">\n<div>\n{left}\n</div>\n<div>\n{right}\n</div>\n</div>'
            case Rule():
                return "<hr>"
            case PageBreak():
                return '<div class="page"></div>'

    def runs(self, line: Line) -> str:
        """The runs of a line, each in its weight and ink."""
        return "".join(self._run(run) for run in line.runs)

    def _run(self, run: Run) -> str:
        text = _text(run.text)
        if run.icon is not None:
            self.icons[run.icon] = None
            text = used(run.icon) + text
        if run.tone is not Tone.INK:
            text = f'<span class="{run.tone.value}">{text}</span>'
        if run.link:
            text = f'<a href="#{escape(run.link, quote=True)}">{text}</a>'
        return f"<strong>{text}</strong>" if run.strong else text

    def _heading(self, block: Heading) -> str:
        tag = f"h{block.level}"
        kind = ' class="ruled"' if block.ruled else ""
        kind += f' id="{escape(block.anchor, quote=True)}"' if block.anchor else ""
        aside = f'\n<p class="aside">{self.runs(block.aside)}</p>' if block.aside else ""
        return f"<{tag}{kind}>{_text(block.text)}</{tag}>{aside}"

    def _table(self, table: Table) -> str:
        head = "".join(f'<th scope="col"{_side(c.align)}>{_text(c.title)}</th>' for c in table.columns)
        rows = "\n".join(self._row(table, row) for row in table.rows)
        hidden = "" if table.head else ' class="unseen"'
        return (
            f'<table>\n<caption class="unseen">{_text(table.caption)}</caption>\n'
            f"<thead{hidden}><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
        )

    def _row(self, table: Table, row: tuple[Cell, ...]) -> str:
        if len(row) < len(table.columns):
            told = "".join(self.runs(line) for line in row[0])
            group = f'<th scope="rowgroup" colspan="{len(table.columns)}">{told}</th>'
            return f"</tbody>\n<tbody>\n<tr>{group}</tr>"
        cells: list[str] = []
        for column, cell in zip(table.columns, row, strict=True):
            lines = "".join(
                f'<div class="small">{self.runs(line)}</div>' if line.small else f"<div>{self.runs(line)}</div>"
                for line in cell
            )
            tag, scope = ("th", ' scope="row"') if column.row_head else ("td", "")
            cells.append(f"<{tag}{scope}{_side(column.align)}>{lines}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>"

    def _strip(self, block: StripBlock) -> str:
        figure = block.figure
        bare = type(figure)(figure.parts, figure.rings, figure.today)
        drawn = strip_piece(bare, sheet_for(self._document), Breaker(), 0.0, _STRIP_WIDTH)
        captions = "".join(f"<li>{_text(caption)}</li>" for caption in figure.captions)
        told = f'<p class="unseen">{_text(figure.spoken)}</p>' if figure.spoken else ""
        listed = f'<ul class="captions">{captions}</ul>' if captions else ""
        return f'<div class="strip">{picture(drawn, _STRIP_WIDTH)}{told}{listed}</div>'

    def _chart(self, block: ChartBlock) -> str:
        drawn = chart_piece(block, sheet_for(self._document), Breaker(), 0.0, _CHART_WIDTH)
        rows = "".join(
            f'<tr><th scope="row">{_text(p.full)}</th><td class="right">{_text(p.words)}</td></tr>'
            for p in block.points
        )
        target = f"; {_text(block.target_words)}" if block.target_words else ""
        return (
            f'{picture(drawn, _CHART_WIDTH)}\n<table class="charted">\n'
            f"<caption>{_text(block.title)}{target}</caption>\n"
            f'<thead><tr><th scope="col">Month</th><th scope="col" class="right">Figure</th></tr></thead>\n'
            f"<tbody>{rows}</tbody>\n</table>"
        )


def _side(align: Align) -> str:
    return "" if align is Align.LEFT else f' class="{align.value}"'
