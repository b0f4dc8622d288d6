"""Telling an assessment: from the request to where it stands today, with everything that goes right and wrong."""

from __future__ import annotations

from datetime import date, timedelta

from ehcp_desk.services.upkeep.authority import places
from ehcp_desk.services.upkeep.authority.contacts import converse
from ehcp_desk.services.upkeep.authority.courses import Advice, Course
from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.holding import Hands
from ehcp_desk.services.upkeep.authority.story import Story

LIMIT = timedelta(days=140)
_SOURCES = ("parent", "school", "young_person", "health", "social_care", "early_years", "post16", "other")
_SHARES = (46, 40, 0, 5, 3, 4, 0, 2)
_SHARES_POST16 = (38, 12, 22, 3, 5, 0, 18, 2)
_ASSESS, _REFUSE = {"outcome": "assess"}, {"outcome": "refuse"}
_BODY = {
    body: {"body": body}
    for body in ("education", "health", "psychology", "social_care", "speech_and_language", "occupational_therapy",
                 "physiotherapy", "sensory")
}  # fmt: skip
_LAWFUL = (
    ("Child in hospital for seven weeks", "Discharge letter", "No adviser could see the child while in hospital"),
    ("Death of the father during the assessment", "Letter from the family", "Parents asked us to stop for a time"),
    ("Mother’s treatment for cancer", "Email from the mother", "Three meetings had to be put off"),
)


def source_of(story: Story) -> str:
    """Who asked for the assessment."""
    older = (story.family.child.year_on(story.world.today) or 0) >= 12
    return story.world.rng.choices(_SOURCES, _SHARES_POST16 if older else _SHARES)[0]


def tell_request(story: Story, hands: Hands, received: date) -> None:
    """The request; now and then its day is only approximately known, or it was written up days later."""
    rng = story.world.rng
    approximate = rng.random() < 0.02
    story.tell(
        "request_received",
        received,
        hands.on(received),
        {"source": source_of(story)},
        "Date taken from the family’s copy; the envelope was not kept." if approximate else "",
        "Request form",
        late=rng.randrange(3, 12) if rng.random() < 0.06 else 0,
        approximate=approximate,
    )
    month = received.replace(day=1)
    story.world.requests[month] = story.world.requests.get(month, 0) + 1


def tell_refusal(story: Story, hands: Hands, told: date) -> None:
    """The council would not assess."""
    note = "Needs can be met from what the school can ordinarily provide."
    story.tell("assess_decision_notified", told, hands.on(told), _REFUSE, note, "Decision letter")


def tell_assessment(story: Story, hands: Hands, course: Course) -> None:
    """Everything from the decision to assess onwards that has happened by yesterday."""
    decided, asked = course.decided, course.asked
    assert decided is not None and asked is not None
    rng = story.world.rng
    late = rng.randrange(3, 15) if rng.random() < 0.05 else 0
    if course.refused is None:
        story.tell("assess_decision_notified", decided, hands.on(decided), _ASSESS, "", "Decision letter", late=late)
    else:
        tell_refusal(story, hands, course.refused)
        story.tell("agreed_to_assess", decided, hands.on(decided), {"basis": "own_motion"}, "", "Letter to the family")
    for advice in course.advice:
        _tell_advice(story, hands, course, advice, asked)
    if course.psychologist_named is not None:
        story.psychologist = rng.choice(story.world.roster.psychologists)
        named = {"to": story.psychologist}
        story.tell("psychologist_named", course.psychologist_named, hands.on(course.psychologist_named), named)
    if course.no_plan is not None:
        note = "The assessment shows needs that school support and the therapy offer can meet."
        story.tell(
            "no_plan_decision_notified", course.no_plan, hands.on(course.no_plan), note=note, source="Decision letter"
        )
    if course.draft is not None:
        _tell_draft(story, hands, course.draft, course.final)
    _tell_relief(story, hands, course)
    if course.final is not None:
        story.tell("final_plan_sent", course.final, hands.on(course.final), source="Final plan and letter")


def _tell_advice(story: Story, hands: Hands, course: Course, advice: Advice, asked: date) -> None:
    rng, last = story.world.rng, story.world.last
    attrs = _BODY[advice.body]
    story.tell("advice_requested", asked, hands.on(asked), attrs, source="Request for advice")
    due = asked + timedelta(days=42)
    end = course.no_plan or course.draft or story.world.today
    if (advice.came is None or advice.came > due) and rng.random() < 0.7:
        chased = on_or_after(due + timedelta(days=rng.randrange(1, 8)))
        if chased < min(advice.came or end, end):
            note = "Asked for a date; they will say by the end of the week." if rng.random() < 0.6 else "No answer."
            story.tell("advice_chased", chased, hands.on(chased), attrs, note)
    if advice.came is None or advice.came > last:
        return
    if rng.random() < 0.012:
        _mistyped(story, hands, advice.came, attrs)
        return
    late = rng.randrange(3, 12) if rng.random() < 0.04 else 0
    story.tell("advice_received", advice.came, hands.on(advice.came), attrs, source="Advice report", late=late)


