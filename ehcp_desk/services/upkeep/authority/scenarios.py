"""The cases told day by day: DEMO-T1, DEMO-T2 and DEMO-T3 on the dates needs.md section 3 gives them, and two without.

The dates told there stand exactly; where it gives only a month or a span, the day is marked approximate.  A step it
does not tell of, but without which the rest could not have happened, says that it was supplied.  The people are
invented.  What had not happened yet on the desk's day is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ehcp_desk.domain.case import Child, Contactable, YearGroup
from ehcp_desk.services.upkeep.authority.days import year_group_on
from ehcp_desk.services.upkeep.authority.people import Family
from ehcp_desk.services.upkeep.authority.staffing import Worker
from ehcp_desk.services.upkeep.authority.story import Story, World
from ehcp_desk.services.upkeep.authority.told import KEPT, SUPPLIED, Scenario, Told, contact, note, promise
from ehcp_desk.services.upkeep.authority.undated import UNDATED

OLDEST_YEAR = 20
_MOTHER, _LAWYER, _SCHOOL = "Beth Wherwell", "Hartnoll Grey, solicitors", "Martin Dennison"
_SPECIAL = {"setting": "Greenacre Special School"}


def scenarios_begun(today: date) -> int:
    """How many of them had begun by a day."""
    return sum(scenario.begins <= today for scenario in SCENARIOS)


def scenario_stories(world: World) -> Iterator[Story]:
    """The cases begun, as far as they had gone by the desk's day; today counts, for these dates are told."""
    told = replace(world, last=world.today)
    for scenario in SCENARIOS:
        if scenario.begins <= world.today:
            yield _story(told, scenario)


def _story(world: World, scenario: Scenario) -> Story:
    story = Story(world, _grown(scenario.family, world.today), scenario.ref)
    story.psychologist = scenario.psychologist
    made: dict[str, int] = {}
    for line in scenario.lines:
        on, known = date.fromisoformat(line.on), date.fromisoformat(line.known) if line.known else None
        ahead = known if known is not None and known <= world.last else None
        by = line.by or scenario.holder
        if line.kind == KEPT:
            if line.attrs["promise"] in made:
                story.keep(made[line.attrs["promise"]], on, by, line.note)
            continue
        number = story.tell(
            line.kind, on, by, line.attrs, line.note, line.source, approximate=line.approximate, ahead=ahead
        )
        if line.kind == "promise_made" and number is not None:
            made[line.note] = number
    _hold(story, world.roster.by_name[scenario.holder], scenario.begins)
    return story


def _hold(story: Story, worker: Worker, begins: date) -> None:
    """Name the caseworker, from the first day both were there."""
    since = max(worker.since, begins)
    story.team_id = story.world.roster.team_ids[worker.team]
    story.owner_id, story.owned_since = worker.id, since
    manager = story.world.roster.managers[worker.team]
    story.tell("assigned", since, manager, {"to": worker.name, "reason": "Needs an experienced caseworker"})


def _grown(family: Family, today: date) -> Family:
    """The child in the school year they have reached; past the last one, in none."""
    child = family.child
    year = year_group_on(child.born, today) if child.born is not None else None
    return Family(
        replace(child, year_group=None if year is None or year > OLDEST_YEAR else YearGroup.said_on(year, today)),
        family.people,
    )


