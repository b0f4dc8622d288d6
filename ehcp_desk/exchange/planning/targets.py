"""Where a column of a tracker can go, and the headings councils give such columns.

The headings come from sen2.md section 7 (the national return's template, the tools that feed it, Capita One, the
standard safeguarding dataset) and from the words SEN teams use in their own trackers.  All are compared folded: no
letter case, no punctuation, ``rec'd`` as ``received`` and so on (:func:`fold_heading`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache


class Target(StrEnum):
    """The field a column goes to."""

    REF = "ref"
    UPN = "upn"
    ULN = "uln"
    SURNAME = "surname"
    FORENAMES = "forenames"
    FULL_NAME = "full_name"
    BORN = "born"
    SEX = "sex"
    YEAR_GROUP = "year_group"
    SETTING = "setting"
    SOURCE = "source"
    REQUESTED_ON = "requested_on"
    DECISION = "decision"
    DECIDED_ON = "decided_on"
    PSYCHOLOGIST = "psychologist"
    ASKED_PSYCHOLOGY = "advice_requested_psychology"
    GOT_PSYCHOLOGY = "advice_received_psychology"
    ASKED_HEALTH = "advice_requested_health"
    GOT_HEALTH = "advice_received_health"
    ASKED_SOCIAL_CARE = "advice_requested_social_care"
    GOT_SOCIAL_CARE = "advice_received_social_care"
    ASKED_EDUCATION = "advice_requested_education"
    GOT_EDUCATION = "advice_received_education"
    ASKED_PARENTS = "advice_requested_parents"
    GOT_PARENTS = "advice_received_parents"
    ASKED_OTHER = "advice_requested_other"
    GOT_OTHER = "advice_received_other"
    NO_PLAN_ON = "no_plan_on"
    DRAFT_SERVED = "draft_served"
    FINAL_SENT = "final_sent"
    WITHDRAWN_ON = "withdrawn_on"
    EXCEPTION = "exception"
    CASEWORKER = "caseworker"
    TEAM = "team"
    STAGE = "stage"
    NOTE = "note"
    FTE = "fte"
    WORKED_OUT = "worked_out"
    IGNORED = "ignored"


LABELS: Mapping[Target, str] = {
    Target.REF: "Reference",
    Target.UPN: "UPN",
    Target.ULN: "ULN",
    Target.SURNAME: "Surname",
    Target.FORENAMES: "First names",
    Target.FULL_NAME: "Name",
    Target.BORN: "Date of birth",
    Target.SEX: "Sex",
    Target.YEAR_GROUP: "Year group",
    Target.SETTING: "School or other setting",
    Target.SOURCE: "Who asked",
    Target.REQUESTED_ON: "Request received",
    Target.DECISION: "Decision whether to assess",
    Target.DECIDED_ON: "Decision told on",
    Target.PSYCHOLOGIST: "Psychologist",
    Target.ASKED_PSYCHOLOGY: "Psychology advice asked for",
    Target.GOT_PSYCHOLOGY: "Psychology advice arrived",
    Target.ASKED_HEALTH: "Health advice asked for",
    Target.GOT_HEALTH: "Health advice arrived",
    Target.ASKED_SOCIAL_CARE: "Social care advice asked for",
    Target.GOT_SOCIAL_CARE: "Social care advice arrived",
    Target.ASKED_EDUCATION: "School advice asked for",
    Target.GOT_EDUCATION: "School advice arrived",
    Target.ASKED_PARENTS: "Parents’ views asked for",
    Target.GOT_PARENTS: "Parents’ views arrived",
    Target.ASKED_OTHER: "Other advice asked for",
    Target.GOT_OTHER: "Other advice arrived",
    Target.NO_PLAN_ON: "Told that no plan will be made",
    Target.DRAFT_SERVED: "Draft plan served",
    Target.FINAL_SENT: "Final plan sent",
    Target.WITHDRAWN_ON: "Request withdrawn",
    Target.EXCEPTION: "Relief, to be checked",
    Target.CASEWORKER: "Caseworker",
    Target.TEAM: "Team",
    Target.STAGE: "Stage, held against the dates",
    Target.NOTE: "Note, word for word",
    Target.FTE: "Part of full time",
    Target.WORKED_OUT: "Not brought in, worked out here",
    Target.IGNORED: "Not brought in",
}

# Date columns and the fact each records, with the body that advises where there is one.
DATED_FACTS: Mapping[Target, tuple[str, str]] = {
    Target.REQUESTED_ON: ("request_received", ""),
    Target.DECIDED_ON: ("assess_decision_notified", ""),
    Target.NO_PLAN_ON: ("no_plan_decision_notified", ""),
    Target.DRAFT_SERVED: ("draft_plan_served", ""),
    Target.FINAL_SENT: ("final_plan_sent", ""),
    Target.WITHDRAWN_ON: ("request_withdrawn", ""),
    **{t: ("advice_requested", t.value[17:]) for t in Target if t.value.startswith("advice_requested_")},
    **{t: ("advice_received", t.value[16:]) for t in Target if t.value.startswith("advice_received_")},
}
DATE_TARGETS = frozenset({*DATED_FACTS, Target.BORN})

_HEADINGS = """
ref: ref, reference, case ref, case reference, case no, case number, case id, our ref, file ref, request id,
  requests record id, request records id, request record id, sen ref, ehc ref, ehcna ref, ehcp ref, tracker id, id,
  person id, unique id, system id, capita id, mosaic id, liquidlogic id, synergy id, ehcr ehcp request id, client id
