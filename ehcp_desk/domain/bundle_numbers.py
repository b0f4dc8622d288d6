"""Page numbers of a bundle: from 1 without a gap, or those of an earlier version kept and new pages put beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ehcp_desk.domain.bundles import APART, PAPERS, BundleList, Entry, Span, pages_of

_LABEL = re.compile(r"([A-Z]*?)(\d+)([A-Z]*)")


def fresh_numbers(things: Sequence[tuple[str, int]], prefix: str = "") -> tuple[Span, ...]:
    """Every page of every (key, pages) numbered in order, so that the number is the page of the file."""
    spans, at = [], 1
    for key, pages in things:
        spans.append(Span(key, tuple(f"{prefix}{n}" for n in range(at, at + pages))))
        at += pages
    return tuple(spans)


def numbers_before(
    kept: Sequence[BundleList], entries: Iterable[Entry], apart: bool = False
) -> tuple[tuple[Span, ...], frozenset[str]]:
    """The label every page had last in the versions kept, and every label there ever was: neither may be another page's.

    The labels of a thing stand page by page as it goes in now, "" for a page that never had one.  ``apart`` asks about the
    confidential part.  The list of papers is numbered anew each time, so its labels count for nothing.
    """
    now = {e.key: e for e in entries}
    owner: dict[str, tuple[str, int]] = {}
    for version in reversed(kept):
        for span in version.spans:
            key = span.key.removeprefix(APART)
            if span.key.startswith(APART) is apart and key != PAPERS:
                there = _pages_then(version, span, now.get(key))
                owner |= {
                    label: (key, page) for label, page in zip(span.labels, there, strict=True) if label not in owner
                }
    had: dict[str, dict[int, list[str]]] = {}
    for label, (key, page) in owner.items():
        had.setdefault(key, {}).setdefault(page, []).append(label)
    found = []
    for key, labels in had.items():
        if key not in now and key.startswith("document "):
            continue
        pages = now[key].pages if key in now else range(max(labels) + 1)
        again = tuple(labels[page].pop(0) if labels.get(page) else "" for page in pages)
        if any(again):
            found.append(Span(key, again))
    return tuple(found), frozenset(owner)


def _pages_then(version: BundleList, span: Span, entry: Entry | None) -> Sequence[int]:
    """Which pages of its document the labels of a span are on; by what was chosen then where the span does not say."""
    pick = version.pick(entry.document) if entry is not None else None
    if span.pages or entry is None or pick is None or not pick.pages:
        return span.pages or range(len(span.labels))
    found = pages_of(pick.pages, entry.prepared.looked.pages)
    return found if len(found) == len(span.labels) else [-1] * len(span.labels)


def kept_numbers(
    things: Sequence[tuple[str, int]], before: Sequence[Span], lettered: bool, prefix: str = "",
    used: Collection[str] = (),
) -> tuple[Span, ...]:  # fmt: skip
    """Pages that were in an earlier version keep their labels; others are lettered (45A) or numbered on from the last.

    ``before`` and ``used`` are those of :func:`numbers_before`.  A thing that was there letters its further pages.
    ``things`` stand in the order of the file; with ``lettered`` False those that are new stand at its end.
    """
    was = by_key(before)
    taken = {*used, *(label for labels in was.values() for label in labels if label)}
    number, previous = max((_number(label) for label in taken), default=0), f"{prefix}0"
    spans = []
    for key, pages in things:
        labels = list(was.get(key, ())[:pages])
        labels += [""] * (pages - len(labels))
        for place, label in enumerate(labels):
            if not label and (lettered or key in was):
                label = _lettered(previous, taken)
            elif not label:
                number += 1
                label = f"{prefix}{number}"
            taken.add(label)
            labels[place] = previous = label
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
