"""What points to a child without a name: a date of birth as people write it, a school as it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.redaction_addresses import words_pattern
from ehcp_desk.domain.redaction_text import Form, fold, places_form

_SORTS = frozenset({"primary", "secondary", "junior", "infant", "infants", "nursery", "first", "middle", "high", "upper", "lower",
                    "special", "school", "schools", "college", "academy", "sixth", "form", "centre", "unit", "c", "of", "e", "ce",
                    "cofe", "rc", "catholic", "church", "england", "va", "vc", "voluntary", "aided", "controlled", "community",
                    "free", "grammar", "and", "&", "trust"})  # fmt: skip


def setting_forms(setting: str, common: frozenset[str]) -> Iterator[Form]:
    """A setting as it is called: whole, and not sure, without the words that say what sort it is (``St Bede's``)."""
    words = fold(setting).plain.split()
    if words:
        yield places_form(words_pattern(words))
    while len(words) > 1 and words[-1].strip(".") in _SORTS:
        words = words[:-1]
        if len(words) > 1 or (len(words[0]) > 3 and words[0] not in common):
            yield places_form(words_pattern(words), sure=False, named=True)


def date_form(day: date) -> Form:
    """A day in every way people write it, as one pattern: a hundred of them would be slow."""
    ways = sorted(dict.fromkeys(fold(words).plain for words in _dates_of(day)), key=len, reverse=True)
    return places_form("(?:" + "|".join(r"\s+".join(map(re.escape, words.split())) for words in ways) + ")")


def _dates_of(day: date) -> Iterable[str]:
    """A day as people write it."""
    yield in_words(day)
    yield day.isoformat()
    for between in "/.-":
        for written in (f"{day:%d}", str(day.day)):
            yield from (f"{written}{between}{month}{between}{year}" for month in (f"{day:%m}", str(day.month))
                        for year in (str(day.year), f"{day:%y}"))  # fmt: skip
    ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    for month in dict.fromkeys((f"{day:%B}", f"{day:%b}", *(("Sept",) if day.month == 9 else ()))):
        for number in (f"{day:%d}", str(day.day), f"{day.day}{ending}", f"{day.day} {ending}"):
            for written in (
                f"{number} {month}",
                f"{number} of {month}",
                f"the {number} of {month}",
                f"{month} {number}",
            ):
                yield from (f"{written} {day.year}", f"{written}, {day.year}")