upn: upn, unique pupil number, upn unique pupil number, pupil upn, send upn, pupil number
uln: uln, unique learner number, uln young persons unique learner number, send uln, learner number
surname: surname, last name, family name, child surname, childs surname, pupil surname, legal surname, yp surname, sname
forenames: forename, forenames, first name, first names, given name, given names, child forename, childs forename,
  pupil forename, legal forename, fname, yp forename, child first name, christian name
full_name: name, child, child name, childs name, pupil, pupil name, full name, yp name, young person name, student,
  student name, name of child, child young person, cyp name, cyp, surname forename, surname first name, name of pupil
born: dob, d o b, date of birth, birth date, birthdate, person birth date, born, date of birth ccyy mm dd
sex: sex, gender, m f, gender current, male female, boy girl, f m
year_group: ncy, nc year, year, year group, yr, yr group, school year, national curriculum year, ncyg, current year,
  yeargroup, nc year group, nat curr year
setting: current setting, setting, school, current school, placement, current placement, provision, establishment,
  school setting, setting school, education setting, school name, nursery school, on roll at, base
source: requested by, request by, source, source of request, request source, referred by, referrer, referral source,
  who requested, source of request for an ehc needs assessment, request from, requester, made by, applicant
requested_on: date request received, request received, received date, date received, date of request, request date,
  date request was received, ehcr ehcp req date, requested on, request in, referral date, referral received,
  date of referral, clock start, start date of assessment, day 0, date requested, ehcna request received,
  date ehcna requested, received, application received, initial request date, date in, week 0, request for assessment
decision: assess y n, assess, decision, decision to assess, request outcome, assessment agreed, agreed to assess,
  ehcr ehcp req outcome, panel decision, outcome of request, agree assess, agreed, agreed y n, outcome, assess yes no,
  decision y n, agreed refused, decision on assessment, proceed to assessment, ehcna agreed, phase 1 decision
decided_on: decision letter sent, decision letter, request outcome date, notified date, decision date, date of decision,
  date decision sent, date decision notified, decision notified, decision sent, ehcr ehcp req outcome date,
  parent notified, notified of decision, date parents notified, outcome letter sent, 6 week letter sent,
  decision told on, date agreed, family told, agreed refused date, date decision letter sent, letter sent
psychologist: ep, ed psych, educational psychologist, ep name, ep allocated, allocated ep, psychologist, assigned ep
advice_requested_psychology: ep advice requested, ep requested, ep advice request, ep request sent, ep asked,
  educational psychology advice requested, ep advice sought, date ep requested, app a ep requested, ep report requested,
  psychological advice requested, psychology advice requested, ed psych requested, ep advice asked for
advice_received_psychology: ep advice received, ep received, ep report received, ep in, ep advice in, ep advice,
  psychological advice received, educational psychology advice received, ep report, ed psych advice received,
  psychology advice received, date ep received, ed psych received, psychology advice arrived, ep report in
advice_requested_health: health advice requested, health requested, health request sent, medical advice requested,
  nhs advice requested, health advice asked for, paediatrician requested, health asked
advice_received_health: health advice received, health received, health advice, medical advice received, health in,
  nhs advice received, health report received, paediatric advice received, health advice in, health report
advice_requested_social_care: social care advice requested, social care requested, social care request sent,
  social care asked, csc advice requested, csc requested
advice_received_social_care: social care received, social care advice received, social care advice, csc received,
  csc advice received, social care in, social care report received, social care report
advice_requested_education: school advice requested, education advice requested, educational advice requested,
  school requested, setting advice requested
advice_received_education: school advice received, education advice received, educational advice received,
  school received, setting advice received, school advice, school report received
advice_requested_parents: parent views requested, parental advice requested, parents views requested,
  family views requested
advice_received_parents: parent views received, parental advice received, parents views received,
  family views received, parent views, parental views, parents views, parent advice received
