"""The vocabulary as the contract has it, and what is refused at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.dates import read_iso
from ehcp_desk.clock.facts import (
    FACT_KINDS,
    Attr,
    AttrType,
    BadFact,
    check_attrs,
    check_fact,
    did_you_mean,
    kind_of,
    label,
)
from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import fact

CONTRACT = {
    "request_received": "source", "became_responsible": "", "assess_decision_notified": "outcome",
    "agreed_to_assess": "basis", "advice_requested": "body", "advice_received": "body", "no_plan_decision_notified": "",
    "draft_plan_served": "", "representations_received": "", "setting_consulted": "setting",
    "setting_replied": "setting", "final_plan_sent": "", "request_withdrawn": "", "review_meeting_planned": "",
    "review_invitations_sent": "", "review_advice_circulated": "", "review_meeting_held": "", "review_report_sent": "",
    "review_decision_notified": "outcome", "amendment_notice_sent": "", "amended_plan_sent": "",
    "not_amending_notified": "", "phase_transfer_planned": "phase", "reassessment_requested": "",
    "reassessment_decision_notified": "outcome", "cease_decision_notified": "", "moved_away": "", "move_known": "",
    "plan_transferred_out": "", "plan_transferred_in": "", "transfer_notice_sent": "", "decision_notice_sent": "",
    "mediation_adviser_contacted": "", "mediation_requested": "", "mediation_held": "",
    "mediation_certificate_issued": "", "mediation_agreement": "about agreed_by", "appeal_received": "",
    "appeal_sent_to_la": "", "la_response_sent": "", "tribunal_direction": "rule date", "appeal_not_opposed": "about",
    "tribunal_order": "order", "order_complied": "rule", "recommendation_made": "", "recommendation_answered": "",
    "relief_claimed": "relief rule from to evidence", "setting_closed": "from to", "absent_from_area": "from to",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "attrs"), CONTRACT.items())
def test_every_fact_of_the_contract_is_known_with_its_attributes(kind: str, attrs: str) -> None:
    assert set(attrs.split()) <= set(FACT_KINDS[kind].attrs)


@pytest.mark.parametrize(
    ("kind", "attr", "values"),
    [
        ("assess_decision_notified", "outcome", "assess refuse"),
        ("agreed_to_assess", "basis", "concession mediation own_motion"),
        ("review_decision_notified", "outcome", "keep amend cease"),
        ("phase_transfer_planned", "phase", "early_years_to_school infant_to_junior primary_to_middle "
         "primary_to_secondary middle_to_secondary secondary_to_post16 post16_to_post16"),
        ("mediation_agreement", "about", "assess make_plan contents placement other"),
        ("tribunal_order", "order", "assess make_plan reconsider amend_contents placement_only maintain "
         "maintain_and_amend dismissed"),
    ],
)  # fmt: skip
def test_the_allowed_values_are_the_contract_s(kind: str, attr: str, values: str) -> None:
    assert set(FACT_KINDS[kind].attrs[attr].values) == set(values.split())


def test_everything_a_person_can_choose_has_plain_words() -> None:
    for kind in FACT_KINDS.values():
        assert "_" not in kind.title and kind.title[0].isupper(), kind.id
        for attr in kind.attrs.values():
            assert attr.title and "_" not in attr.title
            assert all(words and "_" not in words for words in attr.values.values())
    titles = [kind.title for kind in FACT_KINDS.values()]
    assert len(set(titles)) == len(titles)


def test_sound_facts_pass_whatever_else_they_leave_unsaid() -> None:
    for sound in (
        fact("request_received", "2026-03-03"),
        fact("request_received", "2026-03-03", source="a neighbour"),
        fact("advice_requested", "2026-03-03", body="speech and language"),
        replace(fact("final_plan_sent", "2026-03-03"), approximate=True, note="by hand"),
    ):
        assert check_fact(sound).id == sound.kind


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (
            fact("final_plan_send", "2026-03-03"),
            "There is no fact called 'final_plan_send'; did you mean 'final_plan_sent'.",
        ),
        (fact("final_plan_sent", "2026-03-03", outcom="x"), "final_plan_sent has no attribute 'outcom'."),
        (
            fact("assess_decision_notified", "2026-03-03", outcme="assess"),
            "no attribute 'outcme'; did you mean 'outcome'",
        ),
        (
            fact("assess_decision_notified", "2026-03-03", outcome="maybe"),
            "cannot have outcome 'maybe' (assess | refuse)",
        ),
        (fact("assess_decision_notified", "2026-03-03"), "must say 'outcome' (assess | refuse)"),
        (fact("advice_requested", "2026-03-03"), "advice_requested must say 'body'."),
        (fact("advice_requested", "2026-03-03", body=""), "advice_requested must say 'body'."),
        (
            fact("tribunal_direction", "2026-03-03", rule="T_RESPONSE", date="2026-02-31"),
            "31 February 2026 does not exist.",
        ),
        (fact("tribunal_direction", "2026-03-03", rule="T_RESPONSE", date="soon"), "'soon' is not a date"),
    ],
)
def test_an_unsound_fact_is_refused_in_one_sentence(bad: object, says: str) -> None:
    with pytest.raises(BadFact) as caught:
        check_fact(bad)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(BadFact, match="There is no fact called 'xyzzy'"):
        kind_of("xyzzy")


def test_each_attribute_is_known_by_its_own_name_and_has_what_its_type_needs() -> None:
    for kind in FACT_KINDS.values():
        for name, attr in kind.attrs.items():
            assert attr.name == name, kind.id
            assert isinstance(attr.type, AttrType) and isinstance(attr.required, bool), (kind.id, name)
            assert isinstance(attr.values, Mapping), (kind.id, name)
            assert (attr.type is AttrType.CHOICE) <= (len(attr.values) > 1), "a choice has something to choose"
            assert (attr.type is AttrType.DATE) <= (not attr.values), "a day is not chosen from a list"


def test_what_must_be_said_is_what_a_limit_hangs_on() -> None:
    needed = {(kind.id, attr.name) for kind in FACT_KINDS.values() for attr in kind.attrs.values() if attr.required}
    assert {("advice_requested", "body"), ("advice_received", "body"), ("assess_decision_notified", "outcome"),
            ("setting_consulted", "setting"), ("review_decision_notified", "outcome"), ("tribunal_order", "order"),
            ("phase_transfer_planned", "phase"), ("relief_claimed", "rule")} <= needed  # fmt: skip
    assert not needed & {("request_received", "source"), ("setting_closed", "from"), ("setting_closed", "setting"),
                         ("plan_transferred_in", "made_on"), ("amendment_notice_sent", "basis")}  # fmt: skip
    types = {(kind, name): FACT_KINDS[kind].attrs[name].type for kind, name in (
        ("request_received", "source"), ("setting_closed", "from"), ("tribunal_order", "order"))}  # fmt: skip
    assert list(types.values()) == [AttrType.TEXT, AttrType.DATE, AttrType.CHOICE]
    assert FACT_KINDS["request_received"].attrs["source"].values["young_person"] == "Young person"


@pytest.mark.parametrize(
    ("attr", "value", "says"),
    [
        (Attr("hours", "Hours", AttrType.NUMBER), "twelve",
         "visit needs a plain number for 'hours', such as 35 or 2.5, not 'twelve'."),
        (Attr("hours", "Hours", AttrType.NUMBER), "1,5", "visit needs a plain number for 'hours', such as 35 or 2.5, not '1,5'."),
        (Attr("entry", "Entry", AttrType.ENTRY), "12a", "visit needs the number of an entry for 'entry', not '12a'."),
        (Attr("entry", "Entry", AttrType.ENTRY), "١٢", "visit needs the number of an entry for 'entry', not '١٢'."),
        (Attr("hours", "Hours", AttrType.NUMBER, required=True), "", "visit must say 'hours'."),
    ],
)  # fmt: skip
def test_numbers_and_entries_are_plain_figures(attr: Attr, value: str, says: str) -> None:
    with pytest.raises(BadFact) as caught:
        check_attrs("visit", {attr.name: attr}, {attr.name: value})
    assert str(caught.value) == says
    for sound in ("12", "2") if attr.type is AttrType.ENTRY else ("35", "2.5", "0.25", "999999"):
        check_attrs("visit", {attr.name: attr}, {attr.name: sound})


def test_of_several_near_words_the_nearest_is_asked_about() -> None:
    assert did_you_mean("advice_receivd", FACT_KINDS) == "; did you mean 'advice_received'"
    assert did_you_mean("caat", ("cart", "coat", "cat")) == "; did you mean 'cat'"
    assert did_you_mean("xylophone", FACT_KINDS) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-01-32", "32 January 2026 does not exist."),
        ("2026-12-32", "32 December 2026 does not exist."),
        ("2026-00-10", "2026-00-10 does not exist: there is no month 0."),
        ("2026-13-01", "2026-13-01 does not exist: there is no month 13."),
    ],
)
def test_a_day_that_is_in_no_calendar_is_named(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="does not exist") as caught:
        read_iso(text)
    assert str(caught.value) == says


def test_a_fact_of_no_known_kind_is_called_by_its_own_name() -> None:
    assert label(fact("xyzzy", "2026-03-03")) == "xyzzy on 3 March 2026"


def test_of_one_day_the_newest_is_what_was_written_last_and_a_correction_keeps_its_place() -> None:
    on = date(2026, 3, 3)
    unnumbered, first, last = (Fact("request_received", on, id=number) for number in (None, 1, 3))
    corrected = Fact("request_received", on, id=9, first=2)
    facts = [last, corrected, first, unnumbered]
    assert sorted(facts, key=lambda one: one.order) == [unnumbered, first, corrected, last]
    assert Fact("request_received", date(2026, 3, 4), id=1).order > last.order


def test_a_fact_says_nothing_that_nobody_said() -> None:
    bare = Fact("request_received", date(2026, 3, 3))
    assert (dict(bare.attrs), bare.approximate, bare.note, bare.id, bare.first) == ({}, False, "", None, None)
