"""The words of Word's XML as they stand: without what was struck out by hand or by a style, hidden, or moved away.

One place, for a letter whose words of the law must still be read in it and for a chronology the other side filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Styles = Mapping[str, frozenset[str]]
"""What each style, by its id, does to words that hides them; the default style of paragraphs also under no id."""

NO_STYLES: Styles = MappingProxyType({})
_HIDES = ("strike", "dstrike", "vanish")
_OFF = ("0", "false", "off")
_SPOKEN = {f"{SPACE}{name}": sign for name, sign in
           {"p": "\n", "br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}.items()}  # fmt: skip
_UNSAID = frozenset({
    *(f"{SPACE}{name}" for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "del", "moveFrom")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
})  # fmt: skip
"""How words look, words taken out with changes tracked, and what is drawn a second time for old programs."""


def standing_words(part: Any, styles: Styles = NO_STYLES, boxes: bool = True) -> str:
    """The words within a part, a paragraph or a line a line; text boxes left out where they do not count as ``boxes``.

    ``part`` is an element of the standard library or of lxml, which are read alike.
    """
    return "".join(_pieces(part, styles, boxes, frozenset()))


def hiding_styles(root: Any) -> Styles:
    """Which styles of a file strike out or hide what is written in them, whatever each is based on."""
    there = {one.get(f"{SPACE}styleId", ""): one for one in root.iter(f"{SPACE}style")}
    found = {name: _of_style(name, there, frozenset()) for name in there}
    for name, one in there.items():
        if one.get(f"{SPACE}type") == "paragraph" and one.get(f"{SPACE}default", "0") not in _OFF:
            found[""] = found[name]
    return found


def _of_style(name: str, there: Mapping[str, Any], passed: frozenset[str]) -> frozenset[str]:
    if name not in there or name in passed:
        return frozenset()
    based = _named(there[name], "basedOn")
    return _looks(there[name].find(f"{SPACE}rPr"), _of_style(based, there, passed | {name}))


def _pieces(part: Any, styles: Styles, boxes: bool, hidden: frozenset[str]) -> Iterator[str]:
    for one in part:
        if one.tag == f"{SPACE}t":
            yield one.text or ""
        elif one.tag == f"{SPACE}r":
            if not _run(one, styles, hidden):
                yield from _pieces(one, styles, boxes, hidden)
        elif not _left_out(one, boxes):
            yield _SPOKEN.get(one.tag, "")
            named = _named(one.find(f"{SPACE}pPr"), "pStyle")
            within = styles.get(named, frozenset()) if one.tag == f"{SPACE}p" else hidden
            yield from _pieces(one, styles, boxes, within)


def _left_out(one: Any, boxes: bool) -> bool:
    if one.tag == f"{SPACE}tr":
        return one.find(f"{SPACE}trPr/{SPACE}del") is not None
    return one.tag in _UNSAID or (one.tag == f"{SPACE}txbxContent" and not boxes)


def _run(run: Any, styles: Styles, hidden: frozenset[str]) -> frozenset[str]:
    """What hides the words of a run: its paragraph's style, its own style, or its own look, which may undo them."""
    looks = run.find(f"{SPACE}rPr")
    own = _named(looks, "rStyle")
    return _looks(looks, hidden | styles[own] if own in styles and own else hidden)


def _looks(looks: Any, before: frozenset[str]) -> frozenset[str]:
    for name in _HIDES if looks is not None else ():
        if (one := looks.find(f"{SPACE}{name}")) is not None:
            before = before - {name} if one.get(f"{SPACE}val") in _OFF else before | {name}
    return before


def _named(properties: Any, name: str) -> str:
    one = properties.find(f"{SPACE}{name}") if properties is not None else None
    return one.get(f"{SPACE}val", "") if one is not None else ""
