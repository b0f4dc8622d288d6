"""What happened, as a caseworker would say it in the few words a list has room for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.advisers import advice_inside, advice_words
from ehcp_desk.domain.case_kinds import attrs_of, said_words
from ehcp_desk.domain.documents import details_words
from ehcp_desk.domain.overseen import agreed, looked_in
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.profile import people_words
from ehcp_desk.domain.record import CHANNELS, said
from ehcp_desk.domain.terms import SOURCES, fact_title, value_words

_VERBS: Mapping[str, tuple[str, str]] = {
    "phone": ("rang", "Rang"),
    "email": ("emailed", "Emailed"),
    "letter": ("wrote", "Wrote to"),
    "meeting": ("met us", "Met"),
    "visit": ("visited", "Visited"),
}
_UNSAID = ("promise", "due", "rule", "relief", "from", "to", "date", "agreed_by", "impractical", "evidence", "contact")


def happened(fact: Fact) -> str:
    """``Psychology advice arrived``, ``Jo rang: when is the therapy visit?``."""
    if fact.kind in PEOPLE_KINDS:
        return people_words(fact)
    said = _SAID.get(fact.kind)
    return said(fact) if said is not None else _titled(fact)


def _contact(fact: Fact) -> str:
    attrs = fact.attrs
    first = (attrs.get("with") or "The family").split(",")[0]
    if attrs.get("with"):
        first = first.split()[0]
    verbs = _VERBS.get(attrs.get("channel", ""))
    if verbs is None:
        lead = CHANNELS.get(attrs.get("channel", ""), "Contact")
    else:
        lead = f"{first} {verbs[0]}" if attrs.get("direction") == "in" else f"{verbs[1]} {first}"
    return f"{lead}: {said(fact)}" if said(fact) else lead


def _note(fact: Fact) -> str:
    kind = fact.attrs.get("reportable", "")
    return f"{kind}: {fact.note}" if kind and fact.note else fact.note or _titled(fact)


def _titled_note(fact: Fact) -> str:
    return f"{fact_title(fact.kind)}: {fact.note}" if fact.note else fact_title(fact.kind)


def _management_note(fact: Fact) -> str:
    """The note under where it was agreed, and what is to be done next."""
    said = "; ".join(filter(None, (fact.note, agreed(fact))))
    return f"{looked_in(fact)}: {said}" if said else looked_in(fact)


def _request(fact: Fact) -> str:
    source = fact.attrs.get("source", "")
    return f"Request received from {SOURCES.get(source, value_words(source))}" if source else "Request received"


def _decision(fact: Fact) -> str:
    refused = fact.attrs.get("outcome") == "refuse"
    return "Told the family: no assessment" if refused else "Told the family: there will be an assessment"


def _relief(fact: Fact) -> str:
    evidence = fact.attrs.get("evidence", "")
    return f"Relief claimed: {evidence}" if evidence else "Relief claimed, no evidence named"


def _titled(fact: Fact) -> str:
    """The kind's own title and what else the fact says, in words; a bare Yes or No with what was asked."""
    values = [_answer(fact.kind, name, value) for name, value in fact.attrs.items() if value and name not in _UNSAID]
    return f"{fact_title(fact.kind)}{': ' + ', '.join(values) if values else ''}"


def _answer(kind: str, name: str, value: str) -> str:
    words, asked = said_words(kind, name, value), attrs_of(kind).get(name)
    if asked is None or words not in ("Yes", "No"):
        return words
    return f"{asked.title[:1].lower()}{asked.title[1:].rstrip('?')}: {words.lower()}"


def _own(*names: str, title: bool = True) -> Callable[[Fact], str]:
    """The title of a kind, what these attributes say, and the note where there is one."""

    def said(fact: Fact) -> str:
        values = [said_words(fact.kind, name, fact.attrs[name]) for name in names if fact.attrs.get(name)]
        lead = [fact_title(fact.kind)] if title else []
        return ": ".join(part for part in (*lead, ", ".join(values), fact.note) if part)

    return said


