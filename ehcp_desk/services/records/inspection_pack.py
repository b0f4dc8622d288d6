"""The inspection pack of one case: what an inspector who samples it asks for, in one paper (needs.md O4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Deadline, State
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import STAGE_WORDS, year_words
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.deadlines import COUNCIL
from ehcp_desk.domain.duties import duty_words
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.record import CHANNELS, RecordedFact, said
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.terms import body_words, fact_title, told
from ehcp_desk.domain.wording import deadline_words
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView, view_of
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import all_or_none, note_issue

Rows = Iterable[tuple[str, ...]]
NO_REASON = "no reason is recorded"
NO_CAUSE = "no cause is recorded"
_DECIDED = frozenset({"decision", "manager_review", "management_intervention", "agreed_to_assess"})


def inspection_pack(desk: Desk, ref: str) -> ListsPaper:
    """The pack of a case.  Raises BadInput where there is no such case, NotAllowed for who may not print."""
    desk.need(Act.PAPERS)
    with desk.store.read() as work:
        view = view_of(work, desk, find(work, ref))
        head = paper_head(work, desk)
    child = view.case.child
    year = year_words(child.year_on(view.as_at))
    born = f"born {in_words(child.born)}" if child.born else "date of birth not known"
    facts = [entry for entry in view.facts if entry.stands]
    sections = (
        _stands(view, facts),
        _section("Time limits missed", "Those the council had to keep, with the cause recorded for that time.",
                 ("Duty", "Due", "Done", "How late", "Cause recorded"), _missed(view, facts)),
        _section("Timeline", "Every step of the statutory process, in order.", ("Day", "What happened", "Rests on"),
                 ((in_words(e.fact.on), told(e.fact), e.source) for e in facts if e.fact.kind in FACT_KINDS)),
        _section("Decisions and their reasons", "", ("Day", "Decision", "Reasons", "Decided by"), _decisions(facts)),
        _section("Advice", "", ("Whose", "Asked", "Received", "Written by", "Chased"), _advice(view)),
        _section("Contact with the family and others", "The newest first.", ("Day", "How", "With", "What was said", "By"),
                 _contacts(view)),
        _section("Who held the case", "", ("Day", "What", "Why", "Written down by"), _owners(facts)),
    )  # fmt: skip
    sentence = f"{child.name or 'Name not recorded'}, {born}, {year}. Confidential: for inspectors only."
    return ListsPaper(head, f"Inspection pack, {view.case.ref}", sentence, sections, desk.user)


def print_inspection_pack(desk: Desk, ref: str, files: Sequence[Path]) -> ListsPaper:
    """Print the pack in every form asked for, and keep in the journal what was issued.  Raises as above, and KnownFault
    where nothing can print or a file cannot be written."""
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    pack = inspection_pack(desk, ref)
    with all_or_none() as written:
        content = [written(path, desk.papers.lists(pack, path)) for path in files]
        note_issue(desk, "inspection pack", content, files, pack.head, ref)
    return pack


def _section(title: str, sentence: str, columns: tuple[str, ...], rows: Rows) -> ListSection:
    return ListSection(title, sentence, columns, (False,) * len(columns), tuple(rows))


def _stands(view: CaseView, facts: Sequence[RecordedFact]) -> ListSection:
    """Where the case stands: its plan, its next limit, who answers for it."""
    due, version = view.next, view.plan.newest if view.plan else None
    rows = [
        ("Stage", STAGE_WORDS[view.stage]),
        ("Plan first issued", _day_of(facts, "final_plan_sent", first=True)),
        ("Plan last amended", _day_of(facts, "amended_plan_sent")),
        ("Last review meeting", _day_of(facts, "review_meeting_held")),
        ("Last decision after a review", _day_of(facts, "review_decision_notified")),
        ("Newest version in the desk", f"version {version.number}" if version else "none"),
        ("Next duty", f"{due.duty}, {in_words(due.due)}: {due.words}" if due else "no limit is running"),
        ("Caseworker", view.owner or "nobody"),
        ("Answers for it", f"{view.responsible.name} ({view.responsible.why})"),
        ("Placement", view.case.child.setting or "not recorded"),
        ("Documents filed", f"{len(view.documents):,}"),
        ("Held for checking", view.case.held or "no"),
    ]
    return _section("Where the case stands", "", ("What", "As at today"), rows)


def _day_of(facts: Iterable[RecordedFact], kind: str, first: bool = False) -> str:
    days = sorted(entry.fact.on for entry in facts if entry.fact.kind == kind)
    return in_words(days[0 if first else -1]) if days else "not recorded"


def _missed(view: CaseView, facts: Sequence[RecordedFact]) -> Rows:
    late = [d for d in view.timeline.deadlines if d.actor in COUNCIL and d.state in (State.OVERDUE, State.MET_LATE)]
    for d in sorted(late, key=lambda d: (d.due, d.rule)):
        done = in_words(d.met_on) if d.met_on else "not yet"
        yield duty_words(d), in_words(d.due), done, deadline_words(d, view.as_at), causes(d, facts, view.as_at)


def causes(d: Deadline, facts: Iterable[RecordedFact], as_at: date) -> str:
    """The causes of delay whose days meet those from the due day to the day it was done; said where there is none."""
    until = d.met_on or as_at
    found = []
    for entry in facts:
        if entry.fact.kind != "delay":
            continue
        attrs = entry.fact.attrs
        begins = date.fromisoformat(attrs["from"]) if attrs.get("from") else entry.fact.on
        ends = date.fromisoformat(attrs["to"]) if attrs.get("to") else as_at
        if begins <= until and ends >= d.due:
            found.append(f"{said_words('delay', 'cause', attrs['cause'])} ({attrs['party']})")
    return "; ".join(dict.fromkeys(found)) or NO_CAUSE


def _decisions(facts: Iterable[RecordedFact]) -> Rows:
    """Every decision with its reasons.  The reasons written as an entry of their own stand on that entry's line."""
    for entry in facts:
        fact, attrs = entry.fact, entry.fact.attrs
        if fact.kind not in _DECIDED and not fact.kind.endswith("_decision_notified"):
            continue
        what = f"{said_words('decision', 'did', attrs['did'])}: {attrs['what']}" if fact.kind == "decision" else (
            fact_title(fact.kind) + (f": {said_words(fact.kind, 'outcome', attrs['outcome'])}" if attrs.get("outcome") else "")
        )  # fmt: skip
        yield in_words(fact.on), what, fact.note or NO_REASON, attrs.get("by") or entry.first_author


