"""Page numbers of a bundle: from 1 without a gap, or those of an earlier version kept and new pages put beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise

from ehcp_desk.domain.bundles import Span

_LABEL = re.compile(r"([A-Z]*?)(\d+)([A-Z]*)")


def fresh_numbers(things: Sequence[tuple[str, int]], prefix: str = "") -> tuple[Span, ...]:
    """Every page of every (key, pages) numbered in order, so that the number is the page of the file."""
    spans, at = [], 1
    for key, pages in things:
        spans.append(Span(key, tuple(f"{prefix}{n}" for n in range(at, at + pages))))
        at += pages
    return tuple(spans)


def kept_numbers(
    things: Sequence[tuple[str, int]], before: Sequence[Span], lettered: bool, prefix: str = ""
) -> tuple[Span, ...]:
    """What was in the earlier version keeps its numbers; other pages are lettered (45A) or numbered on from the last.

    A thing that grew letters its further pages after its own last one.  ``things`` stand in the order of the file; with
    ``lettered`` False those that are new stand at its end.
    """
    was = {span.key: span.labels for span in before}
    taken = {label for labels in was.values() for label in labels}
    number, previous = max((_number(label) for label in taken), default=0), f"{prefix}0"
    spans = []
    for key, pages in things:
        labels = list(was.get(key, ())[:pages])
        if labels:
            previous = labels[-1]
        while len(labels) < pages:
            if lettered or key in was:
                previous = _lettered(previous, taken)
            else:
                number += 1
                previous = f"{prefix}{number}"
            taken.add(previous)
            labels.append(previous)
        spans.append(Span(key, tuple(labels)))
    return tuple(spans)


def runs(labels: Iterable[str]) -> list[tuple[int, str, int | None]]:
    """(place from 0, what is printed before, first number) for each run of pages numbered in order; None for a lettered
    page, whose words are its whole label."""
    found: list[tuple[int, str, int | None]] = []
    expected: tuple[str, int] | None = None
    for place, label in enumerate(labels):
        match = _LABEL.fullmatch(label)
        if match is None or match[3]:
            found.append((place, label, None))
            expected = None
            continue
        if expected != (match[1], int(match[2])):
            found.append((place, match[1], int(match[2])))
        expected = (match[1], int(match[2]) + 1)
    return found


def continuous(labels: Sequence[str]) -> bool:
    """True where every page's number is the place it has in the file."""
    numbers = [_LABEL.fullmatch(label) for label in labels]
    first = [m is not None and not m[3] for m in numbers]
    return all(first) and all(_number(b) == _number(a) + 1 for a, b in pairwise(labels)) and _starts_at_one(labels)


def _starts_at_one(labels: Sequence[str]) -> bool:
    return not labels or _number(next(islice(labels, 1))) == 1


def _number(label: str) -> int:
    match = _LABEL.fullmatch(label)
    return int(match[2]) if match is not None else 0


def _lettered(label: str, taken: set[str]) -> str:
    """The next label after this one that nothing has: 45, 45A, 45B … 45Z, 45AA."""
    match = _LABEL.fullmatch(label)
    stem, letters = (f"{match[1]}{match[2]}", match[3]) if match is not None else (label, "")
    while True:
        letters = _next(letters)
        if f"{stem}{letters}" not in taken:
            return f"{stem}{letters}"


def _next(letters: str) -> str:
    if not letters:
        return "A"
    if letters[-1] != "Z":
        return letters[:-1] + chr(ord(letters[-1]) + 1)
    return _next(letters[:-1]) + "A"


def by_key(spans: Iterable[Span]) -> Mapping[str, tuple[str, ...]]:
    """The labels of each thing."""
    return {span.key: span.labels for span in spans}
