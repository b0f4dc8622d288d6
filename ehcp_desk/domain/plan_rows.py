"""Lines of a plan that came in a file: what each row says, and what the plan would then be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.plan_content import PlanLine, next_name
from ehcp_desk.domain.plan_sections import LINKS, SECTIONS, Role, names_in, section_of
from ehcp_desk.domain.record import RecordedFact


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a file: its number there, the section, the line's name where it gives one, its words and parts."""

    row: int
    section: str
    line: str
    text: str
    parts: Mapping[str, str]


def merged(
    rows: Sequence[PlanRow], standing: Sequence[PlanLine], recorded: Iterable[RecordedFact], replace: bool = False
) -> dict[str, list[PlanLine]]:
    """The lines of every section the rows touch, as they should be: a row with a line's name, or with the words of a
    line that is there, is that line; any other is new.  Lines no row speaks of stay, unless ``replace``.

    A need or outcome may be named by its line's name or by its words.  Raises BadInput naming the row.
    """
    entries = tuple(recorded)
    wanted: dict[str, list[PlanLine]] = {}
    for section in SECTIONS:
        if any(row.section == section for row in rows):
            wanted[section] = [] if replace else [line for line in standing if line.section == section]
    by_words = {(line.section, line.text.casefold()): line.id for line in standing}
    names = {line.id for line in standing}
    taken: list[str] = []
    placed: list[tuple[PlanRow, str]] = []
    for row in rows:
        key = row.section, row.text.casefold()
        known = row.line.upper() or by_words.get(key, "")
        if row.line and known not in names:
            raise BadInput(f"Row {row.row}: the plan has no line {row.line}; leave the line empty for a new one.")
        name = known or next_name(entries, row.section, taken)
        if any(name == other for _, other in placed):
            raise BadInput(f"Row {row.row}: line {name} is in the file twice; keep one of them.")
        placed.append((row, name))
        by_words.setdefault(key, name)
        if not known:
            taken.append(name)
    for row, name in placed:
        made = PlanLine(name if name in names else "", row.section, row.text, _linked(row, by_words))
        section_lines = wanted[row.section]
        at = next((n for n, line in enumerate(section_lines) if line.id and line.id == made.id), -1)
        if at >= 0:
            section_lines[at] = made
        else:
            section_lines.append(made)
    return wanted


def check_row(row: PlanRow) -> None:
    """Refuse a row that can be no line.  Raises BadInput naming the row and what to do."""
    section = SECTIONS.get(row.section)
    if section is None:
        raise BadInput(f"Row {row.row}: '{row.section}' is not a section of a plan; use one of {', '.join(SECTIONS)}.")
    if not row.text:
        raise BadInput(f"Row {row.row}: there are no words; write what the line says under 'what'.")
    if row.line and section_of(row.line.upper()) != row.section:
        raise BadInput(f"Row {row.row}: line {row.line} is not a line of section {row.section}; correct one of them.")


def own_parts(section: str, said: Mapping[str, str]) -> dict[str, str]:
    """The parts a row says as its section calls them: in an outcome, ``who`` is who answers for it."""
    parts = dict(said)
    if SECTIONS[section].role is Role.OUTCOME and "who" in parts:
        parts.setdefault("responsible", parts.pop("who"))
    return parts


def _linked(row: PlanRow, by_words: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """The parts, with a need or outcome given in words turned into the name of its line."""
    parts = dict(row.parts)
    for link, sections in LINKS.items():
        words = parts.get(link, "").strip()
        if not words or all(section_of(name) for name in names_in(words)):
            continue
        found = next((by_words[s, words.casefold()] for s in sections if (s, words.casefold()) in by_words), "")
        if not found:
            raise BadInput(
                f"Row {row.row}: no line of section {', '.join(sections)} says '{words}'; give its name, like {sections[0]}1."
            )
        parts[link] = found
    return parts