_SAID: Mapping[str, Callable[[Fact], str]] = {
    "contact": _contact,
    "note": _note,
    "kept_from_import": _note,
    "child_changed": _note,
    "document_filed": lambda f: f"Filed {details_words(f.attrs)}",
    "bundle_kept": lambda f: f"Version {f.attrs['version']} of the tribunal bundle kept, {f.attrs['pages']} pages",
    "handover_note": _titled_note,
    "management_note": _management_note,
    "promise_made": lambda f: f"Promised {f.attrs.get('to') or 'the family'}: {f.note}",
    "promise_kept": lambda _f: "Kept a promise",
    "advice_requested": lambda f: f"Asked for {advice_inside(f.attrs.get('body', ''))}",
    "advice_received": lambda f: f"{advice_words(f.attrs.get('body', ''))} arrived",
    "advice_chased": lambda f: f"Chased {advice_inside(f.attrs.get('body', ''))}",
    "setting_consulted": lambda f: f"Consulted {f.attrs.get('setting') or 'a setting'}",
    "setting_replied": lambda f: f"{f.attrs.get('setting') or 'A setting'} replied",
    "assigned": lambda f: f"{f.attrs.get('to', '')} became the caseworker",
    "unassigned": lambda f: f"Left without a caseworker, was {f.attrs.get('from') or 'nobody'}",
    "team_changed": lambda f: (
        f"Moved to the team {f.attrs['to']}" if f.attrs.get("to") else "Left without a team of its own"
    ),
    "psychologist_named": lambda f: f"{f.attrs.get('to', '')} named as psychologist",
    "assess_decision_notified": _decision,
    "plan_decision_notified": lambda _f: "Told the family: a plan will be made",
    "no_plan_decision_notified": lambda _f: "Told the family: no plan will be made",
    "request_received": _request,
    "relief_claimed": _relief,
    "decision": lambda f: f"{said_words(f.kind, 'did', f.attrs.get('did', ''))}: {f.attrs.get('what', '')}",
    "authorisation": _own("answer"),
    "delay": _own("cause", "next"),
    "exclusion": _own("type", "setting", title=False),
    "attendance": lambda f: f"Attendance {f.attrs.get('percent', '?')} per cent",
    "help_request": lambda f: f"{f.attrs.get('setting') or 'The school'} asked for help: {f.note}",
    "setting_met": _own("how", "setting", title=False),
    "plan_contributor": lambda f: f"{f.attrs.get('name', '')} contributed to section {f.attrs.get('section', '')}",
    "placement": _own("setting", "type"),
    "placement_ended": _own("setting"),
    "education_status": _own("status", title=False),
    "complaint": _own("reference"),
    "complaint_answered": _own("outcome"),
    "pre_action_letter": _own(),
    "ombudsman": _own("stage", "reference"),
    "meeting": lambda f: (
        f"{said_words(f.kind, 'kind', f.attrs.get('kind', ''))}: {f.attrs.get('purpose', '')}"
        f"{'' if f.attrs.get('held') == 'held' else ' (' + f.attrs.get('held', '') + ')'}"
    ),
    "child_views": _own(),
    "parent_views": _own(),
    "signal_answered": lambda f: f"Dealt with: {f.note}",
    "promise_moved": lambda f: f"Promise moved to {said_words(f.kind, 'due', f.attrs.get('due', ''))}: {f.note}",
    "advice_returned": lambda f: f"Sent back {advice_inside(f.attrs.get('body', ''))}: {f.note}",
    "advice_reused": lambda f: f"Earlier {advice_inside(f.attrs.get('body', ''))} used again",
    "advice_report": lambda f: f"{advice_words(f.attrs.get('body', ''))} by {f.attrs.get('author', '')}",
    "management_intervention": lambda f: f"{f.attrs.get('by', 'A manager')} gave an instruction: {f.note}",
    "challenge": _own("level", "issue"),
    "challenge_answered": _own("outcome"),
    "breakdown_plan": _own("plan"),
    "placement_risk": lambda f: (
        f"Placement {'at risk' if f.attrs.get('risk') == 'yes' else 'no longer at risk'}: {f.note}"
    ),
    "placement_expected": _own("type", "from"),
    "transition_lead": _own("name", "role", title=False),
    "destination": _own("status", "where"),
    "plan_version": lambda f: f"Began version {f.attrs.get('version', '')} of the plan ({f.attrs.get('purpose', '')})",
    "plan_signed_off": lambda f: f"{f.attrs.get('by', '')} signed off version {f.attrs.get('version', '')} of the plan",
    "plan_issued": _own("to", "how", "form"),
    "amendment_requested": lambda f: f"{f.attrs.get('by', '')} asked for an amendment to the plan: {f.note}",
    "amendment_answered": _own("answer"),
    "outcome_result": _own("outcome", "result"),
    "disclosure": lambda f: f"Made a copy of {f.attrs.get('paper', 'a paper')} for {f.attrs.get('to', 'somebody')}",
    "entry_mark": lambda f: (
        f"{f.attrs.get('by', '')} said of entry {f.attrs.get('entry', '')}: {said_words(f.kind, 'mark', f.attrs.get('mark', ''))}"
    ),
    "entry_proposed": lambda f: f"{f.attrs.get('by', '')} proposed an entry: {f.attrs.get('says', '')}",
}
