"""The whole proof of chosen dates, kept word for word, so that no sentence a tribunal reads changes unseen.

``python -m tests.golden.proofs`` writes the file again; read what changed (``git diff``) before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ehcp_desk.clock.days_drawn import DrawnDay
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Deadline, Fact
from ehcp_desk.clock.proof import Proof, proof
from ehcp_desk.clock.rules import Ruleset
from tests.support.clock_facts import fact

PROOFS = Path(__file__).parent / "proofs.txt"
STARTED = [fact("request_received", "2026-06-24", source="parent"),
           fact("assess_decision_notified", "2026-07-31", outcome="assess")]  # fmt: skip
ASKED = [
    fact("advice_requested", "2026-07-31", body="health"),
    fact("advice_requested", "2026-07-31", body="elocution"),
]
REVIEWED = [fact("born", "2022-03-01"), fact("final_plan_sent", "2024-11-04"), fact("review_meeting_held", "2025-10-20"),
            fact("review_decision_notified", "2025-11-24", outcome="amend"),
            fact("amendment_notice_sent", "2025-11-24")]  # fmt: skip
Case = tuple[str, str, list[Fact], tuple[str, ...]]
# What it shows, the day asked about, the facts, and the rules whose proof is kept (none: of every date).
CASES: tuple[Case, ...] = (
    ("an assessment under way", "2026-10-30", [*STARTED, *ASKED, fact("draft_plan_served", "2026-10-09")], ()),
    ("an assessment finished late, advice late, a claim accepted and two refused", "2026-11-20",
     [*STARTED, *ASKED, fact("advice_received", "2026-09-20", body="health"), fact("final_plan_sent", "2026-11-13"),
      fact("relief_claimed", "2026-09-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN", evidence="letter of 1 September",
           impractical="the family was abroad"),
      fact("relief_claimed", "2026-09-02", relief="EX_SCHOOL_CLOSED", rule="A_FINAL_PLAN", evidence="doc 4"),
      fact("relief_claimed", "2026-09-03", relief="EX_PERSONAL", rule="A_ADVICE_RESPONSE")],
     ("A_FINAL_PLAN", "A_ADVICE_RESPONSE")),
    ("a claim with no evidence and none of the law's grounds", "2026-10-30",
     [*STARTED, fact("relief_claimed", "2026-09-01", relief="EX_ABSENT_4W", rule="A_FINAL_PLAN"),
      fact("relief_claimed", "2026-09-01", relief="STAFF", rule="A_DECIDE_NOT_ISSUE"),
      fact("relief_claimed", "2026-09-01", relief="EX_PERSONL", rule="A_DECIDE_ASSESS")], ()),
    ("a request whose day is about right, withdrawn", "2026-10-30",
     [Fact("request_received", date(2026, 6, 24), {"source": "school"}, approximate=True),
      fact("request_withdrawn", "2026-08-03")], ()),
    ("met on the day, met with a day to spare, met a day late", "2026-11-30",
     [*STARTED, fact("final_plan_sent", "2026-11-11")], ("A_FINAL_PLAN",)),
    ("one day to spare", "2026-11-30", [*STARTED, fact("final_plan_sent", "2026-11-10")], ("A_FINAL_PLAN",)),
    ("one day late", "2026-11-30", [*STARTED, fact("final_plan_sent", "2026-11-12")], ("A_FINAL_PLAN",)),
    ("the earlier of two limits", "2026-01-20", REVIEWED, ()),
    ("a child under five", "2024-08-01", [fact("born", "2021-03-01"), fact("final_plan_sent", "2024-05-06")], ()),
    ("a transfer between phases", "2026-12-01", [fact("phase_transfer_planned", "2027-09-01", phase="primary_to_secondary")], ()),
    ("a transfer from school to college", "2026-12-01",
     [fact("phase_transfer_planned", "2027-09-01", phase="secondary_to_post16")], ()),
    ("a plan that moved in", "2026-05-20",
     [fact("plan_transferred_in", "2026-04-08", made_on="2025-03-02"), fact("final_plan_sent", "2025-03-02")], ()),
    ("an appeal over August and Christmas", "2026-01-15",
     [fact("decision_notice_sent", "2025-06-20"), fact("mediation_certificate_issued", "2025-07-11"),
      fact("appeal_received", "2025-07-14"), fact("appeal_sent_to_la", "2025-07-15"),
      fact("tribunal_order", "2025-12-12", order="assess")], ()),
    ("a date the tribunal set", "2025-11-01",
     [fact("appeal_sent_to_la", "2025-07-15"),
      fact("tribunal_direction", "2025-09-20", rule="T_RESPONSE", date="2025-11-20")], ()),
    ("a mediation that agreed a date of its own", "2026-03-20",
     [fact("mediation_requested", "2026-01-12"), fact("mediation_held", "2026-02-03"),
      fact("mediation_agreement", "2026-02-03", about="placement", agreed_by="2026-03-31")], ()),
    ("an unopposed appeal", "2026-03-20",
     [fact("appeal_received", "2026-01-12"), fact("appeal_not_opposed", "2026-02-03", about="assess")], ()),
    ("school days, with a closure", "2026-09-20",
     [fact("absence_began", "2026-07-15"), fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02")], ()),
    ("a meeting planned", "2026-03-01", [fact("review_meeting_planned", "2026-03-20")], ()),
    ("a refusal reversed", "2026-03-01",
     [fact("request_received", "2025-06-02", source="parent"), fact("assess_decision_notified", "2025-07-10", outcome="refuse"),
      fact("agreed_to_assess", "2025-11-03", basis="concession")], ()),
    ("a period that had run its course", "2026-06-01",
     [*REVIEWED, fact("representations_received", "2025-12-20"), fact("amended_plan_sent", "2026-01-15")], ()),
    ("years whose bank holidays are not all known", "2048-02-01", [fact("appeal_sent_to_la", "2047-12-10")], ()),
)  # fmt: skip


def lines(law: Ruleset) -> Iterator[str]:
    """The file, line by line; a rule's whole page the first time, then its steps in one line."""
    told: set[str] = set()
    for shows, on, facts, rules in CASES:
        as_at = date.fromisoformat(on)
        yield f"=== {shows}, asked on {on}"
        for deadline in compute(facts, law, as_at).deadlines:
            if not rules or deadline.rule in rules:
                yield from _whole(deadline, proof(
                    facts, law, as_at, deadline.rule, deadline.subject, deadline.due, trigger=deadline.trigger
                ), deadline.rule not in told)  # fmt: skip
                told.add(deadline.rule)


