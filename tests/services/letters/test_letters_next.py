"""A new letter is the one the record asks for next, and none where nobody has said which."""

from __future__ import annotations

import pytest

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.planning import start_version
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.issuing import issue
from ehcp_desk.services.letters.next_letter import next_letter
from ehcp_desk.services.records.case_view import case_view
from tests.services.letters.test_notice_issuing import printing  # noqa: F401
from tests.support.notices import ADVICE, ASSESS, DRAFT, FINAL, REVIEW, complete, fact


def asked(desk: Desk, ref: str) -> str:
    view = case_view(desk, ref)
    return next_letter(view.case, view.facts, view.filed, view.timeline)


def decided(did: str, on: str) -> NewFact:
    return fact(
        "decision",
        on,
        did=did,
        what="assess",
        by="The panel",
        evidence="the request",
        about="assessment",
        note="Because.",
    )


OLD = [fact("assess_decision_notified", "2026-07-20", outcome="assess"), *ADVICE]
REFUSED = fact("assess_decision_notified", "2026-10-20", outcome="refuse")


@pytest.mark.parametrize(("told", "plan", "letter"), [
    ((), "", ""),
    ((decided("not_to", "2026-07-15"),), "", "refusal_to_assess"),
    ((decided("to", "2026-07-15"),), "", "agreement_to_assess"),
    ((REFUSED,), "", "refusal_to_assess"),
    (OLD, "", ""),
    (OLD, "draft", "draft_plan"),
    ((*OLD, decided("not_to", "2026-09-01")), "", "refusal_to_issue"),
    ((*OLD, DRAFT), "draft", "final_plan"),
    ((*OLD, fact("draft_plan_served", "2026-10-20")), "draft", "draft_plan"),
    ((*OLD, DRAFT, fact("final_plan_sent", "2026-10-05")), "final", "final_plan"),
    ((ASSESS, *ADVICE, DRAFT, fact("final_plan_sent", "2026-09-25"), REVIEW), "final", ""),
    ((ASSESS, *ADVICE, DRAFT, fact("final_plan_sent", "2026-09-25"), REVIEW), "amended", "review_amend"),
    ((ASSESS, *ADVICE, DRAFT, fact("final_plan_sent", "2026-09-25"), REVIEW,
      fact("review_decision_notified", "2026-10-22", outcome="cease")), "final", "review_cease"),
    ((fact("assess_decision_notified", "2026-07-20", outcome="refuse"), fact("appeal_received", "2026-09-01"),
      fact("tribunal_order", "2026-10-20", order="assess")), "", "order_compliance"),
    ((ASSESS, fact("plan_transferred_in", "2026-09-20", from_authority="Otherton Council"),), "", "transfer_in"),
])  # fmt: skip
def test_the_letter_the_record_asks_for(
    desk: Desk, maisie: str, told: tuple[NewFact, ...], plan: str, letter: str
) -> None:
    for one in told:
        record(desk, maisie, one)
    if plan:
        start_version(desk, maisie, plan)
    assert asked(desk, maisie) == letter


def test_a_letter_that_was_written_is_not_asked_for_again(printing: Desk, maisie: str) -> None:  # noqa: F811
    ready = complete(printing, maisie, "agreement_to_assess")
    assert asked(printing, maisie) == ""
    record(printing, maisie, decided("to", "2026-10-29"))
    assert asked(printing, maisie) == "agreement_to_assess"
    issue(printing, maisie, "agreement_to_assess", ready.on, "post", ready.written)
    assert asked(printing, maisie) == ""


def test_a_decision_to_amend_that_was_told_asks_for_its_notice(printing: Desk, maisie: str) -> None:  # noqa: F811
    for number, one in enumerate((ASSESS, *ADVICE, DRAFT, FINAL, REVIEW)):
        record(printing, maisie, one, Attachment(f"Letter {number}.txt", b"A letter."))
    told = fact("review_decision_notified", "2026-10-22", outcome="amend")
    record(printing, maisie, told, Attachment("Letter.txt", b"We want to change the plan."))
    assert asked(printing, maisie) == "amendment_notice"