_REFUSED_THEN_ORDERED = (
    Told("2018-10-18", "request_received", {"source": "parent"},
         "Told as October 2018; nine months before 18 July 2019.", "Parents’ request", approximate=True),
    Told("2018-12-06", "assess_decision_notified", {"outcome": "refuse"},
         "The day of the letter is not told; it came late and before the mediation.", "Decision letter",
         approximate=True),
    Told("2018-12-19", "mediation_adviser_contacted", source=SUPPLIED, approximate=True),
    Told("2019-01-07", "mediation_requested", source=SUPPLIED, approximate=True),
    Told("2019-01-31", "mediation_held", source="Mediation agreement"),
    Told("2019-01-31", "mediation_agreement", {"about": "other", "agreed_by": "2019-01-31"},
         "Reason given for refusing: the school does not spend its full £6,000. Agreed: an educational psychologist "
         "reviews the child.", "Mediation agreement"),
    promise("2019-01-31", "2019-01-31", _MOTHER, "Review by an educational psychologist, as agreed at mediation",
            "mediation"),
    Told("2019-02-04", "mediation_certificate_issued", source=SUPPLIED, approximate=True),
    Told("2019-02-11", "appeal_received", source=SUPPLIED, approximate=True),
    Told("2019-02-20", "appeal_sent_to_la", source=SUPPLIED, approximate=True),
    contact("2019-03-12", "email", _MOTHER,
             "The services offered at mediation were open to us anyway. Nobody has seen him yet."),
    Told("2019-04-02", "la_response_sent", source=SUPPLIED, approximate=True),
    Told("2019-04-26", "advice_received", {"body": "parent"},
         "Private educational psychologist’s report, paid for by the family (£1,500). Held as the parents’ advice.",
         "Private report", approximate=True),
    Told("2019-05-24", "tribunal_order", {"order": "assess"},
         "The statement of 18 July says almost two months ago.", "Order", approximate=True),
    contact("2019-07-18", "meeting", _MOTHER,
             "“Nine months into a process that should have taken six weeks.” The assessment has not begun."),
)  # fmt: skip
_WEEK_43 = (
    Told("2018-09-24", "request_received", {"source": "school"}, source="School’s request"),
    Told("2018-11-02", "assess_decision_notified", {"outcome": "assess"}, source=SUPPLIED),
    *(Told("2018-11-05", "advice_requested", {"body": body}, source=SUPPLIED)
      for body in ("education", "health", "psychology", "social_care")),
    Told("2018-12-07", "advice_received", {"body": "education"}, source=SUPPLIED),
    Told("2018-12-11", "advice_received", {"body": "social_care"}, source=SUPPLIED),
    Told("2018-12-14", "advice_received", {"body": "health"}, source=SUPPLIED),
    Told("2018-12-19", "psychologist_named", {"to": "Ama Osei"}),
    Told("2019-02-22", "advice_received", {"body": "psychology"}, source=SUPPLIED),
    Told("2019-04-05", "draft_plan_served", source=SUPPLIED),
    Told("2019-04-08", "setting_consulted", _SPECIAL, source=SUPPLIED),
    Told("2019-04-26", "setting_replied", _SPECIAL, "Full until next year.", SUPPLIED),
    note("2019-04-29", "Placement", "Awaiting placement: no special-school place yet."),
    note("2019-05-20", "Transport", "Cannot use the bus alone; the journey is part of why she is not attending."),
    contact("2019-06-12", "phone", _SCHOOL, "Not attending; says bullying and the journey are why."),
    Told("2019-07-04", "management_note", note="Past 40 weeks and awaiting placement. Two more special schools to be "
         "consulted this week; interim tuition asked for.", by="Ruth Castellan"),
    note("2019-07-18", "Attendance", "Attendance is 35 %.", "Young person’s statement"),
    note("2019-07-18", "Young person’s view",
          "“I am on week 43 and my plan is not done. I want a school where I feel safe.”", "Young person’s statement"),
)  # fmt: skip
_LATE_FOR_COLLEGE = (
    Told("2015-09-14", "request_received", {"source": "parent"}, source=SUPPLIED),
    Told("2015-10-21", "assess_decision_notified", {"outcome": "assess"}, source=SUPPLIED),
    Told("2016-01-29", "final_plan_sent", source=SUPPLIED),
    Told("2017-01-18", "review_meeting_held", source=SUPPLIED),
    Told("2017-02-09", "review_decision_notified", {"outcome": "keep"}, source=SUPPLIED),
    Told("2018-01-17", "review_meeting_held", source=SUPPLIED),
    Told("2018-02-08", "review_decision_notified", {"outcome": "keep"}, source=SUPPLIED),
    Told("2019-08-31", "phase_transfer_planned", {"phase": "post16_to_post16"},
         "The present course ends with the academic year; the new place is from September 2019.", SUPPLIED,
         known="2018-10-08"),
    Told("2019-01-31", "review_meeting_held", note="Held on or before this day.", source="Review report",
         approximate=True),
    note("2019-05-09", "Pre-action letter", "Letter before a claim for judicial review: no decision notice by "
          "28 February, no final plan by 31 March.", "Solicitors’ letter"),
    note("2019-05-24", "Offer of a place", "A place at the family’s preferred provider is offered, and the council is "
          "told.", "Offer letter"),
    contact("2019-06-03", "email", _LAWYER, "Points to the offer and to how urgent a September start is."),
    Told("2019-06-14", "representations_received", note="33 lines of amendments; the family’s choice for section I.",
         source="Solicitors’ letter"),
    note("2019-06-14", "Decided, not notified", "The council knows that it will not agree the family’s choice; the "
          "family has not been told.", "Solicitors’ letter"),
    Told("2019-07-15", "amended_plan_sent", note="Names a mainstream further education setting from September. The "
         "points about specification are not answered.", source="Final amended plan"),
    note("2019-07-15", "Appeal", "An appeal would be lodged now; a hearing is likely in late October or early "
          "November.", "Solicitors’ letter"),
    contact("2019-09-04", "phone", "Carys Vaisey", "Term has begun without a suitable place. The setting named has "
             "not been in touch and there was no interview."),
)  # fmt: skip
SCENARIOS = (
    Scenario(
        "DEMO-T1",
        Family(
            Child(0, "Wherwell", "Oakley", date(2010, 8, 12), "M", setting="Heronsgate Primary",
                  need="Autistic spectrum disorder"),
            (Contactable(0, 0, _MOTHER, "mother", "07700 900217", "beth.wherwell@example.org", True),
             Contactable(0, 0, "Craig Wherwell", "father", "07700 900218", "", True)),
        ),
        "Ross Fairbairn", "", _REFUSED_THEN_ORDERED,
    ),
    Scenario(
        "DEMO-T2",
        Family(
            Child(0, "Rackham", "Noor", date(2003, 11, 4), "F", setting="Fenside High",
                  need="Autistic spectrum disorder", before_you_ring="Text Noor first, then ring her father."),
            (Contactable(0, 0, "Faisal Rackham", "father", "07700 900340", "faisal.rackham@example.org", True),
             Contactable(0, 0, "Noor Rackham", "young person", "07700 900341", preference="text first"),
             Contactable(0, 0, _SCHOOL, "SENCO", "01632 960144")),
        ),
        "Thandi Mbeki", "Ama Osei", _WEEK_43,
    ),
    Scenario(
        "DEMO-T3",
        Family(
            Child(0, "Vaisey", "Tomos", date(2000, 2, 23), "M", setting="Kingfisher College",
                  need="Moderate learning difficulty"),
            (Contactable(0, 0, "Carys Vaisey", "mother", "07700 900455", "carys.vaisey@example.org", True),
             Contactable(0, 0, _LAWYER, "representative", "01632 960790", "post@hartnollgrey.example")),
        ),
        "Stefan Kowalczyk", "", _LATE_FOR_COLLEGE,
    ),
    *UNDATED,
)  # fmt: skip
