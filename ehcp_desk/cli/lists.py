"""Commands that look: cases, case."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from ehcp_desk.cli.answers import OK, Call, table, unread
from ehcp_desk.cli.schooling import school_json, school_lines
from ehcp_desk.clock.model import Deadline, Timeline, Week
from ehcp_desk.domain.advice import escalation
from ehcp_desk.domain.case import STAGE_WORDS, year_words
from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.documents import details_words
from ehcp_desk.domain.duties import duty_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.matters import chased_words
from ehcp_desk.domain.orphans import DAILY, TITLES, Forgotten, Orphan
from ehcp_desk.domain.profile import Statement
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.rights_kinds import SHARING
from ehcp_desk.domain.terms import told
from ehcp_desk.domain.wording import deadline_words
from ehcp_desk.domain.worklist import ORDERS_NOT_STARTED, CaseQuery, NextDeadline, Scope, Sort
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import WorkRow
from ehcp_desk.services.records.case_view import CaseView

FURTHEST_AHEAD = 36_500  # days: no plan of any child here runs for a hundred years


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    cases = commands.add_parser("cases", parents=[shared], help="the work list, most urgent by law first")
    cases.add_argument("--overdue", action="store_true", help="a legal limit has passed")
    cases.add_argument("--unassigned", action="store_true", help="nobody holds them, longest first")
    cases.add_argument("--due-within", type=int, metavar="DAYS")
    cases.add_argument("--owner", metavar="NAME")
    cases.add_argument(
        "--search",
        default="",
        metavar="TEXT",
        help="name, reference, UPN, ULN, phone, parent, date of birth or setting",
    )
    cases.add_argument("--held", action="store_true", help="held for checking after an import")
    cases.add_argument("--orders-not-started", action="store_true",
                       help="a tribunal order or a mediation agreement is still to be carried out")  # fmt: skip
    cases.add_argument("--migrated", action="store_true", help="from a file, and verified by nobody yet")
    cases.add_argument("--orphan", default="", metavar="KIND", choices=["all", *(kind.value for kind in Orphan)],
                       help="cases that could be forgotten: " + ", ".join(kind.value for kind in Orphan) +
                       " or all (but not the sweep of letters)")  # fmt: skip
    cases.add_argument("--duplicates", action="store_true", help="children who may be on the record twice")
    cases.add_argument("--scope", choices=[s.value for s in Scope], default="", help="open by default")
    cases.add_argument("--limit", type=int, metavar="N")
    cases.set_defaults(run=_cases)
    case = commands.add_parser("case", parents=[shared], help="everything about one case")
    case.add_argument("ref", metavar="REF")
    case.add_argument("--reason", default="", metavar="TEXT", help="why you open it, where it is restricted")
    case.set_defaults(run=_case)


def _cases(call: Call) -> int:
    from ehcp_desk.services.oversight.worklist import listed

    if call.args.orphan:
        orphans(call, DAILY if call.args.orphan == "all" else (Orphan(call.args.orphan),))
        return OK
    desk = call.desk()
    if call.args.duplicates:
        return _duplicates(call, desk)
    total, rows = listed(desk, _query(call, desk), call.args.limit)
    names = team_names(desk)
    call.answer({"total": total, "cases": [row_json(row, names) for row in rows]}, lambda: _rows_text(total, rows))
    return OK


def orphans(call: Call, kinds: Collection[Orphan]) -> int:
    """Answer with the cases on these lists of what could be forgotten; how many there are."""
    from ehcp_desk.services.oversight.orphans import forgotten
    from ehcp_desk.services.oversight.restricting import unopened
    from ehcp_desk.services.oversight.worklist import rows

    desk = call.desk()
    found = forgotten(desk, kinds)
    shown = found[: getattr(call.args, "limit", None)]
    by_id = {row.id: row for row in rows(desk, list(dict.fromkeys(one.case_id for one in shown)))}
    names = team_names(desk)
    cases = [{**row_json(by_id[one.case_id], names), "orphan": one.kind.value, "why": one.why, "orphan_days": one.days}
             for one in shown]  # fmt: skip
    shut = unopened(desk)
    document = {"total": len(found), "restricted_unopened": shut, "cases": cases}
    call.answer(document, lambda: _orphans_text(found, shown, by_id) + unread(shut))
    return len(found)


def _orphans_text(found: list[Forgotten], shown: list[Forgotten], by_id: dict[int, WorkRow]) -> str:
    if not found:
        return "No case is on that list."
    parts = []
    for kind in dict.fromkeys(one.kind for one in shown):
        lines = [(by_id[one.case_id].case.ref, by_id[one.case_id].case.name, day_count(one.days), one.why,
                  by_id[one.case_id].responsible.name) for one in shown if one.kind is kind]  # fmt: skip
        total = sum(one.kind is kind for one in found)
        heads = ("Reference", "Child", "For", "Why", "Answers for it")
        parts.append(f"{TITLES[kind]}: {total}\n{table(heads, lines)}")
    return "\n\n".join(parts)


def _duplicates(call: Call, desk: Desk) -> int:
    from ehcp_desk.services.casework.same_child import possible_duplicates

    pairs = possible_duplicates(desk, call.progress)
    document = {"total": len(pairs), "pairs": [
        {"children": [pair.likely.one.name, pair.likely.other.name], "refs": [list(pair.refs), list(pair.other_refs)],
         "score": pair.likely.score, "why": list(pair.likely.why)} for pair in pairs]}  # fmt: skip
    rows = [
        (p.refs[0], p.likely.one.name, p.other_refs[0], p.likely.other.name, ", ".join(p.likely.why)) for p in pairs
    ]
    call.answer(document, lambda: table(("Case", "Child", "Case", "Child", "Why"), rows) if rows
                else "No child seems to be on the record twice.")  # fmt: skip
    return OK


def _query(call: Call, desk: Desk) -> CaseQuery:
    args = call.args
    if args.due_within is not None and not 0 <= args.due_within <= FURTHEST_AHEAD:
        raise BadInput(f"--due-within takes a number of days from 0 up to {FURTHEST_AHEAD}.")
    if args.limit is not None and args.limit < 0:
        raise BadInput("--limit takes a number of cases from 0 up.")
    wide = args.unassigned or args.owner or args.search or args.overdue or args.held or args.due_within is not None
    wide = wide or args.orders_not_started
    scope = (
        Scope(args.scope)
        if args.scope
        else Scope.ALL
        if args.search or args.held or args.migrated
        else Scope.LIVE
        if wide
        else Scope.OPEN
    )
    return CaseQuery(
        as_at=desk.today(),
        scope=scope,
        search=args.search,
        owners=_owner(desk, args.owner) if args.owner else (),
        unassigned=args.unassigned,
        overdue=args.overdue,
        due_within=args.due_within,
        held=args.held,
        migrated=args.migrated,
        open_rules=ORDERS_NOT_STARTED if args.orders_not_started else (),
        sort=Sort.UNASSIGNED if args.unassigned else Sort.RISK,
    )


def _owner(desk: Desk, name: str) -> tuple[int, ...]:
    with desk.store.read() as work:
        officer = work.staff().named(name)
    if officer is None:
        raise BadInput(f"Nobody here is called {name}; see the names with: cases --json")
    return (officer.id,)


def team_names(desk: Desk) -> dict[int, str]:
    """Every team's name by its number."""
    with desk.store.read() as work:
        return {t.id: t.name for t in work.staff().teams.values()}


