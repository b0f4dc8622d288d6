"""A plan that is to cease is kept as long as anybody may appeal; what decides an appeal; what ends a re-assessment."""

from __future__ import annotations

import pytest

from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import deadlines, fact, only, shown, timeline

CONTENTS = [fact("appeal_received", "2026-01-12"), fact("appeal_received", "2026-01-19")]
CEASING = [fact("cease_decision_notified", "2026-03-02"), fact("appeal_received", "2026-03-20")]


def _kept(*facts: Fact) -> str:
    return only(timeline("2026-11-23", *facts), "C_STAY").state.value


def test_two_older_appeals_withdrawn_leave_the_one_about_ceasing_and_the_plan_is_kept() -> None:
    withdrawn = [fact("appeal_withdrawn", on) for on in ("2026-04-01", "2026-04-08", "2026-04-15")]
    assert _kept(*CONTENTS, *CEASING) == "running"
    assert _kept(*CONTENTS, *CEASING, *withdrawn[:2]) == "running"
    assert _kept(*CONTENTS, *CEASING, *withdrawn) == "met"


def test_an_appeal_that_the_tribunal_sent_on_is_one_appeal() -> None:
    sent = [fact("appeal_sent_to_la", "2026-01-14"), fact("appeal_sent_to_la", "2026-03-23")]
    withdrawn = [fact("appeal_withdrawn", "2026-04-01"), fact("appeal_withdrawn", "2026-04-08")]
    assert _kept(CONTENTS[0], *CEASING, *sent, withdrawn[0]) == "running"
    assert _kept(CONTENTS[0], *CEASING, *sent, *withdrawn) == "met"


def test_an_appeal_known_only_from_being_sent_on_is_an_appeal_too() -> None:
    sent, withdrawn = fact("appeal_sent_to_la", "2026-01-14"), fact("appeal_withdrawn", "2026-04-01")
    assert _kept(sent, *CEASING, withdrawn) == "running"


def test_each_notice_of_a_ceasing_has_a_time_for_appealing_of_its_own_and_the_plan_stays_as_long() -> None:
    first, again = fact("cease_decision_notified", "2024-01-08"), fact("cease_decision_notified", "2026-09-21")

    def kept(on: str) -> list[str]:
        found = timeline("2026-12-14", first, again, fact("cease_decision_notified", on))
        stays = [str(d.due) for d in deadlines(found, "C_STAY")]
        assert stays == [str(d.due) for d in deadlines(found, "T_APPEAL_2M")]
        return stays

    assert kept("2026-10-05") == ["2024-03-08", "2026-11-23", "2026-12-07"]
    assert kept("2026-11-23") == ["2024-03-08", "2026-11-23", "2027-01-25"]
    assert kept("2026-11-24") == ["2024-03-08", "2026-11-23", "2027-01-25"]


def test_an_appeal_between_two_notices_of_one_ceasing_holds_the_plan_until_it_is_decided() -> None:
    at_review, formal = fact("review_decision_notified", "2026-01-05", outcome="cease"), CEASING[0]
    heard = [at_review, fact("appeal_received", "2026-02-02"), formal]
    stays = deadlines(timeline("2026-11-23", *heard), "C_STAY")
    assert [(str(d.due), d.state.value) for d in stays] == [("2026-03-05", "running"), ("2026-05-05", "met")]
    dismissed = fact("tribunal_order", "2026-09-01", order="dismissed")
    assert {d.state.value for d in deadlines(timeline("2026-11-23", *heard, dismissed), "C_STAY")} == {"met"}


SENT = fact("appeal_sent_to_la", "2026-05-06")  # a day after the two months


def test_an_appeal_sent_on_and_never_recorded_as_received_is_withdrawn_and_decided_as_any_other() -> None:
    assert _kept(CEASING[0], SENT) == "running"
    assert _kept(CEASING[0], SENT, fact("appeal_withdrawn", "2026-06-01")) == "met"
    assert _kept(CEASING[0], SENT, fact("tribunal_order", "2026-09-01", order="amend_contents")) == "running"
    assert _kept(CEASING[0], SENT, fact("tribunal_order", "2026-09-01", order="dismissed")) == "met"


def test_an_appeal_withdrawn_before_it_was_sent_on_is_awaited_no_more() -> None:
    withdrawn = [CONTENTS[0], fact("appeal_withdrawn", "2026-01-13")]
    assert _kept(*withdrawn, CEASING[0], fact("appeal_sent_to_la", "2026-04-01")) == "running"
    assert _kept(CONTENTS[0], CEASING[0], fact("appeal_sent_to_la", "2026-04-01")) == "met"


