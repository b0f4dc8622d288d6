"""Every time limit, written down a second time and independently of the rule files: trigger, count, answer, reliefs.

The counts here use dateutil and the holidays package and walk day by day; they share nothing with the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

import holidays
from dateutil.relativedelta import relativedelta

from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import fact

ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2011, 2041))
Count = Callable[[date], date]
Attrs = dict[str, str]
G13 = frozenset({"EX_SCHOOL_CLOSED", "EX_EY_CLOSED", "EX_PERSONAL", "EX_ABSENT_4W"})
G44 = G13 | {"EX_ABSENT_2W"}
G8 = frozenset({"EX_PERSONAL", "EX_ABSENT_4W", "EX_MISSED_APPT"})
NONE: frozenset[str] = frozenset()
ABOUT_SOMEBODY = frozenset({"A_ADVICE_RESPONSE", "A_SCHOOL_CONSULT", "T_REC_RESPONSE"})


@dataclass(frozen=True)
class Row:
    """One limb of one rule: what starts it, how it counts, what meets it, what becomes of it unmet and met late."""

    rule: str
    trigger: str
    said: Attrs
    count: Count
    met_by: str
    met_said: Attrs = field(default_factory=dict)
    unmet: str = "overdue"
    late: str = "met_late"
    reliefs: frozenset[str] = NONE
    subject: str = ""
    context: Callable[[date], list[Fact]] = lambda start: []
    lead: int = 0

    @property
    def limb(self) -> str:
        """The limb's name in the rule files; empty where ``subject`` is who was asked or consulted."""
        return "" if self.rule in ABOUT_SOMEBODY else self.subject

    def started(self, start: date) -> list[Fact]:
        """The facts of a case in which this limb starts to run on ``start``."""
        return [*self.context(start), fact(self.trigger, start + timedelta(days=self.lead), **self.said)]


def weeks(n: int) -> Count:
    return lambda start: start + relativedelta(weeks=n)


def days(n: int) -> Count:
    return lambda start: start + relativedelta(days=n)


def months(n: int) -> Count:
    return lambda start: start + relativedelta(months=n)


@cache
def works(day: date) -> bool:
    return day.weekday() < 5 and day not in ENGLAND


@cache
def sits(day: date) -> bool:
    return works(day) and day.month != 8 and (day.month, day.day) not in {(12, d) for d in range(25, 32)} | {(1, 1)}


def nth(n: int, counts: Callable[[date], bool], first_counts: bool = False, step: int = 1) -> Count:
    """The n-th day that counts after (or before) the start, which itself counts only where told so."""

    def count(start: date) -> date:
        day, left = start, n - (first_counts and counts(start))
        while left:
            day += timedelta(days=step)
            left -= counts(day)
        return day

    return count


def rolled(count: Count) -> Count:
    def to_a_sitting_day(start: date) -> date:
        day = count(start)
        while not sits(day):
            day += timedelta(days=1)
        return day

    return to_a_sitting_day


def fixed(month: int, day: int, less: int = 0) -> Count:
    return lambda start: date(start.year, month, day) - timedelta(days=less)


def _planning(rule: str, trigger: str, said: Attrs, count: Count, met_by: str, **more: object) -> Row:
    return Row(rule, trigger, said, count, met_by, unmet="not_a_limit", late="met", **more)  # type: ignore[arg-type]


def _order(rule: str, what: str, n: int, met_by: str, **more: object) -> Row:
    return Row(rule, "tribunal_order", {"order": what}, weeks(n), met_by, reliefs=G44, **more)  # type: ignore[arg-type]


def _unopposed(rule: str, about: str, n: int, met_by: str, **more: object) -> Row:
    said = {"about": about}
    return Row(rule, "appeal_not_opposed", said, weeks(n), met_by, reliefs=G44, **more)  # type: ignore[arg-type]


def _agreed(subject: str, about: str, n: int, met_by: str, **more: object) -> Row:
    said = {"about": about}
    return Row("M_AGREE_APPEALABLE", "mediation_agreement", said, weeks(n), met_by, subject=subject, **more)  # type: ignore[arg-type]