def row_json(row: WorkRow, teams: dict[int, str]) -> dict[str, Any]:
    """A case of a list as the contract writes it."""
    case = row.case
    return {
        "ref": case.ref,
        "name": case.name,
        "owner": case.owner,
        "responsible": row.responsible.name,
        "responsible_because": row.responsible.why,
        "team": teams.get(case.team_id) if case.team_id is not None else None,
        "stage": case.summary.stage.value,
        "week": week_json(row.week),
        "next_deadline": _next_json(row.next),
        "flags": list(row.flags),
        "unassigned_days": (row.as_at - case.unassigned_since).days if case.unassigned_since else None,
        "waiting_for": row.waiting_for,
        "in_touch": in_touch_json(row.in_touch),
        "there_on_the_day": row.on_the_day.name if row.on_the_day else None,
    }


def in_touch_json(days: tuple[date | None, date | None]) -> dict[str, date | None]:
    """The last day in touch with the child, and with the family or anybody else about them."""
    return dict(zip(("child", "family"), days, strict=True))


def week_json(week: Week | None) -> dict[str, int] | None:
    """The week as the contract writes it."""
    return {"elapsed_weeks": week.elapsed, "ordinal": week.ordinal, "of": week.of} if week else None


def _next_json(due: NextDeadline | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {"rule": due.rule, "duty": due.duty, "due": due.due, "state": due.state.value, "days": due.days}


def _rows_text(total: int, rows: list[WorkRow]) -> str:
    if not rows:
        return "No case answers that."
    lines = [
        (r.case.ref, r.case.name, str(r.week.ordinal) if r.week else "–", r.next.duty if r.next else "–",
         in_words(r.next.due) if r.next else "–", r.next.words if r.next else "–", r.case.owner or "nobody yet",
         r.responsible.name)
        for r in rows
    ]  # fmt: skip
    heads = ("Reference", "Child", "Week", "Next duty", "Due", "State", "Caseworker", "Answers for it")
    shown = f"{len(rows)} of {total}" if len(rows) < total else str(total)
    return f"{table(heads, lines)}\n{shown} case{'s' if total != 1 else ''}."


def _case(call: Call) -> int:
    from ehcp_desk.services.oversight.restricting import open_restricted
    from ehcp_desk.services.records.case_view import case_view

    desk, ref = call.desk(), call.args.ref
    if call.args.reason:
        open_restricted(desk, ref, call.args.reason)
    view = case_view(desk, ref)
    call.answer(case_json(view), lambda: _case_text(view))
    return OK


def case_json(view: CaseView) -> dict[str, Any]:
    """A case as one JSON document."""
    child = asdict(view.case.child) | {"year_group": view.case.child.year_on(view.as_at)}
    return {
        "ref": view.case.ref,
        "as_at": view.as_at,
        "child": child,
        "stage": view.stage.value,
        "owner": view.owner,
        "owned_since": view.case.owned_since,
        "responsible": view.responsible.name,
        "responsible_because": view.responsible.why,
        "team": view.team or None,
        "psychologist": view.case.psychologist or None,
        "held": view.case.held or None,
        "migrated_not_verified": [mark.source for mark in view.unverified],
        "version": view.case.version,
        "week": week_json(view.row.week),
        "next_deadline": _next_json(view.next),
        "deadlines": [
            {**_deadline_json(d), "cautious": view.cautious_date(d)} for d in view.timeline.deadlines
        ],
        "unknown": [asdict(u) for u in view.timeline.unknown],
        "warnings": [*([f"Cannot be read: {view.cannot_be_read}"] if view.unread else []), *view.timeline.warnings],
        "facts": [_fact_json(f) for f in view.facts],
        "advice": [{"body": a.body, "asked": a.asked_on, "received": a.received_on, "chased": a.chased,
                    "author": a.author or None, "written_on": a.written_on, "returned": a.returned_on, "reused": a.reused,
                    "due": a.deadline.due if a.deadline else None,
                    "escalation": escalation(a, view.case.ref, view.as_at, view.owner or "") or None} for a in view.advice],
        "people": [asdict(p) for p in view.people],
        "people_before": [asdict(p) for p in view.people_before],
        "banners": [_statement_json(s) for s in view.banners],
        "decides": {"who": view.decider.who or None, "words": view.decider.words, "law": view.decider.law},
        "profile": [_statement_json(s) | {"holds": s.holds_on(view.as_at)} for s in view.profile.listed(view.as_at)],
        "promises": [asdict(p) for p in view.promises],
        "waiting": [{"owed": m.owed.name.lower(), "entry": m.fact_id, "what": m.what, "since": m.since, "due": m.due,
                     "to": m.who or None, "moves": m.moves, "chased": m.chased} for m in view.matters],
        "documents": [
            {**asdict(d.row), "number": d.number, "what": d.details.what, "author": d.details.author,
             "dated": d.details.dated, "received": d.details.received, "version": d.details.version,
             "version_of": d.details.version_of, "newer": d.newer, "entries": d.entries} for d in view.filed
        ],
        "to_authorise": [{"entry": d.entry.id, "what": d.entry.fact.attrs.get("what", ""), "answer": d.answer or None,
                          "words": d.words} for d in view.to_authorise],
        **_given_out(view),
        "other_cases": [ref for ref, _ in view.other_cases],
        "in_touch": in_touch_json(view.in_touch),
        **school_json(view),
    }  # fmt: skip


def _given_out(view: CaseView) -> dict[str, Any]:
    """Copies made for somebody; consent and how it stands, what was shared, and who asked to see what is held."""
    facts = view.facts
    return {
        "disclosures": [_disclosure_json(f) for f in facts if f.fact.kind == "disclosure"],
        "sharing": [_sharing_json(f) for f in facts if f.stands and f.fact.kind in SHARING],
        "consents": [
            asdict(c) | {"holds": c.holds_on(view.as_at), "words": c.words(view.as_at)} for c in view.consents
        ],
        "access_requests": [asdict(r) for r in view.access],
    }


def _sharing_json(f: RecordedFact) -> dict[str, Any]:
    """Consent asked for or withdrawn, and what was shared with whom on what ground."""
    return {
        "id": f.id,
        "kind": f.fact.kind,
        "on": f.fact.on,
        **f.fact.attrs,
        "note": f.fact.note,
        "by_whom": f.recorded_by,
    }


def _fact_json(f: RecordedFact) -> dict[str, Any]:
    """An entry.  A request's own `source` says who asked (contract section 2), so what it rests on stands beside it."""
    return {"id": f.id, "fact": f.fact.kind, "on": f.fact.on, "source": f.source, **f.fact.attrs, "note": f.fact.note,
            "approximate": f.fact.approximate, "rests_on": f.source, "recorded_at": f.recorded_at,
            "recorded_by": f.recorded_by, "supersedes": f.supersedes, "superseded_by": f.superseded_by}  # fmt: skip


def _disclosure_json(f: RecordedFact) -> dict[str, Any]:
    """A copy made for somebody: to whom, of what, its digest, and what was taken out and why."""
    return {
        "id": f.id,
        "on": f.fact.on,
        **f.fact.attrs,
        "reasons": f.fact.note,
        "by": f.recorded_by,
        "at": f.recorded_at,
    }


def _statement_json(s: Statement) -> dict[str, Any]:
    """One statement about the child: ``entry`` is the number to correct, withdraw or end it by."""
    return {"entry": s.entry, "kind": s.kind, "title": s.title, "says": s.said, "from": s.since, "until": s.until,
            "attrs": dict(s.attrs), "note": s.words, "by": s.by, "rests_on": s.source}  # fmt: skip


def _deadline_json(d: Deadline) -> dict[str, Any]:
    return {"rule": d.rule, "duty": d.duty, "subject": d.subject, "due": d.due, "state": d.state.value, "days": d.days,
            "met_on": d.met_on, "law": d.law, "force": d.force.value, "evidence": d.evidence.value, "actor": d.actor}  # fmt: skip


def _case_text(view: CaseView) -> str:
    child = view.case.child
    born = f", born {in_words(child.born)}" if child.born else ""
    lines = [
        f"{view.case.ref}  {child.name}{born}, {year_words(child.year_on(view.as_at))}, {child.setting or 'setting not known'}",
        f"Stage: {STAGE_WORDS[view.stage]}",
        f"Caseworker: {view.owner or 'nobody yet'}; answers for it: {view.responsible.name} ({view.responsible.why})",
    ]
    lines[1:1] = [f"BEFORE YOU RING  {banner.said}" for banner in view.banners]
    if view.unread:
        lines.insert(1, f"CANNOT BE READ  {view.cannot_be_read}")
    lines.append(f"Decides: {view.decider.words}")
    lines += [f"{s.title}: {s.said}" for s in view.profile.on(view.as_at) if s.kind != "sensitivity"]
    lines += school_lines(view)
    if view.row.week:
        lines.append(f"Week {view.row.week.ordinal} of 20, {view.row.week.elapsed} whole weeks gone")
    if view.case.held:
        lines.append(f"Held for checking: {view.case.held}")
    if view.unverified:
        lines.append(f"Migrated, not verified: {'; '.join(dict.fromkeys(mark.source for mark in view.unverified))}")
    lines += ["", "Deadlines", _deadlines_text(view.timeline, view.as_at)]
    if view.matters:
        lines += ["", "Promised, or waiting"]
        lines += [f"  {f'by {in_words(m.due)}' if m.due else f'since {in_words(m.since)}'}: {m.owed.value.lower()}, {m.what}"
                  f"{f', {chased_words(m.chased)}' if m.chased else ''}" for m in view.matters]  # fmt: skip
    lines += ["", "What happened"]
    lines += [
        f"  {in_words(f.fact.on)}: {told(f.fact)}" for f in view.facts if f.stands and f.fact.kind != "document_filed"
    ]
    if view.filed:
        known = [(d.number, details_words(d.details.attrs(d.row.id, d.row.filename))) for d in view.filed]
        lines += ["", "Documents", *(f"  {number}. {words}" for number, words in known)]
    lines += [f"Look at this: {warning}" for warning in view.timeline.warnings]
    return "\n".join(lines)


def _deadlines_text(timeline: Timeline, as_at: date) -> str:
    rows = [(in_words(d.due), duty_words(d),
             deadline_words(d, as_at), d.law) for d in timeline.deadlines]  # fmt: skip
    return table(("Due", "Duty", "State", "Law"), rows) if rows else "None yet: no request is recorded."