def test_leave_to_appeal_late_is_no_later_decision() -> None:
    leave = fact("tribunal_direction", "2026-04-20", rule="T_APPEAL_2M", date="2026-05-20")
    assert only(timeline("2026-11-23", CEASING[0], leave, SENT), "C_STAY").state == "running"


def test_a_ceasing_notified_outside_a_review_is_undone_by_an_appeal_sent_on_and_the_year_goes_on() -> None:
    made = fact("final_plan_sent", "2025-06-10")
    in_time = fact("appeal_sent_to_la", "2026-04-13")
    assert only(timeline("2026-06-11", made, CEASING[0], in_time), "R_FIRST_REVIEW").state == "overdue"
    older = [made, fact("appeal_received", "2026-02-23"), CEASING[0], in_time]
    assert only(timeline("2026-06-11", *older), "R_FIRST_REVIEW").state == "ended", "that is the one of February"


@pytest.mark.parametrize("reason", ["2", "7", "", "1", "5", "8"])
def test_a_plan_ceased_while_it_must_be_kept_is_said_unless_it_is_over_of_itself(reason: str) -> None:
    gone = fact("plan_ceased", "2026-04-10", **({"reason": reason} if reason else {}))
    said = [w for w in timeline("2026-06-01", CEASING[0], gone).warnings if "has to be kept" in w]
    assert len(said) == (reason not in ("1", "5", "8"))
    after = fact("plan_ceased", "2026-05-06", reason="2")
    assert not timeline("2026-06-01", CEASING[0], after).warnings


def test_a_plan_that_is_kept_after_all_is_reviewed_once_and_may_be_ceased_again() -> None:
    cease, agreed = (
        fact("review_decision_notified", "2026-01-05", outcome="cease"),
        fact("mediation_agreement", "2026-02-20", about="contents"),
    )
    moved = timeline("2026-06-01", cease, agreed, fact("plan_transferred_out", "2026-05-01"))
    assert only(moved, "R_NEXT_REVIEW").state == "ended"
    again = timeline("2026-12-01", cease, agreed, fact("cease_decision_notified", "2026-09-01"))
    assert only(again, "R_NEXT_REVIEW").state == "ended"
    reviewed = fact("review_decision_notified", "2026-12-01", outcome="keep")
    kept = timeline("2026-12-02", cease, agreed, fact("appeal_not_opposed", "2026-02-23", about="cease"), reviewed)
    assert shown(kept, "R_NEXT_REVIEW") == [
        ("R_NEXT_REVIEW", "2027-01-05", "met"), ("R_NEXT_REVIEW", "2027-12-01", "running"),
    ]  # fmt: skip
    nothing_to_keep = timeline("2026-06-01", fact("review_decision_notified", "2026-01-05", outcome="amend"), agreed)
    assert [d.subject for d in deadlines(nothing_to_keep, "R_NEXT_REVIEW")] == [""]


def test_received_sent_on_and_registered_in_any_order_are_one_appeal() -> None:
    registered = fact("appeal_registered", "2026-03-16", number="EH1", type="cease")
    sent, withdrawn = fact("appeal_sent_to_la", "2026-03-23"), fact("appeal_withdrawn", "2026-04-01")
    older = [CONTENTS[0], fact("appeal_sent_to_la", "2026-01-14")]
    other = fact("appeal_registered", "2026-01-15", number="EH0", type="contents")
    assert _kept(CEASING[0], registered, sent, withdrawn) == "met"
    assert _kept(*older, other, CEASING[0], registered, sent, withdrawn) == "running", "the older one was withdrawn"
    assert _kept(*older, CEASING[0], registered) == "met", "it is the older one that was registered"
    dismissed = fact("tribunal_order", "2026-09-01", order="dismissed")
    assert _kept(other, *CEASING, dismissed) == "running", "the one about what the plan says"


def test_of_two_appeals_under_way_it_is_the_one_not_answered_that_is_conceded() -> None:
    """The older one, about what the plan says, is answered; so what is not opposed is the other, and its order is awaited."""
    told = [CONTENTS[0], fact("la_response_sent", "2026-02-16"), *CEASING]
    conceded = fact("appeal_not_opposed", "2026-04-01", about="contents")
    dismissed = fact("tribunal_order", "2026-09-01", order="dismissed")
    assert _kept(*told, conceded, dismissed) == "running", "the older one was dismissed"


@pytest.mark.parametrize("kind", ["mediation_adviser_contacted", "mediation_requested", "mediation_declined"])
def test_who_asked_the_adviser_in_time_keeps_the_plan_until_the_certificate(kind: str) -> None:
    asked, certificate = fact(kind, "2026-05-05"), fact("mediation_certificate_issued", "2026-05-08")
    assert _kept(CEASING[0], asked) == "running"
    assert _kept(CEASING[0], fact(kind, "2026-05-06")) == "met"
    issued = timeline("2026-05-20", CEASING[0], asked, certificate)
    assert shown(issued, "C_STAY") == [("C_STAY", "2026-05-05", "not_a_limit"), ("C_STAY", "2026-06-08", "running")]
    assert "met" in shown(timeline("2026-06-09", CEASING[0], asked, certificate), "C_STAY")[1]


