"""The columns of the file audits on screen: audits, their files, what recurs, what was agreed, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.file_audits import AuditTally
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.file_audits import POPULATIONS, closed_words
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind

OPEN = "ref"
"""The column that goes to the case."""
Told = tuple[int, Mapping[str, Any]]
"""A row of a report with its place."""
Listed = tuple[int, AuditTally]


def audit_columns() -> tuple[Column[Listed], ...]:
    """Each audit: what it was drawn from and how far it is."""
    return (
        Column("name", "Audit", lambda r: TwoLine(r[1].sample.name, in_words(date.fromisoformat(r[1].sample.drawn_on))),
               170, Kind.TWO_LINE, stretch=True, narrow=True),
        Column("far", "Audited", lambda r: TwoLine(far_words(r[1]), _actions(r[1])), 138, Kind.TWO_LINE, narrow=True),
    )  # fmt: skip


def far_words(one: AuditTally) -> str:
    """``3 of 20``."""
    return f"{one.audited:,} of {len(one.sample.refs):,}"


def _actions(one: AuditTally) -> str:
    return f"{one.waiting} of {so_many(one.actions, 'action')} open" if one.actions else "no actions"


def drawn_words(one: AuditTally) -> str:
    """How the sample was drawn, so that it can be drawn again."""
    sample = one.sample
    day = in_words(date.fromisoformat(sample.drawn_on))
    return (f"{sample.size:,} of {sample.population:,} {POPULATIONS[sample.of]}, drawn by {sample.by} on {day} with "
            f"seed {sample.seed}. Questions {sample.form_version}.{closed_words(sample.closed)}")  # fmt: skip


def audit_sentence(row: Listed) -> str:
    """An audit for a screen reader."""
    return f"{row[1].sample.name}: {far_words(row[1])} files audited, {_actions(row[1])}"


def file_columns(good: Mapping[str, bool]) -> tuple[Column[Told], ...]:
    """The files of the sample."""
    return (
        Column("grade", "Grade", lambda r: grade_cell(r[1], good), 190, Kind.STATE, narrow=True),
        Column(OPEN, "Case", lambda r: r[1]["ref"], 130, Kind.ACTION, narrow=True),
        Column("answers", "Answers", lambda r: answers_words(r[1]["answers"]), 240, stretch=True, narrow=True),
        Column("by", "By", lambda r: r[1]["by"] or "–", 150, Kind.SECOND),
    )


def grade_cell(one: Mapping[str, Any], good: Mapping[str, bool]) -> StateCell:
    """The grade with a mark: met where it is good, late where it is not."""
    if not one["grade"]:
        return StateCell(Mark.PLANNING, "Not audited yet")
    return StateCell(Mark.MET if good.get(one["grade"]) else Mark.MET_LATE, plain(one["grade"]))


def answers_words(answers: Mapping[str, str]) -> str:
    """``3 yes, 1 part, 1 no``."""
    counts: dict[str, int] = {}
    for said in answers.values():
        counts[said] = counts.get(said, 0) + 1
    return ", ".join(f"{count} {said.replace('_', ' ')}" for said, count in counts.items()) or "–"


def plain(code: str) -> str:
    """A grade or an answer as a person reads it."""
    return code.replace("_", " ").capitalize()


def theme_columns() -> tuple[Column[Told], ...]:
    """What recurs: each question, the one that fell short most often first."""
    return (
        Column("asks", "Question", lambda r: TwoLine(r[1]["asks"], wrap=True), 330, Kind.TWO_LINE, stretch=True, narrow=True),
        *(Column(key, title, lambda r, k=key: f"{r[1].get(k, 0):,}", 62, right=True, narrow=True)  # type: ignore[misc]
          for key, title in (("no", "No"), ("part", "Part"), ("yes", "Yes"))),
        Column("refs", "Files that fell short", lambda r: TwoLine(", ".join(r[1]["refs"]) or "–", wrap=True), 240,
               Kind.TWO_LINE),
    )  # fmt: skip


def action_columns() -> tuple[Column[Told], ...]:
    """What was agreed, the soonest due first."""
    return (
        Column("state", "State", lambda r: _due_cell(r[1]), 150, Kind.STATE, narrow=True),
        Column(OPEN, "Case", lambda r: r[1]["ref"], 130, Kind.ACTION, narrow=True),
        Column("what", "What is to be done", lambda r: TwoLine(r[1]["action"], wrap=True), 340, Kind.TWO_LINE, stretch=True,
               narrow=True),
        Column("due", "Due", lambda r: in_words(date.fromisoformat(r[1]["due"])), 160, right=True),
    )  # fmt: skip


def _due_cell(one: Mapping[str, Any]) -> StateCell:
    if one["done"]:
        return StateCell(Mark.MET, "Done")
    return StateCell(Mark.OVERDUE, "Overdue") if one["late"] else StateCell(Mark.PLANNING, "To do")


def left_columns() -> tuple[Column[Told], ...]:
    """What was not drawn from, and why."""
    return (
        Column("case", "Case", lambda r: r[1]["ref"], 150, Kind.STRONG, narrow=True),
        Column("why", "Why it could not be drawn", lambda r: r[1]["why"], 460, stretch=True, narrow=True),
    )
