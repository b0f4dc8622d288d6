"""The register of figures given out (FOI, scrutiny): what was said to whom, by which definition, and the cases it was.

A figure is taken from a return and never typed.  It is kept as a line of the journal, which nobody can change later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import FIGURE_GIVEN, JournalEntry, NewEntry
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.services.desk import Desk

PURPOSES = {
    "foi": "Freedom of information",
    "scrutiny": "Scrutiny or members",
    "press": "Press",
    "other": "Another purpose",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One figure given out.  ``number`` is its place in the journal; ``cases`` are (reference, in the numerator)."""

    number: int
    at: datetime
    by: str
    to: str
    purpose: str
    reference: str
    code: str
    title: str
    period: str
    as_at: date
    numerator: str
    denominator: str
    value: str
    definition_version: str
    cases: tuple[tuple[str, bool], ...]
    unit: str = ""


def give(
    desk: Desk, result: MonthlyReturn, code: str, to: str, purpose: str, reference: str
) -> tuple[Given, Given | None]:
    """Keep that a figure of a return was given out; with it, the newest earlier one of the same code and stretch that
    said something else, so that the two can be explained.

    Raises BadInput for a code the return has not, nobody to give it to, an unknown purpose or a figure without a value.
    """
    desk.need(Act.RETURNS)
    line = next((x for x in result.lines if x.code == code), None)
    if line is None:
        raise BadInput(f"The return has no indicator {code}; its codes are on the definitions page.")
    if not to.strip():
        raise BadInput("Say to whom the figure was given.")
    if purpose not in PURPOSES:
        raise BadInput(f"A figure is given for one of: {', '.join(PURPOSES)}.")
    if line.figure.value is None:
        raise BadInput(f"{code} has no figure for {result.period_words}; there is nothing to give.")
    figure = line.figure
    payload = {
        "to": to.strip(), "purpose": purpose, "reference": reference.strip(), "code": code,
        "title": line.definition.title, "period": result.period_words, "as_at": result.as_at.isoformat(),
        "numerator": str(figure.numerator), "denominator": str(figure.denominator), "value": str(figure.value),
        "unit": line.definition.unit,
        "definition_version": line.definition.version, "cases": [[case.ref, case.counted] for case in line.cases],
    }  # fmt: skip
    with desk.store.read() as work:
        before = [_given(entry) for entry in work.journal(kind=FIGURE_GIVEN) if entry.payload]
    with desk.store.write(desk.user, desk.now()) as work:
        work.append(NewEntry(FIGURE_GIVEN, None, payload))
    kept = register(desk)[-1]
    same = [g for g in before if (g.code, g.period) == (kept.code, kept.period)]
    other = (
        same[-1] if same and (same[-1].numerator, same[-1].denominator) != (kept.numerator, kept.denominator) else None
    )
    return kept, other


def register(desk: Desk) -> list[Given]:
    """Every figure given out, the earliest first; one whose line was lawfully emptied is left out."""
    desk.need(Act.RETURNS)
    with desk.store.read() as work:
        return [_given(entry) for entry in work.journal(kind=FIGURE_GIVEN) if entry.payload]


def one_given(desk: Desk, number: int) -> Given:
    """The figure with this number.  Raises BadInput where the register has none."""
    found = next((g for g in register(desk) if g.number == number), None)
    if found is None:
        raise BadInput(f"The register of figures given out has no number {number}.")
    return found


def _given(entry: JournalEntry) -> Given:
    said: dict[str, Any] = json.loads(entry.payload or "{}")
    cases = tuple((ref, bool(counted)) for ref, counted in said.pop("cases"))
    as_at = date.fromisoformat(said.pop("as_at"))
    return Given(number=entry.seq, at=entry.at, by=entry.actor, as_at=as_at, cases=cases, **said)
