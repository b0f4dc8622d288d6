"""The register of figures given out (FOI, scrutiny): what was said to whom, by which definition, and the cases it was.

A figure is taken from a return and never typed.  It is kept as a line of the journal, which nobody can change later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import FIGURE_GIVEN, JournalEntry, NewEntry, payload_of
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.domain.suppressing import USUAL_THRESHOLD
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.kept_cases import named

PERCENT = "%"
PURPOSES = {
    "foi": "Freedom of information",
    "scrutiny": "Scrutiny or members",
    "press": "Press",
    "other": "Another purpose",
}


_WORDS = ("to", "purpose", "reference", "code", "title", "period", "numerator", "denominator", "value", "definition_version",
          "unit")  # fmt: skip
"""What a line of the register says in words of its figure."""


@dataclass(frozen=True, slots=True)
class Given:
    """One figure given out.  ``number`` is its place in the journal; ``cases`` are (reference, in the numerator),
    and ``closed`` how many more it was that are restricted and not open to whoever reads it."""

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
    closed: int = 0

    @property
    def said(self) -> str:
        """The figure with its unit where that is a sign: ``50.0%``; a count needs none."""
        return f"{self.value}%" if self.unit == PERCENT else self.value

    @property
    def warning(self) -> str:
        """What to know before it goes where anybody may read it; empty for nothing."""
        return small_words(Decimal(self.numerator), Decimal(self.denominator), self.unit)

    @property
    def listed(self) -> int:
        """How many cases the figure was worked out from."""
        return len(self.cases) + self.closed


def small_words(numerator: Decimal | None, denominator: Decimal | None, unit: str) -> str:
    """That a figure is, or gives away with its other part, a number that could point to a child; empty where it does not.

    Nothing is kept back here: whoever asked may be entitled to it, and what is published on its own leaves it out.
    """
    if numerator is None or denominator is None:
        return ""
    told = (numerator, denominator - numerator) if unit == PERCENT else (numerator,)
    if not any(0 < number < USUAL_THRESHOLD for number in told):
        return ""
    return (f"It tells of fewer than {USUAL_THRESHOLD} cases, which may point to a child; the published return leaves such a "
            "number out.")  # fmt: skip


def give(
    desk: Desk, result: MonthlyReturn, code: str, to: str, purpose: str, reference: str
) -> tuple[Given, Given | None]:
    """Keep that a figure of a return was given out; with it, the newest earlier one of the same code and stretch that
    said something else, so that the two can be explained.

    Raises BadInput for a code the return has not, nobody to give it to, an unknown purpose or a figure without a value.
    """
    desk.need(Act.RETURNS)
    line = next((x for x in result.lines if x.code.casefold() == code.strip().casefold()), None)
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
        "to": to.strip(), "purpose": purpose, "reference": reference.strip(), "code": line.code,
        "title": line.definition.title, "period": result.period_words, "as_at": result.as_at.isoformat(),
        "numerator": str(figure.numerator), "denominator": str(figure.denominator), "value": str(figure.value),
        "unit": line.definition.unit,
        "definition_version": line.definition.version, "cases": [[case.case_id, case.counted] for case in line.cases],
    }  # fmt: skip
    with desk.store.write(desk.user, desk.now()) as work:
        same = [g for g in _register(work) if (g.code, g.period) == (line.code, result.period_words)]
        refs = named(work, {case.case_id for case in line.cases})
        work.append(NewEntry(FIGURE_GIVEN, None, payload))
    kept = _given(work.sealed_line(FIGURE_GIVEN), payload, refs)
    other = same[-1] if same else None
    differs = other is not None and (other.numerator, other.denominator) != (kept.numerator, kept.denominator)
    return kept, other if differs else None


def register(desk: Desk) -> list[Given]:
    """Every figure given out, the earliest first; one whose line was lawfully emptied is left out."""
    desk.need(Act.RETURNS)
    with desk.store.read() as work:
        return _register(work)


def one_given(desk: Desk, number: int) -> Given:
    """The figure with this number.  Raises BadInput where the register has none."""
    found = next((g for g in register(desk) if g.number == number), None)
    if found is None:
        raise BadInput(f"The register of figures given out has no number {number}.")
    return found


def _register(work: ReadWork) -> list[Given]:
    """Its cases were kept by number, as any of them may be restricted later; in older lines by reference, and such a line
    is kept whole from whoever does not see one of them."""
    lines = [(entry, said) for entry in work.journal(kind=FIGURE_GIVEN) if (said := payload_of(entry))]
    refs = named(work, {case for _, said in lines for case, _ in said["cases"] if isinstance(case, int)})
    return [_given(entry, said, refs) for entry, said in lines]


def _given(entry: JournalEntry, told: Mapping[str, Any], refs: Mapping[int | str, str]) -> Given:
    kept = [(refs.get(case, case), bool(counted)) for case, counted in told["cases"]]
    cases = tuple((ref, counted) for ref, counted in kept if isinstance(ref, str))
    as_at, said = date.fromisoformat(told["as_at"]), {name: told[name] for name in _WORDS if name in told}
    return Given(number=entry.seq, at=entry.at, by=entry.actor, as_at=as_at, cases=cases, closed=len(kept) - len(cases),
                 **said)  # fmt: skip
