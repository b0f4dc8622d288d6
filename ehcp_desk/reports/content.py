"""The words of a paper as lines, the same for every form it is printed in, and the digest that is printed on it.

Charts are pictures and are left out.  The digest is of the words without any white space, so that
it can be worked out again from a file in which lines are broken otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ehcp_desk.domain.carried import digest_of
from ehcp_desk.reports.model import (
    Block,
    Columns,
    Document,
    Heading,
    Line,
    Pairs,
    Paragraph,
    PictureBlock,
    Points,
    StripBlock,
    Table,
)
from ehcp_desk.reports.plain_text import clean


def content_lines(document: Document) -> list[str]:
    """Every paragraph, name, value and line of a cell in reading order, the head of the first page first."""
    name = f"{document.name} {document.standing}" if document.standing else document.name
    head = [document.council, document.service, name, document.as_at]
    return [line for line in (tidy(text) for text in (*head, *_lines(document.blocks))) if line]


def tidy(text: str) -> str:
    """A line with single spaces and nothing unseen in it."""
    return " ".join(clean(text).split())


def digest_words(digest: str) -> str:
    """As much of a digest as people read out: ``1A2B 3C4D 5E6F``."""
    return " ".join(digest[n : n + 4] for n in (0, 4, 8)).upper()


def content_digest(document: Document) -> str:
    """The digest of the words of a paper."""
    return digest_of(content_lines(document))


def stamp(document: Document, digest: str) -> str:
    """What a file carries about itself: ``ehcp-desk content:… seal:7F3A91C2``; ``digest`` is that of its words."""
    seal = document.seal.removeprefix("Seal ")[:9].replace(" ", "") if document.seal.startswith("Seal ") else ""
    return f"ehcp-desk content:{digest} seal:{seal}"


def content_foot(digest: str) -> str:
    """The digest of the words as it is printed: ``Content 1A2B 3C4D 5E6F``."""
    return f"Content {digest_words(digest)}"


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.text
                if block.aside is not None:
                    yield _told(block.aside)
            case Paragraph() | Points():
                yield from map(_told, block.items if isinstance(block, Points) else (block.line,))
            case Pairs():
                for name, line in block.rows:
                    yield from (name, _told(line))
            case Table():
                yield from (column.title for column in block.columns if block.head)
                for row in block.rows:
                    yield from (_told(line) for cell in row for line in cell)
            case StripBlock():
                yield from block.figure.captions
            case PictureBlock():
                yield block.caption
            case Columns():
                yield from _lines(block.left)
                yield from _lines(block.right)
            case _:
                pass


def _told(line: Line) -> str:
    return "".join(run.text for run in line.runs)
