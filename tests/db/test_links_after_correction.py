"""An entry that answers another goes on answering it once that one was put right, on both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

import pytest

from db.store import SqlStore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.access_requests import access_requests
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.contact_kinds import SAID
from ehcp_desk.domain.disputes import disputes_of
from ehcp_desk.domain.entry_links import LINKS, OF_THE_WORDS
from ehcp_desk.domain.letter_log import letter_log
from ehcp_desk.domain.matters import may_wait, open_matters
from ehcp_desk.domain.panels import Sitting, matters_of, tasks_set
from ehcp_desk.domain.plan_content import versions
from ehcp_desk.domain.plan_history import amendments
from ehcp_desk.domain.profile import profile_of
from ehcp_desk.domain.record import NewFact, RecordedFact, line_of, promises
from ehcp_desk.domain.retention import holds, unfinished
from ehcp_desk.domain.sharing import consents_of
from ehcp_desk.services.letters.sweep import without_letters
from ehcp_desk.services.oversight.sen2.runs import requests_told
from ehcp_desk.services.records.as_known import Known, known_facts
from tests.support.records import NOW, add_case

DAY, TODAY = date(2026, 9, 1), date(2026, 10, 30)
LAW = Ruleset.load()
LINKED = [(kind, name) for kind, names in LINKS.items() for name in names]
_SENT = {"kind": "agreement_to_assess", "to": "Mrs Quill", "how": "post", "digest": "d"}
_PANEL = {"panel": "placement", "day": "2026-09-10"}
NAMED: Mapping[tuple[str, str], tuple[str, Mapping[str, str], Mapping[str, str]]] = {
    ("promise_moved", "promise"): ("promise_made", {"due": "2026-09-05"}, {"due": "2026-12-01"}),
    ("promise_kept", "promise"): ("promise_made", {"due": "2026-09-05"}, {}),
    ("promise_made", "item"): ("panel_item", _PANEL, {"due": "2026-12-01"}),
    ("chaser", "of"): ("promise_made", {"due": "2026-09-05"}, {}),
    ("signal_answered", "signal"): ("exclusion", {"type": "suspension", "by": "school", "days": "1"}, {}),
    ("reply_sent", "contact"): ("contact", {"channel": "email", "direction": "in", "reply_by": "2026-09-10"}, {}),
    ("breakdown_plan", "ended"): ("placement_ended", {"planned": "no", "plan_by": "2026-09-09"}, {"by": "Jo", "plan": "x"}),
    ("complaint_answered", "complaint"): (
        "complaint", {"reference": "C1", "stage": "one", "by": "m", "answer_by": "2026-09-20"}, {"outcome": "upheld"}),
    ("challenge_answered", "challenge"): (
        "challenge", {"level": "formal", "issue": "delay", "by": "m", "due": "2026-09-20"}, {"outcome": "agreed"}),
    ("plan_issued", "plan"): ("plan_version", {"version": "1", "purpose": "draft"}, {"to": "Mrs Quill", "how": "post"}),
    ("amendment_answered", "request"): ("amendment_requested", {"by": "m"}, {"answer": "accepted"}),
    ("panel_decided", "item"): ("panel_item", _PANEL, {"outcome": "agreed", "by": "Jo"}),
    ("notice_sent_again", "letter"): ("notice_sent", _SENT, {"to": "Mr Quill", "how": "email"}),
    ("notice_received", "letter"): ("notice_sent", _SENT, {"proof": "signed for"}),
    ("notice_sent", "entry"): ("assess_decision_notified", {"outcome": "refuse"}, {**_SENT, "rights": "yes"}),
    ("document_filed", "entries"): ("assess_decision_notified", {"outcome": "refuse"}, {"document": "1", "what": "letter"}),
    ("retention_hold_lifted", "hold"): ("retention_hold", {"for": "claim"}, {}),
    ("consent_withdrawn", "consent"): ("consent", {"by": "m", "scope": "health", "answer": "given"}, {"by": "m"}),
    ("access_extended", "request"): ("access_request", {"by": "m"}, {"told_on": "2026-09-20"}),
    ("access_harm", "request"): ("access_request", {"by": "m"}, {"by": "Dr Ames", "outcome": "none"}),
    ("access_answered", "request"): ("access_request", {"by": "m"}, {"outcome": "sent"}),
    ("no_longer", "entry"): ("address", {"sort": "second_home", "address": "1 Old Road"}, {}),
}  # fmt: skip
"""Link -> the kind of entry it names, what that says, and what the entry with the link says besides."""


def _said(facts: Collection[RecordedFact]) -> dict[str, object]:
    """What everything that reads such links says of a case, without the numbers of entries."""
    matters, made = matters_of(facts), promises(facts)
    sitting = Sitting(date(2026, 9, 10), "placement")
    return {
        "promises": [(p.what, p.due, p.first_due, p.moves, p.kept_on, p.chased) for p in made],
        "tasks": [t.what for t in tasks_set(made, matters, sitting)],
        "waiting": [(m.owed, m.kind, m.due, m.moves, m.chased) for m in open_matters(facts)],
        "disputes": [(d.kind, d.state(TODAY), d.change) for d in disputes_of(facts)],
        "consents": [(c.scope, c.words(TODAY)) for c in consents_of(facts)],
        "profile": [(s.title, s.said, s.since, s.until, s.ended_because) for s in profile_of(facts).statements],
        "access": [(a.words, a.due, a.harm) for a in access_requests(facts, LAW.calendar, TODAY)],
        "panels": [(m.day, m.decision.outcome if m.decision else "") for m in matters],
        "holds": [(h.kind, h.since) for h in holds(facts)],
        "unfinished": len(unfinished(facts)),
        "amendments": [(a.words, a.answer, a.answered_on) for a in amendments(facts)],
        "letters": [(n.title, n.on, n.again, n.received, n.proof) for n in letter_log(facts)],
        "plans": [(v.title, [i.fact.attrs["to"] for i in v.issued]) for v in versions(facts)],
    }


def _everything(store: SqlStore, case: int) -> dict[str, object]:
    """The same read case by case, in bulk and raw, and what a sweep and a return say."""
    kinds = [*LINKS, *{kind for kind, _, _ in NAMED.values()}]
    with store.read() as work:
        by_case, together = _said(work.facts(case)), _said(work.standing_of(kinds, [case]))
        raw = dict(work.every_case_raw(kinds))[case]
        facts = dict(work.every_case_facts(kinds, [case]))[case]
        standing, named = {f.id for f in facts}, _named((f.kind, f.attrs) for f in facts)
        return {
            "one by one": by_case, "together": together, "raw": may_wait(raw), "in bulk": named <= standing,
            "over": sorted(r[0] for told in requests_told(case, raw, "2026-12-31") for r in raw if r[3] in told.over()),
            "no letter": [(f.kind, f.why, f.days) for f in without_letters(work, [case], date(2026, 9, 25))],
        }  # fmt: skip


def _named(facts: Iterable[tuple[str, Mapping[str, str]]]) -> set[int]:
    return {int(said[name]) for kind, said in facts for name in LINKS.get(kind, ()) if said.get(name)}


def _linked(store: SqlStore, kind: str, name: str) -> tuple[int, RecordedFact, RecordedFact]:
    """A case with an entry, and one that names it in this way."""
    named, its, more = NAMED[kind, name]
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        work.add_fact(case.id, NewFact("request_received", DAY - timedelta(30), {"source": "parent"}))
        old = work.add_fact(case.id, NewFact(named, DAY, its, "as it was"))
    with store.write("Joy Addo", NOW + timedelta(hours=1)) as work:
        answer = work.add_fact(case.id, NewFact(kind, DAY + timedelta(3), {name: str(old.id), **more}, "done"))
    return case.id, old, answer


def _corrected(store: SqlStore, old: RecordedFact, hours: int) -> RecordedFact:
    with store.write("Thandi Mbeki", NOW + timedelta(hours=hours)) as work:
        said = old.fact
        return work.add_fact(
            old.case_id, NewFact(said.kind, said.on, said.attrs, said.note, source="x", supersedes=old.id)
        )


@pytest.mark.parametrize(("kind", "name"), LINKED)
def test_correcting_what_an_entry_names_changes_nothing_any_reader_says(store: SqlStore, kind: str, name: str) -> None:
    case, old, answer = _linked(store, kind, name)
    before = _everything(store, case)
    once = _corrected(store, old, 2)
    assert _everything(store, case) == before
    twice = _corrected(store, once, 3)
    assert _everything(store, case) == before
    with store.read() as work:
        now = work.fact(answer.id)
        assert now is not None and now.fact.attrs[name] == str(twice.id)
        # What was sealed is what was written, and who looks back sees what stood then.
        assert line_of(now) == line_of(answer)
        assert _said(known_facts(work.facts(case), Known(upto=answer.id))) == _said([old, answer])


@pytest.mark.parametrize(("kind", "name"), LINKED)
def test_without_the_answer_some_reader_says_otherwise(store: SqlStore, kind: str, name: str) -> None:
    case, old, answer = _linked(store, kind, name)
    _corrected(store, old, 2)
    before = _everything(store, case)
    with store.write("Joy Addo", NOW + timedelta(hours=3)) as work:
        work.add_fact(case, NewFact("withdrawn_entry", DAY, note="wrong case", supersedes=answer.id))
    after = _everything(store, case)
    assert after["one by one"] != before["one by one"] or after["no letter"] != before["no letter"]
    assert after["together"] != before["together"] or after["no letter"] != before["no letter"]


def test_a_banner_that_was_ended_stays_ended_on_every_list(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        banner = work.add_fact(case.id, NewFact("sensitivity", DAY, {"about": "other"}, "Ring before a visit"))
        work.add_fact(case.id, NewFact("no_longer", DAY + timedelta(3), {"entry": str(banner.id)}, "moved"))
    _corrected(store, _corrected(store, banner, 2), 3)
    with store.read() as work:
        assert [s.until for s in profile_of(work.marks([case.id])).statements] == [DAY + timedelta(3)]
        assert [s.until for s in profile_of(work.marks()).statements if s.case_id == case.id] == [DAY + timedelta(3)]


def test_what_was_corrected_and_then_withdrawn_is_answered_by_nothing(store: SqlStore) -> None:
    case, old, answer = _linked(store, "promise_kept", "promise")
    right = _corrected(store, old, 2)
    with store.write("Joy Addo", NOW + timedelta(hours=3)) as work:
        work.add_fact(case, NewFact("withdrawn_entry", DAY, note="wrong case", supersedes=right.id))
    with store.read() as work:
        assert promises(work.facts(case)) == ()
        now = work.fact(answer.id)
        assert now is not None and now.fact.attrs == {"promise": str(right.id)}


def test_an_entry_corrected_twice_keeps_its_place_on_its_day(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        made = work.add_fact(case.id, NewFact("promise_made", DAY, {"due": "2026-09-05"}, "Ring"))
        first = work.add_fact(
            case.id, NewFact("promise_moved", DAY, {"promise": str(made.id), "due": "2026-12-17"}, "sick")
        )
        work.add_fact(
            case.id, NewFact("promise_moved", DAY, {"promise": str(made.id), "due": "2026-09-20"}, "she rang")
        )
    twice = _corrected(store, _corrected(store, first, 2), 3)
    kinds = ("promise_made", "promise_moved")
    with store.read() as work:
        for facts in (work.facts(case.id), work.standing_of(kinds, [case.id])):
            assert [p.due for p in promises(facts)] == [date(2026, 9, 20)]
            assert [f.first_written for f in facts if f.id == twice.id] == [first.id]


def test_an_address_put_right_does_not_replace_the_one_written_after_it(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        first = work.add_fact(case.id, NewFact("address", DAY, {"address": "1 Old Road"}))
        work.add_fact(case.id, NewFact("address", DAY, {"address": "2 New Road"}))
    _corrected(store, _corrected(store, first, 2), 3)
    with store.read() as work:
        (now,) = [s for s in profile_of(work.facts(case.id)).statements if s.holds_on(DAY)]
    assert now.attrs["address"] == "2 New Road"


def test_every_kind_that_names_an_entry_is_known_to_do_so() -> None:
    found = {(kind.id, a.name) for kind in CASE_KINDS.values() for a in (kind.attrs or {}).values()
             if a.type is AttrType.ENTRY}  # fmt: skip
    found |= {(kind, a.name) for kind, attrs in SAID.items() for a in attrs.values() if a.type is AttrType.ENTRY}
    assert {one for one in found if one[0] not in OF_THE_WORDS} <= set(LINKED) == set(NAMED)
    assert {kind for kind, _ in found} >= OF_THE_WORDS