REQUEST, ASSESS, PSYCHOLOGY = "request_received", {"outcome": "assess"}, {"body": "psychology"}
FINAL, AMENDED, DRAFT = "final_plan_sent", "amended_plan_sent", "draft_plan_served"
NO_PLAN = "no_plan_decision_notified"
ORDER, MAINTAIN = "tribunal_order", {"order": "maintain"}
NOTICE, MEETING, DECIDED = "amendment_notice_sent", "review_meeting_held", "review_decision_notified"
KEEP, AMEND = {"outcome": "keep"}, {"outcome": "amend"}
PRIMARY, SIXTH, COLLEGE = (
    {"phase": phase} for phase in ("primary_to_secondary", "secondary_to_post16", "post16_to_post16")
)
NAMES = {"names_next": "yes"}
SOFT = {"unmet": "not_a_limit"}


def _born(start: date) -> list[Fact]:
    return [fact("born", start - relativedelta(years=3))]


def _made(start: date) -> list[Fact]:
    return [fact(FINAL, start)]


def _moved(start: date) -> list[Fact]:
    return [fact("moved_away", start)]


def _ceasing(start: date) -> list[Fact]:
    return [fact("cease_decision_notified", start - timedelta(days=50))]


def _ceased_at_review(start: date) -> list[Fact]:
    return [fact(DECIDED, start, outcome="cease")]


def _to_amend(start: date) -> list[Fact]:
    return [fact(DECIDED, start + timedelta(days=1), **AMEND)]


