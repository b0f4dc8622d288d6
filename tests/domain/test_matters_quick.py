"""The quick look at rows never passes over a case on which something waits."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.matters import may_wait, open_matters
from ehcp_desk.domain.record import RecordedFact

START = date(2026, 9, 1)
WRITTEN = datetime(2026, 10, 1, 9, tzinfo=UTC)
PEOPLE = st.sampled_from(["Mrs Quill", "Mr Ames", ""])


@st.composite
def entries(draw: st.DrawFn) -> list[RecordedFact]:
    found = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        kind = draw(st.sampled_from(["promise_made", "promise_kept", "promise_moved", "contact", "reply_sent", "complaint",
                                     "complaint_answered", "exclusion", "signal_answered", "attendance", "chaser"]))  # fmt: skip
        about, day = str(draw(st.integers(1, 9))), START + timedelta(draw(st.integers(0, 20)))
        attrs = {
            "promise_made": {"due": "2026-10-05"},
            "promise_kept": {"promise": about},
            "chaser": {"of": about},
            "promise_moved": {"promise": about, "due": "2026-10-12"},
            "complaint": {"answer_by": "2026-10-05"},
            "complaint_answered": {"complaint": about},
            "signal_answered": {"signal": about},
            "attendance": {"percent": str(draw(st.integers(60, 100)))},
        }.get(kind, {})
        if kind == "contact":
            attrs = {"direction": draw(st.sampled_from(["in", "out"])), "with": draw(PEOPLE)}
            attrs |= {"reply_by": "2026-10-01"} if draw(st.booleans()) else {}
        if kind == "reply_sent" and draw(st.booleans()):
            attrs = {"contact": about}
        attrs = {name: value for name, value in attrs.items() if value}
        found.append(RecordedFact(number, 7, Fact(kind, day, attrs, id=number), WRITTEN, "Joy Addo"))
    return found


def _rows(found: list[RecordedFact]) -> list[tuple[str, str, str | None, int, int]]:
    return [(e.fact.kind, e.fact.on.isoformat(), json.dumps(dict(e.fact.attrs)) if e.fact.attrs else None, e.id, e.case_id)
            for e in found]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(entries())
def test_what_waits_is_never_passed_over(found: list[RecordedFact]) -> None:
    if open_matters(found):
        assert may_wait(_rows(found))


def test_what_was_settled_is_passed_over() -> None:
    def row(number: int, kind: str, on: str, **attrs: str) -> tuple[str, str, str | None, int, int]:
        return kind, on, json.dumps(attrs) if attrs else None, number, 7

    promise = [
        row(1, "promise_made", "2026-09-01", due="2026-09-05"),
        row(2, "promise_kept", "2026-09-04", promise="1"),
    ]
    asked = row(3, "contact", "2026-09-01", direction="in", **{"with": "Mrs Quill"}, reply_by="2026-09-05")
    rang = row(4, "contact", "2026-09-03", direction="out", **{"with": "Mrs Quill"})
    assert not may_wait([*promise, asked, rang, row(6, "chaser", "2026-09-03", of="1")])
    assert may_wait(promise[:1]) and may_wait([asked]) and not may_wait([asked, row(5, "reply_sent", "2026-09-01")])
    assert not may_wait([asked, row(5, "reply_sent", "2026-09-01", contact="3")])
    assert may_wait([asked, row(5, "reply_sent", "2026-09-09", contact="2")]), "it answered another"