def _advice(view: CaseView) -> Rows:
    for line in view.advice:
        asked = in_words(line.asked_on) if line.asked_on else "not asked"
        received = in_words(line.received_on) if line.received_on else "used again" if line.reused else "not yet"
        if line.deadline and line.deadline.state in (State.OVERDUE, State.MET_LATE):
            received += f", {deadline_words(line.deadline, view.as_at)}"
        chased = ", ".join(in_words(day) for day in line.chased) or "never"
        yield body_words(line.body).capitalize(), asked, received, line.author or "not recorded", chased


def _contacts(view: CaseView) -> Rows:
    for entry in view.contacts:
        attrs = entry.fact.attrs
        way = CHANNELS.get(attrs.get("channel", ""), "Contact")
        direction = {"in": " from", "out": " to"}.get(attrs.get("direction", ""), "")
        yield (in_words(entry.fact.on), f"{way}{direction}", attrs.get("with") or "the family", said(entry.fact),
               entry.told_by)  # fmt: skip


def _owners(facts: Iterable[RecordedFact]) -> Rows:
    for entry in facts:
        attrs = entry.fact.attrs
        if entry.fact.kind == "assigned":
            was = f", from {attrs['from']}" if attrs.get("from") else ""
            yield (
                in_words(entry.fact.on),
                f"Given to {attrs.get('to', '')}{was}",
                attrs.get("reason", ""),
                entry.recorded_by,
            )
        elif entry.fact.kind == "unassigned":
            yield (
                in_words(entry.fact.on),
                f"Taken off {attrs.get('from', '')}",
                attrs.get("reason", ""),
                entry.recorded_by,
            )
        elif entry.fact.kind == "team_changed":
            to = f"To the team {attrs['to']}" if attrs.get("to") else "To no team of its own"
            was = f", from {attrs['from']}" if attrs.get("from") else ""
            yield in_words(entry.fact.on), f"{to}{was}", attrs.get("reason", ""), entry.recorded_by