FIRST_ROWS: tuple[Row, ...] = (
    Row("A_DECIDE_ASSESS", REQUEST, {}, weeks(6), "assess_decision_notified", ASSESS, reliefs=G13),
    _planning("A_ADVICE_REQUEST", "assess_decision_notified", ASSESS, days(0), "advice_requested", met_said=PSYCHOLOGY),
    Row("A_ADVICE_RESPONSE", "advice_requested", PSYCHOLOGY, weeks(6), "advice_received", PSYCHOLOGY, reliefs=G8,
        subject="psychology"),
    Row("A_DECIDE_NOT_ISSUE", REQUEST, {}, weeks(16), NO_PLAN, reliefs=G13, **SOFT),
    _planning("A_DRAFT_TARGET", REQUEST, {}, weeks(16), DRAFT),
    Row("A_DRAFT_REPS", DRAFT, {}, days(14), "representations_received", unmet="met", late="met"),
    _planning("A_SCHOOL_CONSULT", "setting_consulted", {"setting": "Larkspur"}, days(15), "setting_replied",
              met_said={"setting": "Larkspur"}, subject="Larkspur"),
    Row("A_FINAL_PLAN", REQUEST, {}, weeks(20), FINAL, reliefs=G13),
    _planning("O_REVERSAL_10W", "agreed_to_assess", {"basis": "concession"}, weeks(10), DRAFT),
    _planning("O_REVERSAL_14W", "agreed_to_assess", {"basis": "own_motion"}, weeks(14), FINAL),
    Row("R_FIRST_REVIEW", FINAL, {}, months(12), DECIDED, KEEP),
    Row("R_NEXT_REVIEW", DECIDED, KEEP, months(12), DECIDED, KEEP),
    Row("R_NEXT_REVIEW", "appeal_received", {}, months(12), DECIDED, KEEP, subject="while ceasing is appealed",
        context=_ceased_at_review, lead=20),
    Row("R_NEXT_REVIEW", "mediation_agreement", {"about": "contents"}, months(12), DECIDED, KEEP,
        subject="of a plan kept after all", context=_ceased_at_review, lead=20),
    _planning("R_UNDER5", FINAL, {}, months(6), MEETING, context=_born),
    Row("R_NOTICE", "review_meeting_planned", {}, days(-14), "review_invitations_sent"),
    Row("R_CIRCULATE", "review_meeting_planned", {}, days(-14), "review_advice_circulated"),
    Row("R_REPORT", MEETING, {}, weeks(2), "review_report_sent"),
    Row("R_DECISION", MEETING, {}, weeks(4), DECIDED, KEEP),
    Row("R_AMEND_NOTICE", MEETING, {}, weeks(4), NOTICE, context=_to_amend),
    Row("R_REPS", NOTICE, {}, days(14), "representations_received", unmet="met", late="met"),
    Row("R_FINAL", NOTICE, {}, weeks(8), AMENDED),
    Row("R_NOT_AMEND", NOTICE, {}, weeks(8), "not_amending_notified", **SOFT),
    Row("R_OVERALL_12W", MEETING, {}, weeks(12), AMENDED, context=_to_amend),
    Row("R_AMEND_OTHER", NOTICE, {"basis": "other"}, weeks(8), AMENDED),
    _planning("R_TERM_LIST", "term_starts", {}, days(-14), "review_list_sent"),
    Row("P_FEB15", "phase_transfer_planned", PRIMARY, fixed(2, 15), AMENDED),
    Row("P_MAR31", "phase_transfer_planned", SIXTH, fixed(3, 31), AMENDED),
    Row("P_POST16_5M", "phase_transfer_planned", COLLEGE, months(-5), AMENDED),
    _planning("P_LATEST_MEETING", "phase_transfer_planned", PRIMARY, fixed(2, 15, 84), MEETING, subject="school"),
    _planning("P_LATEST_MEETING", "phase_transfer_planned", SIXTH, fixed(3, 31, 84), MEETING, subject="post-16"),
    Row("RA_DECIDE", "reassessment_requested", {}, days(15), "reassessment_decision_notified", {"outcome": "refuse"}),
    Row("RA_FINAL", "reassessment_decision_notified", {"outcome": "reassess"}, weeks(14), FINAL, reliefs=G13),
    Row("C_STAY", "cease_decision_notified", {}, rolled(months(2)), ORDER, MAINTAIN, unmet="met", late="met"),
    Row("C_STAY", "mediation_certificate_issued", {}, rolled(months(1)), ORDER, MAINTAIN, unmet="met", late="met",
        subject="from the certificate", context=_ceasing),
    Row("D_TRANSFER", "moved_away", {}, days(0), "plan_transferred_out"),
    Row("D_TRANSFER_LATE", "move_known", {}, nth(15, works, True), "plan_transferred_out"),
    Row("D_INFORM", "plan_transferred_in", {}, weeks(6), "transfer_notice_sent"),
    Row("D_REVIEW_12M", "plan_transferred_in", {}, months(12), DECIDED, KEEP, context=_made, lead=20),
    Row("D_REVIEW_3M", "plan_transferred_in", {}, months(3), DECIDED, KEEP),
    Row("D_ICB_NOTIFY", "icb_move_known", {}, nth(15, works, True), "icb_notified_new"),
    Row("D_ICB_NOTIFY", "icb_move_known", {}, days(0), "icb_notified_new", subject="on the day of the move", context=_moved,
        lead=-30),
    Row("D_ICB_REQUEST", "new_icb_aware", {}, nth(15, works), "icb_asked_la"),
    Row("M_CONTACT", "decision_notice_sent", {}, months(2), "mediation_adviser_contacted", unmet="ended"),
    Row("M_CERT_DECLINE", "mediation_declined", {}, nth(3, works), "mediation_certificate_issued"),
    Row("M_TELL_ICB", "mediation_requested", {"health": "yes"}, nth(3, works), "icb_told_of_mediation"),
    Row("M_ARRANGE", "mediation_requested", {}, days(30), "mediation_arranged"),
    Row("M_NOTICE", "mediation_planned", {}, nth(5, works, step=-1), "mediation_notice_given"),
    Row("M_CERT_FAILED", "mediation_not_arranged", {}, nth(3, works), "mediation_certificate_issued"),
    Row("M_CERT_AFTER", "mediation_held", {}, nth(3, works), "mediation_certificate_issued"),
    _agreed("will assess", "assess", 2, "assess_decision_notified", met_said=ASSESS),
    _agreed("no plan", "assess", 10, NO_PLAN, **SOFT),
    _agreed("final plan", "assess", 14, FINAL, reliefs=G44),
    _agreed("draft plan", "make_plan", 5, DRAFT, reliefs=NONE),
    _agreed("plan", "make_plan", 11, FINAL, reliefs=G44),
    _agreed("contents", "contents", 5, AMENDED, reliefs=G44),
    _agreed("placement", "placement", 2, AMENDED, reliefs=G44),
    Row("M_AGREE_OTHER", "mediation_agreement", {"about": "other"}, weeks(2), "order_complied",
        {"rule": "M_AGREE_OTHER"}),
    Row("M_AGREE_ICB_TELL", "mediation_agreement", {"about": "other", "la_party": "no"}, weeks(1), "icb_told_la"),
    Row("T_APPEAL_2M", "decision_notice_sent", {}, rolled(months(2)), "appeal_received", unmet="ended"),
    Row("T_APPEAL_1M", "mediation_certificate_issued", {}, rolled(months(1)), "appeal_received", unmet="ended"),
    Row("T_RESPONSE", "appeal_sent_to_la", {}, nth(30, sits), "la_response_sent"),
    _order("T_ORD_ASSESS_NOTIFY", "assess", 2, "assess_decision_notified", met_said=ASSESS),
    _order("T_ORD_ASSESS_REFUSE", "assess", 10, NO_PLAN, **SOFT),
    _order("T_ORD_ASSESS_FINAL", "assess", 14, FINAL),
    _order("T_ORD_MAKE_DRAFT", "make_plan", 5, DRAFT),
    _order("T_ORD_MAKE_FINAL", "make_plan", 11, FINAL),
    _order("T_ORD_RECONSIDER", "reconsider", 2, DRAFT),
    _order("T_ORD_AMEND", "amend_contents", 5, AMENDED),
    _order("T_ORD_AMEND", "maintain_and_amend", 5, AMENDED),
    _order("T_ORD_PLACEMENT", "placement_only", 2, AMENDED),
    _unopposed("T_UNOPP_ASSESS_NOTIFY", "assess", 2, "assess_decision_notified", met_said=ASSESS),
    _unopposed("T_UNOPP_ASSESS_REFUSE", "assess", 10, NO_PLAN, **SOFT),
    _unopposed("T_UNOPP_ASSESS_FINAL", "assess", 14, FINAL),
    _unopposed("T_UNOPP_CONTENT", "contents", 5, AMENDED),
    _unopposed("T_UNOPP_CONTENT", "cease", 5, AMENDED),
    _unopposed("T_UNOPP_PLACEMENT", "placement", 2, AMENDED),
    _unopposed("T_UNOPP_MAKE_DRAFT", "make_plan", 5, DRAFT),
    _unopposed("T_UNOPP_MAKE_FINAL", "make_plan", 11, FINAL),
    Row("T_REC_RESPONSE", "recommendation_made", {"to": "health"}, weeks(5), "recommendation_answered",
        {"to": "health"}, subject="health"),
    Row("G_DP_REVIEW", "direct_payment_started", {}, months(3), "direct_payment_reviewed"),
    _planning("G_S19_15", "absence_began", {}, nth(15, works, True), "alternative_provision_decided"),
    Row("G_EXCL_6", "permanently_excluded", {}, nth(6, works, True), "education_in_place"),
    Row("G_LGSCO_12M", "complaint_matter_known", {}, months(12), "ombudsman_complaint_received", unmet="ended"),
)  # fmt: skip


