"""Retention: the rule the council has chosen, what is due for disposal, holds, and disposing of a file.

A child's cases go by one date of birth: while one of them is open or held, none of them goes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import STAGE_WORDS, Child
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.retention import (
    HOLD,
    LIFTED,
    LOOKED_AT,
    RULE_SETTING,
    Disposal,
    Hold,
    Kept,
    RetentionRule,
    Standing,
    holds,
    is_closed,
    retention_rules,
    unfinished,
)
from ehcp_desk.domain.rights_kinds import HOLD_WORDS
from ehcp_desk.domain.worklist import CaseRow
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import find, record
from ehcp_desk.services.desk import Changes, Desk

DISPOSED = "case_disposed"


def chosen_rule(work: ReadWork) -> RetentionRule:
    """The rule the council has chosen."""
    return retention_rules().chosen(work.setting(RULE_SETTING))


def rule_in_use(desk: Desk) -> RetentionRule:
    """The same, for whoever only asks."""
    with desk.store.read() as work:
        return chosen_rule(work)


def choose_rule(desk: Desk, id_: str, reason: str) -> Changes:
    """Choose the rule files are kept by.  BadInput for a rule there is not, or without a reason."""
    desk.need(Act.SETTINGS)
    rule = retention_rules().named(id_)
    if not reason.strip():
        raise BadInput("Say why the period changes, and who decided; the reason stays in the journal.")
    with desk.store.write(desk.user, desk.now()) as work:
        before = chosen_rule(work).id
        work.set_setting(RULE_SETTING, rule.id)
        said = {"before": before, "after": rule.id, "reason": reason.strip()}
        work.append(NewEntry("retention_rule_changed", None, said))
    return Changes(frozenset({"settings"}))


def due_by(desk: Desk, by: date | None = None) -> list[Kept]:
    """Every case whose period has run out by a day (today where none is given), the oldest first: those that may go, and
    those that something keeps, with what it is."""
    until = by or desk.today()
    with desk.store.read() as work:
        chosen = chosen_rule(work)
        children: defaultdict[int, list[tuple[int, Child]]] = defaultdict(list)
        for case_id, _ref, child in work.every_identity():
            if child.born is not None and chosen.due(child.born) <= until:
                children[child.id].append((case_id, child))
        ids = [case_id for cases in children.values() for case_id, _ in cases]
        found = _Judging(work, chosen, ids, desk.today())
        listed = [kept for cases in children.values() for kept in found.judge(cases)]
    kept_longer = (k for k in listed if k.due is not None and k.due <= until)
    return sorted(kept_longer, key=lambda k: (k.due or date.max, k.ref))


def kept(desk: Desk, ref: str) -> Kept:
    """How one case stands to its retention."""
    with desk.store.read() as work:
        return _kept(work, find(work, ref), desk.today())


def _kept(work: ReadWork, case_id: int, today: date) -> Kept:
    child = work.case(case_id).child
    cases = [(case.id, child) for case in work.cases_of_child(child.id)]
    judged = _Judging(work, chosen_rule(work), [number for number, _ in cases], today).judge(cases)
    return next(one for one in judged if one.case_id == case_id)


class _Judging:
    """Some cases with what bears on their retention, read at once."""

    def __init__(self, work: ReadWork, chosen: RetentionRule, ids: Sequence[int], today: date) -> None:
        self._chosen, self._today = chosen, today
        self._rows: dict[int, CaseRow] = {row.id: row for row in work.case_rows(ids)}
        self._unopened = work.closed_cases()[1]
        self._facts: defaultdict[int, list[RecordedFact]] = defaultdict(list)
        for fact in work.standing_of(LOOKED_AT, ids):
            self._facts[fact.case_id].append(fact)

    def judge(self, cases: Sequence[tuple[int, Child]]) -> list[Kept]:
        """Every case of one child."""
        facts = [fact for number, _ in cases for fact in self._facts[number]]
        rule = retention_rules().for_child(self._chosen, facts)
        standing_holds = holds(facts)
        keeping = self._keeping([number for number, _ in cases], standing_holds)
        judged = []
        for number, child in cases:
            due = rule.due(child.born) if child.born is not None else None
            standing, why = keeping or (Standing.DUE, "its period has run out")
            if due is None:
                standing, why = Standing.UNKNOWN, "without a date of birth nobody can say when its period runs out"
            elif due > self._today and standing is Standing.DUE:
                standing, why = Standing.LATER, f"its period runs until {in_words(due)}"
            row = self._rows[number]
            judged.append(Kept(number, row.ref, child.name, child.born, rule, due, standing, why, standing_holds))
        return judged

    def _keeping(self, cases: Sequence[int], standing_holds: Sequence[Hold]) -> tuple[Standing, str] | None:
        """What keeps a child's cases whatever their age; None where nothing does."""
        rows = [self._rows[number] for number in cases]
        if any(row.id in self._unopened for row in rows):
            return Standing.HELD, "its file is restricted: open it with a reason first"
        for row in rows:
            if not is_closed(row.summary.stage):
                return Standing.OPEN, f"{row.ref} is not closed: {STAGE_WORDS[row.summary.stage].lower()}"
        if standing_holds:
            said = "; ".join(f"{h.words.lower()}, since {in_words(h.since)}: {h.reason}" for h in standing_holds)
            return Standing.HELD, f"held for {said}"
        disputes = [said for number in cases for said in unfinished(self._facts[number])]
        return (Standing.HELD, disputes[0]) if disputes else None


