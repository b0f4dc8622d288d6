"""K40, K47 and K48, and figures that rest on cases from a file which nobody has verified."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.file_audits import AuditSample
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.schools import School
from ehcp_desk.services.oversight.audit_form import CURRENT, FORMS
from ehcp_desk.services.oversight.schools import bring_in
from tests.services.returns.asking import counted, figure, month
from tests.services.returns.test_return_later import holder
from tests.support.memory_store import MemoryStore, day, desk, fact

OWN = {"questions": {"q": "?"}, "answers": ["yes", "no"], "grades": {"sound": True, "good": False}}


def graded(on: str, grade: str, audit: str = "Autumn") -> Fact:
    return fact("audit_graded", on, audit=audit, grade=grade, by="Bea Tindall")


def audit(store: MemoryStore, name: str, version: str = "2026.1") -> None:
    sample = AuditSample(name, "2026-10-01", "Bea Tindall", "plans", 1, 9, ("A",), form_version=version)
    store.kept_settings[f"audit.{name}"] = json.dumps(sample.as_json())


def test_k40_counts_the_later_grade_of_a_file_by_the_form_it_was_drawn_under(store: MemoryStore) -> None:
    audit(store, "Autumn")
    audit(store, "Own", "W.1")
    store.kept_settings |= {FORMS: json.dumps({"W.1": OWN}), CURRENT: "W.1"}
    holder(store, graded("2026-10-02", "inadequate"), graded("2026-10-20", "good"), ref="put right")
    holder(store, graded("2026-10-05", "outstanding"), ref="outstanding")
    holder(store, graded("2026-10-05", "requires_improvement"), ref="not good")
    holder(store, graded("2026-09-30", "good"), ref="a month before")
    holder(store, graded("2026-10-06", "good", "Own"), ref="their own good is none")
    holder(store, graded("2026-10-06", "sound", "Own"), ref="sound")
    result = month(store)
    assert figure(result, "K40") == (3, 5, "60.0")
    assert set(counted(result, "K40")) == {"put right", "outstanding", "sound"}


def test_k48_is_a_share_of_those_who_answered(store: MemoryStore) -> None:
    for answer in ("very_content", "content", "neither", "not_at_all"):
        holder(store, fact("family_feedback", "2026-10-09", answer=answer), ref=answer)
    holder(store, fact("family_feedback", "2026-11-01", answer="content"), ref="after the month")
    holder(store, ref="not asked")
    result = month(store)
    assert figure(result, "K48") == (2, 4, "50.0")
    assert counted(result, "K48") == ["content", "very_content"]


def test_k47_counts_places_filled_over_those_commissioned_and_says_where_none_were_entered(store: MemoryStore) -> None:
    def placed(ref: str, setting: str, **attrs: str) -> None:
        holder(store, fact("placement", "2026-09-01", setting=setting, type="special", **attrs), ref=ref)

    placed("by number", "A name of its own", urn="100002")
    placed("by name", " briarfield ")
    placed("another number", "Briarfield", urn="100009")
    placed("elsewhere", "Larkspur")
    holder(store, fact("placement", "2026-09-01", setting="Briarfield", type="special"),
           fact("placement_ended", "2026-10-01", setting="Briarfield"), ref="ended")  # fmt: skip
    bare = month(store).line("K47")
    assert (bare.figure.value, bare.state) == (None, "not entered")
    bring_in(desk(store), [School("100002", "Briarfield", places=8), School("100003", "Larkspur")])
    result = month(store)
    assert figure(result, "K47") == (2, 8, "25.0")
    assert sorted(counted(result, "K47")) == ["by name", "by number"]
    assert "2 over 8 places" in result.line("K47").sentence


def test_a_figure_that_rests_on_unverified_cases_is_provisional_until_they_are_verified(store: MemoryStore) -> None:
    def mark(number: int, kind: str, **attrs: str) -> RecordedFact:
        at = datetime(2026, 10, 1, tzinfo=UTC)
        return RecordedFact(
            number, 1, NewFact(kind, day("2026-10-01"), attrs).as_fact(), at, "Bea Tindall", "file, row 2"
        )

    store.add(fact("request_received", "2026-10-05", source="parent"), ref="from a file")
    store.add(fact("request_received", "2026-10-06", source="parent"), ref="written here")
    assert month(store).line("K07").unverified == 0
    store.marks.append(mark(7, "imported", **{"import": "1", "did": "made", "added": "1"}))
    line = month(store).line("K07")
    assert (line.state, line.unverified) == ("provisional", 1)
    assert "1 of the 2 listed is migrated, not verified." in line.sentence
    assert month(store).line("K21").state != "provisional"  # no case of it came from a file
    store.marks.append(mark(8, "import_verified"))
    assert month(store).line("K07").unverified == 0