# The other facts that start the same limbs, each with what it says.
Said = tuple[str, Attrs]
_DECISIONS: tuple[Said, ...] = (
    ("assess_decision_notified", {"outcome": "refuse"}), (NO_PLAN, {}), (FINAL, {}), (AMENDED, {}),
    ("cease_decision_notified", {}), (DECIDED, KEEP), (DECIDED, {"outcome": "cease"}), ("not_amending_notified", {}),
    ("reassessment_decision_notified", {"outcome": "refuse"}),
)  # fmt: skip
_SCHOOL_PHASES: tuple[Said, ...] = tuple(
    ("phase_transfer_planned", {"phase": phase})
    for phase in ("early_years_to_school", "infant_to_junior", "primary_to_middle", "middle_to_secondary")
)
_REGISTERED: Said = ("appeal_registered", {"number": "EH1", "type": "cease"})
_RESPONSIBLE: tuple[Said, ...] = (("became_responsible", {}),)
OTHER_TRIGGERS: dict[tuple[str, str], tuple[Said, ...]] = {
    **{(rule, ""): _RESPONSIBLE for rule in ("A_DECIDE_ASSESS", "A_DECIDE_NOT_ISSUE", "A_DRAFT_TARGET", "A_FINAL_PLAN")},
    ("A_ADVICE_REQUEST", ""): (("agreed_to_assess", {"basis": "own_motion"}),),
    ("R_NEXT_REVIEW", ""): ((DECIDED, AMEND),),
    ("R_NEXT_REVIEW", "while ceasing is appealed"): (("appeal_sent_to_la", {}), _REGISTERED),
    ("R_NEXT_REVIEW", "of a plan kept after all"): (
        ("mediation_agreement", {"about": "placement"}), ("appeal_not_opposed", {"about": "cease"}),
        (ORDER, {"order": "maintain"}), (ORDER, {"order": "maintain_and_amend"}),
    ),
    ("R_UNDER5", ""): ((MEETING, {}),),
    ("P_FEB15", ""): _SCHOOL_PHASES,
    ("P_LATEST_MEETING", "school"): _SCHOOL_PHASES,
    ("RA_FINAL", ""): (("reassessment_decision_notified", ASSESS),),
    ("C_STAY", ""): ((DECIDED, {"outcome": "cease"}),),
    ("M_CONTACT", ""): _DECISIONS,
    ("T_APPEAL_2M", ""): _DECISIONS,
}  # fmt: skip
ROWS: tuple[Row, ...] = (
    *FIRST_ROWS,
    *(
        replace(row, trigger=kind, said=said)
        for row in FIRST_ROWS
        for kind, said in OTHER_TRIGGERS.get((row.rule, row.subject), ())
    ),
)

