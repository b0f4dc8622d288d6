"""A complete record for every kind of notice: the facts it rests on, the plan it encloses, and what is written for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import save_lines, start_version
from ehcp_desk.services.casework.recording import find, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.letterhead import change_letterhead
from ehcp_desk.services.records.heads import COUNCIL
from ehcp_desk.services.upkeep.authority.letterhead import LETTERHEAD
from tests.support.plans import PLAN

TODAY = date(2026, 10, 30)
REASONS = "The school can give the help that is needed from its own means. Progress has been steady since March."
PLACE = {"I": [PlanLine("", "I", "A mainstream school", {"setting": "Larkspur Primary"})]}
HOME = "4 Mill Lane\nWestmarsh\nWM2 3CD"


def fact(kind: str, on: str, **attrs: str) -> NewFact:
    note = attrs.pop("note", "")
    return NewFact(kind, date.fromisoformat(on), attrs, note)


@dataclass(frozen=True)
class Complete:
    """``plan`` are the purposes of the versions written, in order; ``written`` what nothing on the record can give."""

    facts: tuple[NewFact, ...] = ()
    plan: tuple[str, ...] = ()
    written: dict[str, str] = field(default_factory=dict)
    on: date = TODAY


DECIDED = {"reasons": REASONS, "looked_at": "the request, the school’s report of 3 July 2026 and your letter"}
ASSESS = fact("assess_decision_notified", "2026-07-20", outcome="assess")
ADVICE = (
    fact("advice_requested", "2026-07-21", body="psychology"),
    fact("advice_received", "2026-08-25", body="psychology"),
)
DRAFT = fact("draft_plan_served", "2026-09-20")
FINAL = fact("final_plan_sent", "2026-10-05")
REVIEW = fact("review_meeting_held", "2026-10-20")
CHANGES = {"changes": "The plan will say that therapy is every week, and it will name the class teacher."}
COMPLETE: dict[str, Complete] = {
    "refusal_to_assess": Complete(written=DECIDED),
    "agreement_to_assess": Complete(),
    "refusal_to_issue": Complete((ASSESS, *ADVICE), written=DECIDED),
    "draft_plan": Complete((ASSESS, *ADVICE), ("draft",)),
    "final_plan": Complete((ASSESS, *ADVICE, DRAFT), ("draft", "final")),
    "review_keep": Complete((ASSESS, *ADVICE, DRAFT, FINAL, REVIEW), written=DECIDED),
    "review_amend": Complete((ASSESS, *ADVICE, DRAFT, FINAL, REVIEW), ("final", "amended"), {**DECIDED, **CHANGES}),
    "review_cease": Complete((ASSESS, *ADVICE, DRAFT, FINAL, REVIEW), written=DECIDED),
    "amendment_notice": Complete((ASSESS, *ADVICE, DRAFT, FINAL), ("final", "amended"), {"reasons": REASONS, **CHANGES}),
    "phase_transfer": Complete(
        (ASSESS, *ADVICE, DRAFT, FINAL, fact("phase_transfer_planned", "2027-09-01", phase="infant_to_junior")),
        ("final", "amended"),
    ),
    "transfer_in": Complete(
        (fact("plan_transferred_in", "2026-10-12", from_authority="Otherton Council"),),
        written={"will_assess": "We will not assess again now. The plan is from May 2026 and still fits."},
    ),
    "unopposed_appeal": Complete(
        (fact("assess_decision_notified", "2026-07-20", outcome="refuse"),
         fact("appeal_registered", "2026-09-14", number="EH000/26/00123", type="refusal_to_assess"),
         fact("appeal_not_opposed", "2026-10-28", about="assess")),
        written={"reasons": REASONS},
    ),
    "order_compliance": Complete(
        (fact("assess_decision_notified", "2026-07-20", outcome="refuse"),
         fact("appeal_registered", "2026-09-01", number="EH000/26/00123", type="refusal_to_assess"),
         fact("tribunal_order", "2026-10-26", order="assess")),
        written={"done": "We have told the school. We will ask for advice on Monday 2 November 2026."},
    ),
}  # fmt: skip


def letterhead(desk: Desk) -> None:
    """Name the council, and everybody its letters name."""
    with desk.store.write(desk.user, desk.now()) as work:
        work.set_setting(COUNCIL, "Westmarsh Council")
    change_letterhead(desk, LETTERHEAD)


def parent(desk: Desk, ref: str, name: str = "Jo Farrowdale", **more: object) -> Contactable:
    """Somebody with parental responsibility, at home where nothing else is said."""
    with desk.store.write(desk.user, desk.now()) as work:
        child = work.case(find(work, ref)).child
        one = Contactable(0, child.id, name, "mother", "01632 960111", "jo@example.org", True, address=HOME)
        return work.add_contactable(replace(one, **more))  # type: ignore[arg-type]


def complete(desk: Desk, ref: str, kind: str) -> Complete:
    """Make the record complete for a kind of notice; gives what is to be written."""
    made = COMPLETE[kind]
    letterhead(desk)
    parent(desk, ref)
    if made.facts:
        record(desk, ref, list(made.facts))
    for purpose in made.plan:
        start_version(desk, ref, purpose)
        if purpose == made.plan[0]:
            save_lines(desk, ref, {**PLAN, **PLACE})
    return made
