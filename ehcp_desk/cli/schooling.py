"""Places, education status, reviews and moves between phases as ``case`` answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.reviews import Review, early_prompts, reviews_of
from ehcp_desk.domain.schooling import in_a_few_words, schooling_of
from ehcp_desk.domain.transitions import MISSING, transitions_of

if TYPE_CHECKING:
    from ehcp_desk.services.records.case_view import CaseView


def school_json(view: CaseView) -> dict[str, Any]:
    """What the School and reviews tab shows, for one JSON document."""
    told, reviews = schooling_of(view.facts), reviews_of(view.facts, view.timeline)
    moving = transitions_of(view.facts, view.timeline, view.case.child.year_on(view.as_at), view.as_at,
                            dict(view.practice.last_years))  # fmt: skip
    due = reviews.next_due
    return {
        "placements": [{"entry": p.entry, "setting": p.setting, "type": p.type or None, "from": p.since, "ended": p.until,
                        "planned": p.planned or None, "by": p.by, "authority": p.authority or None,
                        "distance": p.distance or None, "reasons": p.reasons, "ended_planned": p.ended_planned or None,
                        "ended_reasons": p.ended_reasons or None, "followed_by": p.followed_by or None,
                        "transport": dict(p.terms).get("transport"), "transport_from": dict(p.terms).get("from"),
                        "band": dict(p.terms).get("band"), "joint": dict(p.terms).get("joint"),
                        "now": p.holds_on(view.as_at)} for p in told.placements],
        "education_status": [{"entry": s.entry, "status": s.status, "words": s.words, "from": s.since, "until": s.until,
                              "source": s.source, "days": s.days(view.as_at), "not_full_time": s.not_full_time}
                             for s in told.statuses],
        "next_review": {"rule": due.rule, "due": due.due, "state": due.state.value, "days": due.days} if due else None,
        "bring_forward": [{"entry": f.id, "fact": f.fact.kind, "on": f.fact.on}
                          for f in early_prompts(view.facts, view.low_attendance)] if due else [],
        "reviews": [_review(review) for review in reviews.every],
        "transfers": [{"entry": t.entry, "on": t.on, "phase": t.phase, "name_by": t.limit.due if t.limit else None,
                       "state": t.limit.state.value if t.limit else None} for t in moving.transfers],
        "transition_leads": [{"entry": lead.entry, "role": lead.role, "name": lead.name} for lead in moving.leads],
        "destination": dict(moving.destination.fact.attrs) if moving.destination else None,
        "still_to_record": [{"what": what.value, "words": MISSING[what]} for what in moving.missing],
    }  # fmt: skip


def _review(review: Review) -> dict[str, Any]:
    return {
        "step": review.step.name.lower(), "planned": review.planned[-1] if review.planned else None,
        "invited": review.invited, "contributions": [{"who": who, "state": entry.fact.attrs.get("state"), "on": entry.fact.on}
                                                     for who, entry in review.contributions],
        "not_held": [{"on": e.fact.on, "was": e.fact.attrs.get("held"), "reason": e.fact.note} for e in review.not_held],
        "held": review.held, "report": review.reported, "decided": review.decision.fact.on if review.decision else None,
        "outcome": review.outcome or None, "notice": review.noticed, "amended": review.amended,
        "due": review.due.due if review.due else None, "state": review.due.state.value if review.due else None,
    }  # fmt: skip


def school_lines(view: CaseView) -> list[str]:
    """The same in the few lines a person reads first."""
    where = in_a_few_words(schooling_of(view.facts), view.as_at)
    due = reviews_of(view.facts, view.timeline).next_due
    return [*([f"School: {where}"] if where else []), *([f"Next review due: {in_words(due.due)}"] if due else [])]