# What else answers a limb, besides the one answer of its row; a third part says what a late answer makes of it.
Answer = tuple[str, Attrs, str]
_POSITIVE: tuple[Answer, ...] = (
    ("plan_decision_notified", {}, "ended"), (DRAFT, {}, "ended"), (FINAL, {}, "ended"),
)  # fmt: skip
_POSITIVE_AGAIN: tuple[Answer, ...] = (*_POSITIVE, (AMENDED, {}, "ended"))
_WILL: tuple[Answer, ...] = (
    ("agreed_to_assess", {"basis": "mediation"}, ""),
    ("reassessment_decision_notified", {"outcome": "reassess"}, ""),
    ("reassessment_decision_notified", ASSESS, ""),
)
_REVIEWED: tuple[Answer, ...] = ((DECIDED, AMEND, ""), (DECIDED, {"outcome": "cease"}, ""))
_NOT_AMENDED: Answer = ("not_amending_notified", {}, "")
_NEGATIVE_AGAIN: tuple[Answer, ...] = (*_POSITIVE_AGAIN, _NOT_AMENDED)
_AS_FINAL: tuple[Answer, ...] = ((FINAL, {}, ""),)
# A first plan made only after the day: on the day itself there was none to amend (law.md C3).
_NAMING: tuple[Answer, ...] = ((FINAL, {}, "ended"), (AMENDED, NAMES, ""), (FINAL, NAMES, "ended"))
_AS_AMENDED: tuple[Answer, ...] = ((AMENDED, {}, ""),)


def _done(rule: str) -> tuple[Answer, ...]:
    return (("order_complied", {"rule": rule}, ""),)