def test_the_page_says_what_carries_a_plan_past_the_two_months_and_that_it_is_over_only_as_recorded() -> None:
    asked = fact("mediation_requested", "2026-04-20")
    held = only(timeline("2026-06-01", CEASING[0], asked), "C_STAY").derivation
    assert any(
        step.startswith("It goes on past that day. Mediation requested on 20 April 2026: the mediation")
        for step in held
    )
    heard = only(timeline("2026-06-01", asked, *CEASING, fact("contact", "2026-04-01")), "C_STAY").derivation
    assert any(
        "Appeal received by the tribunal on 20 March 2026: the appeal is still to be decided." in step for step in heard
    )
    withdrawn, certificate = fact("appeal_withdrawn", "2026-04-01"), fact("mediation_certificate_issued", "2026-04-24")
    again = only(timeline("2026-06-01", *CEASING, withdrawn, asked), "C_STAY").derivation
    assert any(
        "Mediation requested on 20 April 2026: the mediation certificate is still to come" in step for step in again
    )
    heard = deadlines(timeline("2026-05-20", *CEASING, asked, certificate), "C_STAY")[0].derivation
    assert any("Appeal received by the tribunal on 20 March 2026: the appeal" in step for step in heard)
    over = only(timeline("2026-05-06", CEASING[0]), "C_STAY").derivation
    assert any(step.startswith("As far as is recorded it was over with that day") for step in over)
    assert not any("As far as" in step for step in only(timeline("2026-05-05", CEASING[0]), "C_STAY").derivation)


def test_an_order_decides_the_oldest_appeal_whether_it_was_answered_or_not() -> None:
    told = [CONTENTS[0], fact("la_response_sent", "2026-02-16"), *CEASING]
    dismissed = [fact("tribunal_order", on, order="dismissed") for on in ("2026-09-01", "2026-10-01")]
    assert _kept(*told, dismissed[0]) == "running"
    assert _kept(*told, *dismissed) == "met"


def test_an_appeal_registered_as_about_something_else_while_the_stay_ran_is_not_the_one_about_ceasing() -> None:
    other = fact("appeal_registered", "2026-03-10", number="EH0", type="contents")
    dismissed = [fact("tribunal_order", on, order="dismissed") for on in ("2026-09-01", "2026-10-01")]
    assert _kept(CEASING[0], other, CEASING[1], dismissed[0]) == "running"
    assert _kept(CEASING[0], other, CEASING[1], *dismissed) == "met"


def test_an_older_appeal_sent_on_after_the_review_brings_no_yearly_review_of_a_plan_that_is_to_cease() -> None:
    older, sent = fact("appeal_received", "2025-12-29"), fact("appeal_sent_to_la", "2026-01-09")
    cease = fact("review_decision_notified", "2026-01-05", outcome="cease")
    assert not deadlines(timeline("2026-06-01", older, cease, sent), "R_NEXT_REVIEW")
    assert deadlines(timeline("2026-06-01", cease, sent), "R_NEXT_REVIEW"), "without the older one it is an appeal"


def test_an_appeal_of_the_day_of_the_decision_is_named_as_what_holds_the_plan() -> None:
    same_day = timeline("2026-06-01", CEASING[0], fact("appeal_received", "2026-03-02"))
    assert any(
        "Appeal received by the tribunal on 2 March 2026" in step for step in only(same_day, "C_STAY").derivation
    )


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ([fact("appeal_registered", "2026-03-09", number="EH1", type="cease")], "Appeal registered on 9 March 2026"),
        ([fact("mediation_requested", "2026-04-20"), fact("mediation_planned", "2026-06-15")], "Mediation requested"),
        ([CONTENTS[0], CEASING[1], fact("appeal_withdrawn", "2026-05-01")], "Appeal received by the tribunal on 20 March 2026"),
        ([CEASING[1], fact("appeal_withdrawn", "2026-04-01"), fact("appeal_received", "2026-04-13")],
         "Appeal received by the tribunal on 13 April 2026"),
    ],
    ids=["only registered", "mediation planned too", "another withdrawn", "lodged again"],
)  # fmt: skip
def test_what_holds_a_plan_past_the_two_months_is_named(told: list[Fact], named: str) -> None:
    stay = only(timeline("2026-06-01", CEASING[0], *told), "C_STAY")
    assert stay.state == "running"
    assert [step for step in stay.derivation if step.startswith(f"It goes on past that day. {named}")]