def _mistyped(story: Story, hands: Hands, came: date, attrs: dict[str, str]) -> None:
    """The date was written wrong at first and put right later; both stay on the record."""
    rng = story.world.rng
    number = story.tell(
        "advice_received", came - timedelta(days=7), hands.on(came), attrs, source="Advice report", late=9
    )
    note = "Date corrected: the report is stamped a week later than first written."
    if number is not None and not story.correct(number, came, hands.on(came), rng.randrange(3, 21), note):
        story.tell("note", came, hands.on(came), {"heading": "Advice"}, "Report date to be checked with the sender.")


def _tell_draft(story: Story, hands: Hands, draft: date, final: date | None) -> None:
    rng, child = story.world.rng, story.family.child
    story.tell("draft_plan_served", draft, hands.on(draft), source="Draft plan and letter")
    end = final or story.world.today
    settings = [child.setting]
    if rng.random() < 0.5:
        settings.append(rng.choice(places.SPECIALS if child.setting not in places.SPECIALS else places.OUT_OF_AREA))
    for setting in dict.fromkeys(settings):
        asked = on_or_after(draft + timedelta(days=rng.randrange(4)))
        if asked >= end:
            continue
        attrs = {"setting": setting}
        story.tell("setting_consulted", asked, hands.on(asked), attrs, source="Consultation letter")
        replied = on_or_before(asked + timedelta(days=rng.randrange(6, 22)))
        if asked < replied < end and (final is not None or rng.random() < 0.7):
            note = "Can meet need." if rng.random() < 0.7 else "Says it is full and cannot meet need."
            story.tell("setting_replied", replied, hands.on(replied), attrs, note, "Reply to consultation")
    comments = on_or_before(draft + timedelta(days=rng.randrange(5, 16)))
    if draft < comments < end and rng.random() < 0.7:
        note = "Parents ask for hours of support to be stated in section F."
        story.tell("representations_received", comments, hands.on(comments), note=note, source="Email from the family")


def _tell_relief(story: Story, hands: Hands, course: Course) -> None:
    """A ground for going past 20 weeks: lawful now and then, and now and then claimed without one."""
    rng, due = story.world.rng, course.received + LIMIT
    if course.forgotten or course.no_plan is not None or (course.final or story.world.last) <= due + timedelta(days=1):
        return
    roll = rng.random()
    if roll < 0.035:
        why, proof, impractical = rng.choice(_LAWFUL)
        start = course.received + timedelta(days=rng.randrange(40, 90))
        _claim(story, hands, due, "EX_PERSONAL", why, start, start + timedelta(days=49), proof, impractical)
    elif roll < 0.06:
        start = course.received + timedelta(days=rng.randrange(50, 95))
        _claim(story, hands, due, "EX_ABSENT_4W", "Family abroad", start, start + timedelta(days=rng.randrange(29, 44)),
               "Tickets seen", "The advisers’ visits fell in those weeks")  # fmt: skip
    elif roll < 0.085:
        start = course.received + timedelta(days=60)
        _claim(story, hands, due, "EX_ABSENT_4W", "Family abroad", start, start + timedelta(days=rng.randrange(9, 20)),
               "Email from the mother", "One visit was missed")  # fmt: skip
    elif roll < 0.12:
        story.tell("relief_claimed", _claim_day(story, due), hands.on(due),
                   {"relief": "STAFF_SHORTAGE", "rule": "A_FINAL_PLAN", "evidence": "Note of the team meeting"},
                   "Shortage of educational psychologists.")  # fmt: skip


def _claim(
    story: Story, hands: Hands, due: date, relief: str, why: str, start: date, end: date, proof: str, impractical: str
) -> None:
    day = _claim_day(story, due)
    if relief == "EX_ABSENT_4W":
        away = {"from": start.isoformat(), "to": end.isoformat(), "who": "The whole family"}
        story.tell("absent_from_area", on_or_after(end), hands.on(end), away, why, proof)
    attrs = {"relief": relief, "rule": "A_FINAL_PLAN", "from": start.isoformat(), "to": end.isoformat(),
             "evidence": proof, "impractical": impractical}  # fmt: skip
    story.tell("relief_claimed", day, hands.on(day), attrs, why, proof)


def _claim_day(story: Story, due: date) -> date:
    return on_or_before(min(due + timedelta(days=story.world.rng.randrange(8)), story.world.last))


def talk(story: Story, hands: Hands, first: date, last: date) -> None:
    """Contacts over an assessment: one when it begins, then one in some five weeks; one case in nine has gone quiet."""
    rng = story.world.rng
    quiet = rng.random() < 0.11
    until = last - timedelta(days=rng.randrange(31, 60)) if quiet else last
    converse(story, hands, first, until, 1 + (until - first).days // 36 + rng.randrange(2))
    if not quiet and last >= story.world.last:
        converse(story, hands, max(first, last - timedelta(days=24)), last, 1)