OTHER_ANSWERS: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("A_DECIDE_ASSESS", ""): (("assess_decision_notified", {"outcome": "refuse"}, ""),),
    ("A_DECIDE_NOT_ISSUE", ""): _POSITIVE,
    ("O_REVERSAL_10W", ""): ((NO_PLAN, {}, ""), ("plan_decision_notified", {}, ""), (FINAL, {}, "")),
    **{(rule, ""): _REVIEWED for rule in ("R_FIRST_REVIEW", "R_NEXT_REVIEW", "R_DECISION", "D_REVIEW_12M",
                                          "D_REVIEW_3M")},
    **{("R_NEXT_REVIEW", limb): _REVIEWED for limb in ("while ceasing is appealed", "of a plan kept after all")},
    ("R_AMEND_OTHER", ""): (_NOT_AMENDED,),
    **{(rule, ""): _NAMING for rule in ("P_FEB15", "P_MAR31", "P_POST16_5M")},
    ("RA_DECIDE", ""): _WILL[1:],
    ("RA_FINAL", ""): ((AMENDED, {}, ""), (NO_PLAN, {}, ""), _NOT_AMENDED),
    **{("C_STAY", limb): ((ORDER, {"order": "maintain_and_amend"}, ""), (ORDER, {"order": "dismissed"}, ""),
                          (ORDER, {"order": "dismissed", "appeal": "cease"}, ""))
       for limb in ("", "from the certificate")},
    ("M_CONTACT", ""): tuple((kind, {}, "") for kind in ("mediation_requested", "mediation_declined",
                                                         "mediation_certificate_issued")),
    ("M_ARRANGE", ""): (("mediation_held", {}, ""),),
    ("M_AGREE_APPEALABLE", "will assess"): _WILL,
    ("M_AGREE_APPEALABLE", "no plan"): _NEGATIVE_AGAIN,
    ("M_AGREE_APPEALABLE", "plan"): _done("M_AGREE_APPEALABLE"),
    ("M_AGREE_APPEALABLE", "final plan"): (*_AS_AMENDED, *_done("M_AGREE_APPEALABLE")),
    **{("M_AGREE_APPEALABLE", limb): (*_AS_FINAL, *_done("M_AGREE_APPEALABLE")) for limb in ("contents", "placement")},
    **{(f"T_{way}_ASSESS_NOTIFY", ""): (*_WILL, *_done(f"T_{way}_ASSESS_NOTIFY")) for way in ("ORD", "UNOPP")},
    **{(f"T_{way}_ASSESS_REFUSE", ""): (*_NEGATIVE_AGAIN, *_done(f"T_{way}_ASSESS_REFUSE")) for way in ("ORD", "UNOPP")},
    **{(rule, ""): (*_AS_AMENDED, *_done(rule)) for rule in ("T_ORD_ASSESS_FINAL", "T_UNOPP_ASSESS_FINAL")},
    **{(rule, ""): _done(rule) for rule in ("T_ORD_MAKE_DRAFT", "T_ORD_MAKE_FINAL", "T_UNOPP_MAKE_DRAFT",
                                            "T_UNOPP_MAKE_FINAL")},
    **{(rule, ""): (("appeal_sent_to_la", {}, "ended"), ("appeal_registered", {}, "ended"))
       for rule in ("T_APPEAL_2M", "T_APPEAL_1M")},
    **{(rule, ""): (*_AS_FINAL, *_done(rule)) for rule in ("T_ORD_AMEND", "T_ORD_PLACEMENT", "T_UNOPP_CONTENT",
                                                           "T_UNOPP_PLACEMENT")},
    ("T_ORD_RECONSIDER", ""): ((NO_PLAN, {}, ""), ("plan_decision_notified", {}, ""),
                               ("assess_decision_notified", ASSESS, ""),
                               ("assess_decision_notified", {"outcome": "refuse"}, ""), *_done("T_ORD_RECONSIDER")),
}  # fmt: skip


def answers(row: Row) -> tuple[Answer, ...]:
    """Everything that answers a limb: the kind of fact, what it says, and what it makes of the limit a day late."""
    others = OTHER_ANSWERS.get((row.rule, row.subject), ())
    return ((row.met_by, row.met_said, row.late), *((kind, said, late or row.late) for kind, said, late in others))


def in_force(rule: str) -> date:
    """When a rule came into force, from law.md F and I, not from the rule files."""
    if rule.startswith("T_UNOPP_"):
        return date(2015, 4, 1)  # SI 2015/359
    if rule == "T_REC_RESPONSE":
        return date(2018, 4, 3)  # SI 2017/1306
    return date(2015, 1, 1) if rule in ("A_SCHOOL_CONSULT", "R_UNDER5", "R_TERM_LIST") else date(2014, 9, 1)
