"""Notes of the council's own kinds over all cases: how many of each, and the notes themselves (needs.md C13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.practice import practice_of
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

MOST_MONTHS = 60
HEADS = ("Day", "Reference", "Child", "Note", "Written by")


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note of a kind, with its case."""

    id: int
    case_id: int
    ref: str
    child: str
    kind: str
    on: date
    words: str
    by: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As a list shows it, but for the kind."""
        return in_words(self.on), self.ref, self.child, " ".join(self.words.split()), self.by


@dataclass(frozen=True, slots=True)
class NoteRegister:
    """The notes dated from ``since`` to ``as_at``, the newest first; ``kinds`` are the council's, then any it had before."""

    since: date
    as_at: date
    kinds: tuple[str, ...]
    lines: tuple[NoteLine, ...]

    def of(self, kind: str) -> tuple[NoteLine, ...]:
        """The notes of one kind; all of them for none."""
        return tuple(line for line in self.lines if not kind or line.kind == kind)


def note_register(
    desk: Desk, months: int = 12, team_id: int | None = None, progress: Progress | None = None
) -> NoteRegister:
    """The notes of the last months that are of a kind.  Raises BadInput for 0 months or over five years."""
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(f"Ask for 1 to {MOST_MONTHS} months, not {months}.")
    day = desk.today()
    since = add_months(day, -months)
    with desk.store.read() as work:
        if progress is not None:
            progress(0, 1, "Reading the notes")
        here = set(work.case_ids(CaseQuery(day, Scope.ALL, team_id=team_id)))
        with_kind = [number for number, facts in work.every_case_facts(("note",)) if number in here and any(
            fact.attrs.get("reportable") and since < fact.on <= day for fact in facts)]  # fmt: skip
        rows = {row.id: row for row in work.case_rows(with_kind)}
        entries = [e for e in work.standing_of(("note",), with_kind) if e.fact.attrs.get("reportable")]
        chosen = practice_of(work.setting).note_kinds
    lines = [NoteLine(e.id, e.case_id, rows[e.case_id].ref, rows[e.case_id].name, e.fact.attrs["reportable"], e.fact.on,
                      e.fact.note, e.told_by) for e in entries if since < e.fact.on <= day and e.case_id in rows]  # fmt: skip
    lines.sort(key=lambda line: (line.on, line.id), reverse=True)
    return NoteRegister(since, day, tuple(dict.fromkeys((*chosen, *(line.kind for line in lines)))), tuple(lines))


def print_notes(
    desk: Desk, files: Sequence[Path], months: int = 12, kind: str = "", team_id: int | None = None
) -> ListsPaper:
    """Print the register, a list for each kind, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    told = note_register(desk, months, team_id)
    with desk.store.read() as work:
        head, team = paper_head(work, desk), work.staff().team_name(team_id)
    sections = tuple(
        ListSection(one, str(len(told.of(one))), HEADS, (False,) * len(HEADS), tuple(line.cells for line in told.of(one)))
        for one in told.kinds if not kind or one == kind
    )  # fmt: skip
    words = f"{with_weekday(told.as_at)}. Notes dated after {in_words(told.since)}, by the council’s own kinds."
    return print_lists(desk, ListsPaper(head, "Notes by kind", words, sections, desk.user).of_team(team), files)