def _whole(deadline: Deadline, found: Proof, first: bool) -> Iterator[str]:
    about = f" {found.subject}" if found.subject else ""
    yield f"--- {found.rule}{about}: {found.state.value} {found.days}, cautious {found.cautious}"
    if first:
        yield from found.as_text().splitlines()
        for one in found.reliefs:
            yield f"{one.relief.id}: {one.relief.title}"
    else:
        yield from (line for step in found.steps[2:4] for line in step.lines)
    yield "As one derivation: " + " ".join(deadline.derivation)
    for one in found.reliefs:
        if one.claimed_on:
            yield f"{one.relief.id} on {one.claimed_on}, {'accepted' if one.accepted else 'not accepted'}: {one.words}"
    if found.heads:
        yield "drawn: " + " ".join(found.heads)
    for row in found.rows:
        if first or row.has_limit or any(day.done or day.why_not or day.holiday for day in row.days):
            yield f"{row.week:>3} {'L' if row.has_limit else ' '} {', '.join(map(_cell, row.days))} = {row.total}"


def _cell(day: DrawnDay) -> str:
    marks = ("*" if day.today else "") + ("." if day.gone else "") + ("!" if day.governing else "")
    words = [day.why_not, day.holiday, *day.limits, *day.done]
    return f"{day.number}{marks}" + "".join(f" [{word}]" for word in words if word)


if __name__ == "__main__":
    PROOFS.write_text("\n".join(lines(Ruleset.load())) + "\n", encoding="utf-8")
