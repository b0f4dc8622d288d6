"""What somebody typed as a question to a text index, and the passage of a text that answers it.

Every word is folded here before either database sees it, and only folded words reach them, each in quotation marks:
nothing that is typed can be read as an operator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from db.folding import text_words
from ehcp_desk.domain.finding import Snippet

_QUOTES = re.compile('["“”„«»]')
_CHUNK = re.compile(r"[^\s!-&(-/:-@\[-_{-~“”„«»…–—]+")
_MOST, _LONGEST = 20, 30
_BEFORE, _LENGTH = 40, 160
_LEAST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that follow one another; with ``prefix`` the last is only the beginning of one."""

    words: tuple[str, ...]
    prefix: bool = False


def clauses(typed: str) -> tuple[Clause, ...]:
    """What must all be found: every word, and every phrase in quotation marks; the last word may be unfinished."""
    parts = _QUOTES.split(typed)
    found: list[Clause] = []
    for place, part in enumerate(parts):
        chunks = [part] if place % 2 else part.split()
        found += [Clause(tuple(words)) for chunk in chunks if (words := text_words(chunk)[:_LONGEST])]
    finished = len(parts) % 2 == 1 and len(parts) > 1 and not text_words(parts[-1])
    found = found[:_MOST]
    if found and not finished:
        last = found[-1].words
        # Two letters begin a tenth of all that is written, which is slow to gather and answers nobody.
        found[-1] = Clause(last, len(last[-1]) >= _LEAST_PREFIX or not last[-1].isascii())
    return tuple(dict.fromkeys(found))


def whole(asked: Sequence[Clause]) -> tuple[Clause, ...]:
    """The same with every word finished."""
    return tuple(Clause(clause.words) for clause in asked)


def file_match(asked: Sequence[Clause]) -> str:
    """The question as SQLite's FTS5 reads it."""
    return " AND ".join(f'"{" ".join(clause.words)}"{" *" if clause.prefix else ""}' for clause in asked)


def server_match(asked: Sequence[Clause]) -> str:
    """The question as PostgreSQL's ``tsquery`` reads it, without its parser or its dictionaries."""
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in clause.words) + (":*" if clause.prefix else "") + ")"
        for clause in asked
    )


def holds(text: str, asked: Sequence[Clause]) -> bool:
    """Whether one text answers the question: what both databases say of it, without asking one."""
    line = f" {' '.join(text_words(text))} "
    return all(f" {' '.join(c.words)}{'' if c.prefix else ' '}" in line for c in asked)


def lexemes(words: Sequence[str]) -> str:
    """Words as a ``tsvector`` in PostgreSQL's own notation, each with its places."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, 1):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def snippet(text: str, asked: Sequence[Clause]) -> Snippet:
    """The passage around the first word that was looked for, with every such word in it marked."""
    whole = {word for clause in asked for word in (clause.words[:-1] if clause.prefix else clause.words)}
    begun = tuple({clause.words[-1] for clause in asked if clause.prefix})
    marked = [
        found.span()
        for found in _CHUNK.finditer(text)
        if any(word in whole or (begun and word.startswith(begun)) for word in text_words(found.group()))
    ]
    start = max(0, marked[0][0] - _BEFORE) if marked else 0
    if start:
        blank = text.find(" ", start)
        start = blank + 1 if 0 <= blank < marked[0][0] else start
    end = min(len(text), max(start + _LENGTH, marked[0][1] if marked else 0))
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in marked:
        if last > end:
            break
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return tuple((" ".join(_lines(piece)), mark) for piece, mark in pieces if piece)


def _lines(piece: str) -> list[str]:
    return re.split(r"\s+", piece)
