"""The escalation pack (needs.md I10): what is open with its age and next step, the themes, and the course of each dispute.

Over all cases it is the paper of the monthly meeting; of one case it is the whole course of its disputes: what was asked,
promised, chased, challenged and answered, each with its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.disputes import DISPUTE_KINDS, disputes_of
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.sheets import Sheet
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseRow, Scope
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sheets.disputes import challenges, complaints, themes
from ehcp_desk.services.oversight.sheets.ground import Ground
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

WEEKS_BEFORE = 8
"""What was asked and promised in the weeks before a dispute began is told with it."""
COURSE_KINDS = (*DISPUTE_KINDS, "contact", "reply_sent", "promise_made", "promise_moved", "promise_kept", "chaser", "decision",
                "pre_action_letter", "ombudsman", "management_intervention")  # fmt: skip
_DUE = ("answer_by", "due", "reply_by")
_HEADS = ("Day", "What happened", "Answer owed by", "Rests on", "Written down by")


def escalation_pack(desk: Desk, ref: str = "", team_id: int | None = None) -> ListsPaper:
    """The pack of every case with an open dispute, or of one case with all its disputes.

    Raises BadInput where there is no such case or it has no dispute, or a team is asked for beside a case, and NotAllowed
    for who may not print.
    """
    desk.need(Act.PAPERS)
    if ref and team_id is not None:
        raise BadInput(f"A pack of {ref} alone is of that case, whatever its team; leave --team out.")
    with desk.store.read() as work:
        ground = Ground.of(desk, work, team_id, None)
        head = paper_head(work, desk)
        one = find(work, ref) if ref else None
        lists = [_open(complaints(ground), one), _open(challenges(ground), one)]
        counts = [] if one is not None else [themes(ground).section()]
        courses = list(_courses(ground, one))
    if ref and not courses:
        raise BadInput(f"{ref} has no complaint and no challenge on the record, so there is nothing to put in a pack.")
    title = f"Escalation pack, {ref}" if ref else "Escalation pack"
    sentence = f"{with_weekday(desk.today())}. Confidential: complaints and challenges, with the course of each case."
    sections = (*(one.section() for one in lists), *counts, *courses)
    return ListsPaper(head, title, sentence, sections, desk.user).of_team(ground.staff.team_name(team_id))


def print_escalation_pack(desk: Desk, files: Sequence[Path], ref: str = "", team_id: int | None = None) -> ListsPaper:
    """Print the pack, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written, and what :func:`escalation_pack` raises.
    """
    return print_lists(desk, escalation_pack(desk, ref, team_id), files)


def _open(sheet: Sheet, case: int | None) -> Sheet:
    """The lines of one case, else the open ones."""
    kept = tuple(line for line in sheet.lines if (case is None and not line.done) or line.cases == (case,))
    return replace(sheet, lines=kept, none="None is open." if case is None else "None is on the record.")


def _courses(ground: Ground, case: int | None) -> Iterable[ListSection]:
    """One list a case, by reference."""
    here = [case] if case is not None else ground.having(("complaint", "challenge"), Scope.ALL)
    told = ground.told(COURSE_KINDS, here)
    rows = ground.rows(told)
    for number in sorted(told, key=lambda n: rows[n].ref):
        found = [one for one in disputes_of(told[number]) if case is not None or one.is_open]
        if found:
            yield _course(rows[number], told[number], min(one.since for one in found))


def _course(row: CaseRow, entries: Iterable[RecordedFact], begun: date) -> ListSection:
    since = begun - timedelta(weeks=WEEKS_BEFORE)
    told = sorted((e for e in entries if e.fact.on >= since), key=lambda e: e.order)
    rows = tuple((in_words(e.fact.on), happened(e.fact), _owed(e), e.source or f"Case record, entry {e.id}", e.first_author)
                 for e in told)  # fmt: skip
    words = f"From {WEEKS_BEFORE} weeks before it was first raised: asked, promised, chased, challenged and answered."
    return ListSection(f"{row.name}, {row.ref}", words, _HEADS, (False,) * len(_HEADS), rows)


def _owed(entry: RecordedFact) -> str:
    days = [entry.fact.attrs[name] for name in _DUE if entry.fact.attrs.get(name)]
    return in_words(date.fromisoformat(days[0])) if days else "–"