def place_hold(desk: Desk, ref: str, kind: str, reason: str, reference: str = "") -> Changes:
    """Keep a file whatever its age.  BadInput for another kind of hold than there are, or without a reason."""
    if kind not in HOLD_WORDS:
        raise BadInput(f"A hold is for one of: {', '.join(HOLD_WORDS)}.")
    if not reason.strip():
        raise BadInput(f"Say why {ref} must be kept; the reason stays with the file.")
    said = {"for": kind, **({"reference": reference.strip()} if reference.strip() else {})}
    return record(desk, ref, NewFact(HOLD, desk.today(), said, reason.strip()))


def lift_hold(desk: Desk, ref: str, entry: int, reason: str) -> Changes:
    """Lift a hold.  BadInput where no such hold stands on the case, or without a reason."""
    if not reason.strip():
        raise BadInput(f"Say why the hold on {ref} is lifted; the reason stays with the file.")
    if entry not in {hold.entry for hold in kept(desk, ref).holds}:
        raise BadInput(f"No hold with the number {entry} stands on {ref}; see them with: retention {ref}")
    return record(desk, ref, NewFact(LIFTED, desk.today(), {"hold": str(entry)}, reason.strip()))


def dispose(desk: Desk, ref: str, reason: str) -> tuple[Disposal, Changes]:
    """Dispose of a file whose period has run out: all or nothing of it, in one unit of work.

    The journal keeps its sealed lines without what they said, and one line more; backups taken before keep what was there.
    Raises BadInput where the file is open, held or not due, without a reason, or where the person at the desk is nobody of
    the people in Settings; NotAllowed where the role may not.
    """
    desk.need(Act.DISPOSE)
    if not reason.strip():
        raise BadInput(f"Say why {ref} is disposed of, and who agreed; the reason stays on its certificate.")
    with desk.store.write(desk.user, desk.now(), alone=True) as work:
        officer = work.staff().named(desk.user)
        if officer is None or not officer.works_on(desk.today()):
            raise BadInput(f"A named person disposes of a file, and nobody in post is called {desk.user}; "
                           "add them in Settings, People, or say who with --user.")  # fmt: skip
        case_id = find(work, ref)
        if case_id in work.closed_cases()[1]:
            raise BadInput(f"{ref} is restricted: open it with a reason first.")
        found = _kept(work, case_id, desk.today())
        if found.standing is not Standing.DUE or found.due is None:
            raise BadInput(f"{found.ref} is not disposed of: {found.why}.")
        _refuse_name(work.case(case_id).child, reason)
        done = work.dispose(case_id, found.rule.id, found.due, reason.strip())
        said = {"ref": done.ref, "rule": done.rule, "due": done.due.isoformat(), "reason": done.reason,
                "facts": done.facts, "documents": done.documents, "bytes": done.size}  # fmt: skip
        work.append(NewEntry(DISPOSED, case_id, said))
    desk.store.leave_no_trace()
    return done, Changes(frozenset({"cases", "facts", "people"}), frozenset({case_id}))


def _refuse_name(child: Child, reason: str) -> None:
    """Raises BadInput where the reason, which stays, would go on naming the child."""
    said = set(re.findall(r"\w+", reason.casefold()))
    if child.surname.casefold() in said and child.forenames.partition(" ")[0].casefold() in said:
        raise BadInput("The reason stays when everything else is gone; leave the child’s name out of it.")


def disposals(desk: Desk) -> list[Disposal]:
    """Every file that was disposed of, the latest first."""
    with desk.store.read() as work:
        return work.disposals()


def disposal_of(desk: Desk, ref: str) -> Disposal:
    """The disposal of the case that had a reference.  BadInput where there was none."""
    wanted = " ".join(ref.split()).casefold()
    found = next((one for one in disposals(desk) if one.ref.casefold() == wanted), None)
    if found is None:
        raise BadInput(f"No file with the reference {ref} was disposed of here; see them with: retention --disposed")
    return found
