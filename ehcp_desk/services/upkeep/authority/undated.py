"""Two cases that needs.md section 3 tells without dates: DEMO-T8, a challenge that climbs, and DEMO-T10, a placement
that breaks down.

The steps are told there; the days are supplied, kept to the times it names, and marked approximate.  The times it
names (five and twenty working days, 28 days) are a council's own and no limit in law, so they stand as promises.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.services.upkeep.authority.people import Family
from ehcp_desk.services.upkeep.authority.told import SUPPLIED, Scenario, Told, contact, kept, note, promise

REVIEWER = "Dorothea Plaskett, reviewing officer"
_SOUTH_MANAGER, _SERVICE_MANAGER = "Anil Harrowgate", "Helen Marchmont"
_CHALLENGE = "Take the recommendation up or challenge it within five working days"
_ASK_HEALTH = "Ask health for the weekly therapy recommended"
_ANSWER = "Answer the concern before the Easter holidays, which is when he needs to know"
_FORMAL = "Answer the formal challenge"
_CLIMBS = (
    Told("2017-10-02", "final_plan_sent", source=SUPPLIED),
    Told("2018-09-03", "review_meeting_held", source=SUPPLIED),
    Told("2018-09-24", "review_decision_notified", {"outcome": "keep"}, source=SUPPLIED),
    Told("2019-03-04", "review_meeting_held", source="Review report"),
    Told("2019-03-15", "review_report_sent", source="Review report"),
    note("2019-03-15", "Recommendation", "Direct speech and language therapy every week, in section F. It becomes an "
         "action on 22 March unless it is challenged.", "Review report"),
    promise("2019-03-15", "2019-03-22", REVIEWER, _CHALLENGE),
    kept("2019-03-22", _CHALLENGE, "Not challenged, so it is an action."),
    promise("2019-03-22", "2019-04-05", REVIEWER, _ASK_HEALTH),
    note("2019-04-09", "Concern, informal", "The reviewing officer asks why nothing has been asked of health. Spoken of "
         "with the caseworker.", "Email from the reviewing officer"),
    promise("2019-04-09", "2019-04-12", REVIEWER, _ANSWER),
    note("2019-04-15", "Challenge, formal", "Not answered in the child’s time. Raised with the team manager and the "
         "service manager.", "Challenge form", _SOUTH_MANAGER),
    promise("2019-04-15", "2019-05-03", REVIEWER, _FORMAL),
    Told("2019-05-08", "management_note", note="Monthly meeting on high-risk escalations, with the director: the plan is "
         "to be amended and health asked this week.", by=_SERVICE_MANAGER),
    kept("2019-05-08", _ASK_HEALTH, "Asked after the meeting on escalations."),
    kept("2019-05-08", _ANSWER, "Answered with the formal challenge."),
    kept("2019-05-08", _FORMAL, "Challenge upheld."),
    Told("2019-05-10", "review_decision_notified", {"outcome": "amend"}, source="Decision letter"),
    Told("2019-05-10", "amendment_notice_sent", {"basis": "review"}, source="Notice of amendments"),
    Told("2019-05-22", "representations_received", source="Parents’ letter"),
    Told("2019-06-24", "amended_plan_sent", source="Final amended plan"),
    note("2019-06-24", "Outcome of the challenge", "Upheld. Weekly direct therapy is in section F and began on 17 June. "
         "Nothing is left open.", "Final amended plan"),
)  # fmt: skip
_MOTHER = "Esi Aldwinter"
_LOOK = "Look at the case within 28 days and write down the plan to steady the next placement"
_REVIEW_AGAIN = "Review the placement within 20 working days of the move"
_BREAKS_DOWN = (
    Told("2016-11-14", "final_plan_sent", source=SUPPLIED),
    Told("2017-10-09", "review_meeting_held", source=SUPPLIED),
    Told("2017-10-30", "review_decision_notified", {"outcome": "keep"}, source=SUPPLIED),
    Told("2018-09-24", "review_meeting_held", source=SUPPLIED),
    Told("2018-10-15", "review_decision_notified", {"outcome": "keep"}, source=SUPPLIED),
    note("2019-02-25", "Significant event: placement ended", "Unplanned. The school can no longer keep him safe after "
         "three incidents in the workshop. Tried first: a smaller group, a second adult, a late start. The head decided.",
         "Letter from the school"),
    contact("2019-02-25", "email", REVIEWER, "Told of the move and the reason for it on the day.", "out"),
    promise("2019-02-25", "2019-03-25", REVIEWER, _REVIEW_AGAIN),
    promise("2019-02-25", "2019-03-25", _MOTHER, _LOOK),
    Told("2019-02-26", "absence_began", source="Register"),
    Told("2019-03-22", "review_meeting_planned", source="Invitation", known="2019-02-27"),
    Told("2019-03-01", "review_invitations_sent", source="Invitation"),
    note("2019-03-06", "Review not held", "The review meant for 15 March is put off to 22 March, because the new school "
         "cannot come before. Still within the twenty working days.", "Email", _SOUTH_MANAGER),
    Told("2019-03-07", "review_advice_circulated", source="Advice for the review"),
    Told("2019-03-14", "alternative_provision_decided", source="Tuition order"),
    Told("2019-03-15", "management_note", note="He is in Key Stage 4, so no course changes before the review. Until then "
         "tuition in the mornings; the new school visits twice. If this fails: hospital school.",
         by=_SOUTH_MANAGER),
    kept("2019-03-15", _LOOK, "Seen with the caseworker; plan on file."),
    Told("2019-03-22", "review_meeting_held", source="Review report"),
    kept("2019-03-22", _REVIEW_AGAIN, "Held before his courses change."),
    Told("2019-04-05", "review_report_sent", source="Review report"),
    Told("2019-04-12", "review_decision_notified", {"outcome": "amend"}, source="Decision letter"),
    Told("2019-04-12", "amendment_notice_sent", {"basis": "review"}, source="Notice of amendments"),
    Told("2019-04-24", "representations_received", source="Parents’ letter"),
    note("2019-04-29", "Placement", "Begins at Tidewater School, in the courses he had.", "Letter from the school"),
    Told("2019-05-31", "amended_plan_sent", source="Final amended plan"),
)  # fmt: skip


def _all_approximate(lines: tuple[Told, ...]) -> tuple[Told, ...]:
    return tuple(replace(line, approximate=True) for line in lines)


UNDATED = (
    Scenario(
        "DEMO-T8",
        Family(
            Child(0, "Cullifer", "Jory", date(2011, 5, 19), "M", setting="Heronsgate Primary",
                  need="Speech, language and communication needs"),
            (Contactable(0, 0, "Morwenna Cullifer", "mother", "07700 900512", "morwenna.cullifer@example.org", True),
             Contactable(0, 0, REVIEWER, "reviewing officer", "01632 960815")),
        ),
        "Pia Lindqvist", "", _all_approximate(_CLIMBS),
    ),
    Scenario(
        "DEMO-T10",
        Family(
            Child(0, "Aldwinter", "Kofi", date(2004, 1, 30), "M", setting="Tidewater School",
                  need="Social, emotional and mental health"),
            (Contactable(0, 0, _MOTHER, "mother", "07700 900634", "esi.aldwinter@example.org", True),
             Contactable(0, 0, REVIEWER, "reviewing officer", "01632 960815")),
        ),
        "Gwilym Hathersage", "", _all_approximate(_BREAKS_DOWN),
    ),
)  # fmt: skip