ADVISER = fact("mediation_adviser_contacted", "2026-03-20")
APPEALED = fact("appeal_received", "2026-04-10")
ASKED = fact("mediation_requested", "2026-04-25")


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ([ADVISER, APPEALED], "Appeal received by the tribunal on 10 April 2026: the appeal is still"),
        ([APPEALED, ASKED], "Appeal received by the tribunal on 10 April 2026: the appeal is still"),
        ([APPEALED, fact("mediation_certificate_issued", "2026-04-20"), ASKED], "Appeal received by the tribunal on 10 April"),
        ([ADVISER, fact("born", "2026-03-25"), ASKED], "Mediation adviser contacted on 20 March 2026: the mediation"),
        ([ADVISER, fact("mediation_certificate_issued", "2026-03-30"), ASKED], "Mediation requested on 25 April 2026"),
        ([APPEALED, fact("appeal_withdrawn", "2026-04-20"), ASKED], "Mediation requested on 25 April 2026: the mediation"),
        ([APPEALED, fact("appeal_received", "2026-04-25")], "Appeal received by the tribunal on 25 April 2026: the appeal"),
    ],
    ids=["an appeal after the adviser", "mediation after the appeal", "a certificate takes nothing from an appeal",
         "a day that holds nothing", "asked again after the certificate", "asked after the withdrawal", "a second appeal"],
)  # fmt: skip
def test_an_appeal_is_named_before_mediation_and_what_was_let_go_is_not(told: list[Fact], named: str) -> None:
    stay = only(timeline("2026-07-01", CEASING[0], *told), "C_STAY", "")
    assert [step for step in stay.derivation if step.startswith(f"It goes on past that day. {named}")]


BEGUN = {
    "order": (fact("tribunal_order", "2026-03-02", order="assess"), "T_ORD_ASSESS_REFUSE", "T_ORD_ASSESS_FINAL"),
    "concession": (fact("appeal_not_opposed", "2026-03-02", about="assess"), "T_UNOPP_ASSESS_REFUSE", "T_UNOPP_ASSESS_FINAL"),
    "agreement": (fact("mediation_agreement", "2026-03-02", about="assess"), "M_AGREE_APPEALABLE no plan",
                  "M_AGREE_APPEALABLE final plan"),
    "own decision": (fact("reassessment_decision_notified", "2026-03-02", outcome="reassess"), "", "RA_FINAL"),
}  # fmt: skip
UNDER_WAY = [
    fact("advice_requested", "2026-05-18", body="psychology"),
    fact("draft_plan_served", "2026-05-25"),
    fact("setting_consulted", "2026-05-26", setting="Larkspur Primary"),
]


@pytest.mark.parametrize("how", BEGUN)
def test_a_decision_not_to_amend_ends_a_re_assessment_unless_it_answers_a_review(how: str) -> None:
    begun, refusal, final = BEGUN[how]
    told = fact("not_amending_notified", "2026-06-01")
    review = [
        fact("review_meeting_held", "2026-04-01"),
        fact("review_decision_notified", "2026-04-20", outcome="amend"),
    ]

    def stand(*facts: Fact) -> dict[str, str]:
        found = timeline("2026-06-02", begun, *facts)
        return {
            f"{d.rule} {d.subject}".strip(): d.state.value
            for d in found.deadlines
            if not d.rule.startswith(("R_", "T_APP"))
        }

    plain = stand(told)
    assert plain[final] == ("met" if final == "RA_FINAL" else "ended") and plain.get(refusal, "met_late") == "met_late"
    over = stand(*UNDER_WAY, told)
    wanted = ("A_ADVICE_RESPONSE psychology", "A_DRAFT_REPS", "A_SCHOOL_CONSULT Larkspur Primary")
    assert {over[name] for name in wanted} == {"ended"}
    for beside in ([], UNDER_WAY):
        before, after = stand(*beside, *review), stand(*beside, *review, told)
        assert {**after, "M_CONTACT": ""} == {**before, "M_CONTACT": ""}


@pytest.mark.parametrize("on", ["2026-05-20", "2026-06-10"])
@pytest.mark.parametrize("kind", ["appeal_sent_to_la", "appeal_registered"])
def test_an_appeal_known_only_from_the_tribunal_holds_the_month_of_a_certificate_too(kind: str, on: str) -> None:
    word = fact(kind, on, number="EH1", type="cease") if kind == "appeal_registered" else fact(kind, on)
    certificate = fact("mediation_certificate_issued", "2026-04-24")

    def month(*facts: Fact) -> str:
        return only(
            timeline("2026-07-01", CEASING[0], certificate, *facts), "C_STAY", "from the certificate"
        ).state.value

    assert month(word) == "running" and month() == "met"
    assert month(fact("appeal_received", "2026-02-23"), word) == "met", "that is the appeal of February"
