"""How a council works: its own kinds of note, its templates, whether decisions take two people, when children move.

All are settings (needs.md C13, C15, F10, H3).  What the council has not said is as usual; two steps are never usual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.domain.case import year_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.phases import LAST_YEARS, PHASES

NOTE_KINDS, TEMPLATES, TWO_STEP = "notes.kinds", "notes.templates", "decisions.two_step_since"
LAST_YEARS_KEY = "moves.last_years"
"""The council's settings: a kind a line, templates as :func:`templates_text` writes them, the day two steps began,
the last years of a phase as :func:`last_years_text` writes them."""
LONGEST_NAME, LONGEST_WORDS, MOST = 60, 4000, 40
_YEARS = {year_words(year).casefold(): year for year in range(-1, 15)}
_HEAD = re.compile(r"^#\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Template:
    """Words somebody starts a note or a contact from."""

    name: str
    words: str


USUAL_KINDS = ("Challenge raised", "Concern", "Compliment", "Home visit", "Supervision")
USUAL_TEMPLATES = (
    Template("Home visit", "Purpose of the visit:\nWho was there:\nWhat the child said:\nWhat the family said:\nNext step:"),
    Template("Meeting written up", "What it was about:\nWhat was said:\nWhat was agreed, by whom, by when:"),
    Template("Call about a decision", "Which decision:\nWhat they asked:\nWhat we told them of their rights:\nNext step:"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Practice:
    """What the council has chosen.  ``two_step`` is the day since which a decision wants a second person, None for never;
    ``last_years`` are the school years after which children change phase, each with its move (reg 18)."""

    note_kinds: tuple[str, ...] = USUAL_KINDS
    templates: tuple[Template, ...] = field(default=USUAL_TEMPLATES)
    two_step: date | None = None
    last_years: tuple[tuple[int, str], ...] = tuple(LAST_YEARS.items())

    def template(self, name: str) -> Template:
        """The template of this name, whatever its case.  Raises BadInput, with the names there are, for none."""
        found = next((one for one in self.templates if one.name.casefold() == name.strip().casefold()), None)
        if found is None:
            there = ", ".join(one.name for one in self.templates) or "none"
            raise BadInput(f"There is no template called {name}; there are: {there}.")
        return found

    def check_note_kind(self, kind: str) -> None:
        """Raises BadInput for a kind of note the council does not have, with those it has."""
        if kind and kind not in self.note_kinds:
            there = ", ".join(self.note_kinds) or "none"
            raise BadInput(f"'{kind}' is not a kind of note here; choose from: {there}.")


AS_USUAL = Practice()
"""Where the council has said nothing."""


def practice_of(setting: Callable[[str], str | None]) -> Practice:
    """What is chosen; ``setting`` gives the words of a setting, None where it has none."""
    kinds, templates, since = setting(NOTE_KINDS), setting(TEMPLATES), setting(TWO_STEP)
    years = setting(LAST_YEARS_KEY)
    return Practice(
        USUAL_KINDS if kinds is None else named_lines(kinds),
        USUAL_TEMPLATES if templates is None else templates_of(templates),
        date.fromisoformat(since) if since else None,
        AS_USUAL.last_years if years is None else last_years_of(years),
    )


def named_lines(text: str) -> tuple[str, ...]:
    """The names a text lists, one a line, each once.  Raises BadInput for one that is too long, or too many."""
    names = _each_once(" ".join(line.split()) for line in text.splitlines())
    _check_names(names, "kinds of note")
    return names


def templates_of(text: str) -> tuple[Template, ...]:
    """The templates of a text: ``# Name`` on a line of its own, then the words until the next.

    Raises BadInput for words before the first name, a name twice, or a template without words.
    """
    before, *parts = _HEAD.split(text)
    if before.strip():
        raise BadInput("A template begins with its name on a line of its own, like: # Home visit")
    found = [
        Template(" ".join(name.split()), words.strip()) for name, words in zip(parts[::2], parts[1::2], strict=True)
    ]
    names = [one.name.casefold() for one in found]
    _check_names([one.name for one in found], "templates")
    for one in found:
        if not one.name or not one.words or len(one.words) > LONGEST_WORDS or names.count(one.name.casefold()) > 1:
            raise BadInput(
                f"The template {one.name or 'without a name'} needs one name, used once, and up to {LONGEST_WORDS} "
                "characters of words."
            )
    return tuple(found)


def templates_text(templates: Iterable[Template]) -> str:
    """Templates as :func:`templates_of` reads them."""
    return "\n\n".join(f"# {one.name}\n{one.words}" for one in templates)


def year_named(text: str) -> int | None:
    """The school year that words such as ``6``, ``Year 6``, ``Nursery`` or ``-1`` mean; None for others."""
    said = " ".join(text.split()).casefold()
    year = _YEARS.get(said, _YEARS.get(f"year {said}"))
    return int(said) if year is None and said in ("0", "-1") else year


def last_years_of(text: str) -> tuple[tuple[int, str], ...]:
    """The last years of a phase, one a line, like ``Year 6: primary to secondary``, the youngest first.

    Raises BadInput, with what there is to choose from, for a line that is not one, or a year twice.
    """
    found: dict[int, str] = {}
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        said, _, move = (part.strip().casefold() for part in line.partition(":"))
        year = year_named(said)
        phase = next((key for key, words in PHASES.items() if move in (key.casefold(), words.casefold())), "")
        if year is None or not phase or year in found:
            raise BadInput(f"'{line}' should be a school year, once, and its move, like ‘Year 6: primary to secondary’. The "
                           f"moves are: {', '.join(PHASES.values())}.")  # fmt: skip
        found[year] = phase
    return tuple(sorted(found.items()))


def last_years_text(years: Iterable[tuple[int, str]]) -> str:
    """The last years of a phase as :func:`last_years_of` reads them."""
    return "\n".join(f"{year_words(year)}: {PHASES[phase]}" for year, phase in years)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.casefold(), name)
    return tuple(name for name in found.values() if name)


def _check_names(names: Iterable[str], what: str) -> None:
    listed = list(names)
    if len(listed) > MOST:
        raise BadInput(f"There is room for {MOST} {what}, not {len(listed)}.")
    long = next((name for name in listed if len(name) > LONGEST_NAME), None)
    if long is not None:
        raise BadInput(f"A name has room for {LONGEST_NAME} characters: {long[:30]}… is longer.")