advice_requested_other: other advice requested, salt requested, ot requested, salt advice requested, ot advice requested
advice_received_other: other advice received, salt received, ot received, salt advice received, ot advice received
no_plan_on: no plan decision, no plan letter sent, decision not to issue, refusal to issue, not to issue letter,
  notified date no following assessment, refuse to issue date, no plan, decision not to issue sent
draft_served: draft issued, draft, draft plan issued, draft sent, draft date, draft plan sent, draft ehcp issued,
  draft ehc plan issued, proposed plan, proposed plan issued, date draft issued, draft plan, draft plan served,
  draft out, date of draft, draft ehcp sent, draft plan date
final_sent: final issued, final, final plan issued, date final issued, final sent, final plan, final date,
  final plan sent, final ehcp issued, final ehc plan issued, date of final, ehc plan start date, plan issued, final out,
  ehcp issued, date final plan issued, finalised, date finalised, plan finalised, ehcn named plan start date,
  final plan date, final ehcp, date ehcp issued, date initial ehc plan issued
withdrawn_on: withdrawn, date withdrawn, request withdrawn, withdrawal date
exception: exception, exceptions, exemption, exempt, 20 week exception, week 20, week20, exceptions apply,
  twenty week time limit exceptions apply, twenty weeks time limit exceptions apply, ehca ehcp assessment exceptions,
  exception reason, delay reason, reason for delay, exception y n, reason late
caseworker: case officer, caseworker, case worker, officer, lead officer, sen officer, send officer, ehc coordinator,
  ehcp coordinator, coordinator, lead caseworker, plan coordinator, plan writer, owner, allocated to, assigned to,
  ehcco, case holder, named officer, case manager, co ordinator, ehc co ordinator, worker, allocated officer,
  casework officer, lead, handler
team: team, area, locality, team area, patch, area team, quadrant, district
note: comments, comment, notes, note, remarks, other info, actions, next steps, latest, update, updates, issues,
  further information, general notes, action, status, rag, stage
fte: fte, hours, whole time equivalent, wte, full time equivalent, contracted hours, days per week
worked_out: 6 wk, 6 week, 6 weeks, 6wk, 16 wk, 16 week, 16 weeks, 20 wk, 20 week, 20 weeks, 6 wk due, 6 week due,
  16 week due, 20 week due, 20 wk due, 6 week deadline, 16 week deadline, 20 week deadline, due date, deadline, age,
  days, days open, weeks open, week no, week number, week, wks, days elapsed, weeks elapsed, days overdue, overdue,
  timeliness, in time, in timescale, on time, within 20 weeks, days to go, target date, statutory deadline,
  week 6, week 16, due 6 wk, due 16 wk, due 20 wk, decision due, draft due, final due, 12 wk, 12 week, countdown
"""
_SHORTENED = {
    "recd": "received", "rec": "received", "rcvd": "received", "recvd": "received", "rcd": "received",
    "req": "request", "reqd": "requested", "requ": "request", "soc": "social", "dt": "date", "educ": "education",
    "num": "number", "wks": "weeks", "ass": "assess",
    "cwkr": "caseworker", "cw": "caseworker", "nos": "number", "nr": "number", "adv": "advice", "rqd": "requested",
}  # fmt: skip
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FIGURES = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_INNER_MARKS = re.compile(r"['’`.]")


@lru_cache(maxsize=4096)
def fold_heading(heading: str) -> str:
    """A heading as it is compared: lower case, words only, shortened words written out, ``(s)`` dropped."""
    text = _HUMPS.sub(" ", heading.replace("(s)", "s")).lower()
    split = _FIGURES.sub(" ", _INNER_MARKS.sub("", text))
    return " ".join(_SHORTENED.get(word, word) for word in _NOT_WORDS.sub(" ", split).split())


def _known_headings() -> dict[str, Target]:
    known: dict[str, Target] = {}
    for line in _HEADINGS.replace("\n  ", " ").strip().splitlines():
        target, _, headings = line.partition(":")
        for heading in headings.split(","):
            folded = fold_heading(heading)
            if known.setdefault(folded, Target(target)) is not Target(target):
                raise ValueError(f"The heading {folded!r} is listed for two fields.")
    return known


KNOWN_HEADINGS: Mapping[str, Target] = _known_headings()
# The same without spaces, for machine headings such as ``receiveddate``.
SQUASHED_HEADINGS: Mapping[str, Target] = {folded.replace(" ", ""): target for folded, target in KNOWN_HEADINGS.items()}


def known_target(heading: str) -> Target | None:
    """Where a heading goes when it is one we know exactly, once folded; None for any other."""
    folded = fold_heading(heading)
    return KNOWN_HEADINGS.get(folded) or SQUASHED_HEADINGS.get(folded.replace(" ", ""))
