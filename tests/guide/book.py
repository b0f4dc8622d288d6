"""The guide as a paper: the chapters in docs/guide, their pictures, and the counts of the ten tasks put in.

A chapter is Markdown of a few kinds: headings, paragraphs, bold, links inside the guide, lists, tables, and a picture as
a paragraph of its own (``![what it shows](name "caption")``).  ``{{3}}`` is where the counts of the third task stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ehcp_desk.reports.model import Block, Column, Document, Heading, Line, Paragraph, PictureBlock, Points, Run, Table
from tests.guide.tasks import TEN
from tests.guide.ten_tasks_page import counted

CHAPTERS = Path(__file__).resolve().parents[2] / "docs" / "guide"
TITLE = "EHCP Desk: the user guide"


class BadChapter(Exception):
    """A chapter names a picture that is not drawn, or uses Markdown that the guide does not know."""


def texts() -> list[str]:
    """Every chapter in order, with the counts put in."""
    return [
        re.sub(r"\{\{(\d+)\}\}", _counts, path.read_text(encoding="utf-8"))
        for path in sorted(CHAPTERS.glob("[0-9]*.md"))
    ]


def _counts(place: re.Match[str]) -> str:
    task = TEN[int(place[1]) - 1]
    return f"{counted(task.ours)} here; {counted(task.sheet)} in a workbook"


def pictures_named(texts: list[str]) -> list[str]:
    """The names of the pictures, in the order of the guide."""
    return [name for text in texts for name in re.findall(r"^!\[[^\]]*\]\((\S+)", text, re.MULTILINE)]


def document(texts: list[str], pictures: Mapping[str, bytes]) -> Document:
    """The whole guide.  Raises BadChapter."""
    chapters = [block for text in texts for block in blocks(text, pictures)]
    heads = [block for block in chapters if isinstance(block, Heading) and block.level == 2]
    contents = Points(tuple(Line((Run(head.text, link=head.anchor),)) for head in heads))
    first = next(n for n, block in enumerate(chapters) if block is heads[0])
    whole = (*chapters[:first], Heading(2, "What is in it", anchor="contents"), contents, *chapters[first:])
    return Document(TITLE, "User guide", "The pictures show Friday 30 October 2026", "EHCP Desk",
                    "People, schools and councils are fictional", "User guide", "", "EHCP Desk", whole)  # fmt: skip


def blocks(text: str, pictures: Mapping[str, bytes]) -> Iterator[Block]:
    """The blocks of one chapter."""
    tokens = iter(MarkdownIt("commonmark").enable("table").parse(text))
    for token in tokens:
        match token.type:
            case "heading_open":
                words = "".join(run.text for run in _runs(next(tokens)))
                yield Heading(int(token.tag[1]), words, anchor=anchor(words))
            case "paragraph_open":
                yield _paragraph(next(tokens), pictures)
            case "bullet_list_open" | "ordered_list_open":
                inside = _until(tokens, token.type.replace("_open", "_close"))
                items = tuple(Line(_runs(one)) for one in inside if one.type == "inline")
                yield Points(items, numbered=token.type.startswith("ordered"))
            case "table_open":
                yield _table([one for one in _until(tokens, "table_close") if one.type in ("tr_open", "inline")])
            case "heading_close" | "paragraph_close":
                pass
            case other:
                raise BadChapter(f"The guide does not know {other}.")


def anchor(words: str) -> str:
    """What a link goes to: ``The caseworker's day`` is ``the-caseworker-s-day``."""
    return re.sub(r"\W+", "-", words.casefold()).strip("-")


def _until(tokens: Iterator[Token], end: str) -> Iterator[Token]:
    for token in tokens:
        if token.type == end:
            return
        yield token


def _paragraph(token: Token, pictures: Mapping[str, bytes]) -> Block:
    inside = token.children or []
    if len(inside) != 1 or inside[0].type != "image":
        return Paragraph(Line(_runs(token)))
    name = str(inside[0].attrs["src"])
    if name not in pictures:
        raise BadChapter(f"The picture {name} is in a chapter and is not drawn.")
    return PictureBlock(pictures[name], inside[0].content, str(inside[0].attrs.get("title", "")))


def _runs(token: Token) -> tuple[Run, ...]:
    """Words in their weight; keys (``F3``) and bold are strong."""
    found: list[Run] = []
    strong, link = False, ""
    for part in token.children or []:
        match part.type:
            case "strong_open" | "strong_close":
                strong = part.type == "strong_open"
            case "link_open" | "link_close":
                link = str(part.attrs.get("href", "")).removeprefix("#") if part.type == "link_open" else ""
            case "code_inline":
                found.append(Run(part.content, strong=True))
            case "text" | "softbreak":
                found.append(Run(part.content or " ", strong, link=link))
            case other:
                raise BadChapter(f"The guide does not know {other} in “{token.content}”.")
    return tuple(run for run in found if run.text)


def _table(tokens: list[Token]) -> Table:
    rows: list[list[tuple[Line, ...]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        else:
            rows[-1].append((Line(_runs(token)),))
    heads = ["".join(run.text for run in cell[0].runs) for cell in rows[0]]
    columns = tuple(Column(title, 1.0 if n else 1.4, row_head=n == 0) for n, title in enumerate(heads))
    return Table(", ".join(heads), columns, tuple(tuple(row) for row in rows[1:]))
