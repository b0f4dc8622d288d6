"""Compiling a notice from its duty: what is there, what is missing and where to put it right, and the letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.clock.model import Deadline, Fact, State, Timeline
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.deciding import who_decides
from ehcp_desk.domain.document_details import filed_documents
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.large_print import letter_note, needing_large_print
from ehcp_desk.domain.letters import METHODS, Addressee, ElementState, Letter, Limit, Notice, Part, Start, Words
from ehcp_desk.domain.notice_rules import (
    FRAME,
    NAMED,
    RESPONSE,
    Element,
    Field,
    NoticeKind,
    NoticeRules,
    Source,
    Trigger,
    load_notice_rules,
)
from ehcp_desk.domain.papers import PaperHead
from ehcp_desk.domain.practice import practice_of
from ehcp_desk.domain.profile import profile_of
from ehcp_desk.domain.record import RecordedFact, standing, with_birth
from ehcp_desk.domain.terms import fact_title, value_words
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.authorising import why_not_told
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.addressing import addressees, communication_needs, disclosed, nowhere_to_post
from ehcp_desk.services.letters.letterhead import letterhead_of, logo_of
from ehcp_desk.services.letters.reading_over import GIVEN_AWAY, Reading
from ehcp_desk.services.letters.values import Round, record_values, round_of
from ehcp_desk.services.records.heads import COUNCIL, paper_head

POST_DAYS = 2
"""Working days a first class letter takes in the ordinary course of post (law.md B3)."""
_ADDRESSED = Element("addressee", "Whom it goes to", "Children and Families Act 2014 s83(2)", "", "")


def notice_kinds(rules: NoticeRules | None = None) -> tuple[NoticeKind, ...]:
    """Every kind of notice there is, in order of the alphabet; the council's response to an appeal is none."""
    known = (rules or load_notice_rules()).kinds
    return tuple(kind for name, kind in known.items() if name != RESPONSE)


def compile_notice(
    desk: Desk, ref: str, kind: str, on: date | None = None, by: str = "post",
    written: Mapping[str, str] | None = None, draft: bool = False, ordinary: bool = False,
) -> Notice:  # fmt: skip
    """A notice of this day as far as it goes.  Raises BadInput for an unknown case, kind, method or field.

    A letter to somebody who needs large print is in it, unless it is to be ``ordinary``.
    """
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        return compile_in(work, desk, case, kind, on or desk.today(), by, written or {}, draft, ordinary)


def compile_in(
    work: ReadWork, desk: Desk, case: Case, kind_id: str, on: date, by: str, written: Mapping[str, str], draft: bool,
    ordinary: bool = False,
) -> Notice:  # fmt: skip
    """The same inside a unit of work that is already open."""
    rules = load_notice_rules()
    kind = _kind(rules, kind_id)
    if by not in METHODS:
        raise BadInput(f"A letter goes by {', '.join(METHODS)}, not '{by}'{did_you_mean(by, METHODS)}.")
    _check_written(rules, kind, written)
    everything = work.facts(case.id)
    others = [fact for c in work.cases_of_child(case.child.id) if c.id != case.id for fact in work.facts(c.id)]
    profile, people = profile_of([*everything, *others]), work.contactables(case.child.id)
    to, unaddressed = addressees(case.child, people, profile, on)
    young = who_decides(case.child, profile, on).who in ("young_person", "representative")
    seen = round_of(case, kind, on, everything, filed_documents(work.documents(case.id), everything), young)
    starts, conflict = _starts(seen)
    timeline = _timeline(desk.law, case, standing(everything), starts, on)
    values = record_values(seen, work.setting(COUNCIL) or "", letterhead_of(work), timeline)
    values |= _dates(rules, kind, desk.law, case, seen, starts, timeline, by)
    values |= {name: text.strip() for name, text in written.items()}
    states = element_states(kind, values, unaddressed)
    head, logo = paper_head(work, desk), logo_of(work)
    large = {
        one: needing_large_print(case.child, not one.people, [p for p in people if p.id in one.people]) for one in to
    }
    letters = tuple(
        letter_of(replace(head, large_print=bool(large.get(one)) and not ordinary), logo, seen, values, one, draft)
        for one in to or (Addressee("whom it concerns"),)
    )
    refused = [*wrong_state(seen), *conflict, *_not_authorised(work, case, everything, starts, on)]
    reading = Reading(work, desk, case, people)
    if any(disclosed(one.whole, people, profile) or reading.gives_away(one.to, one.whole) for one in letters):
        refused.append(GIVEN_AWAY)
    needs = communication_needs(case.child, people, to)
    unposted = nowhere_to_post(to) if by == "post" else ()
    banners = tuple(f"{banner.title}: {banner.said}" for banner in profile.banners(on))
    plan = seen.plan
    return Notice(
        kind, case.ref, on, by, states, tuple(refused),
        (*unposted, *needs, *(letter_note(names, ordinary) for names in large.values() if names), *banners,
         *reading.warnings(letters, written)), " ".join(needs), letters, starts,
        _limits(kind, timeline, seen), values, plan.number if plan and kind.encloses_plan else None, case.version,
        any(large.values()),
    )  # fmt: skip


def _kind(rules: NoticeRules, kind: str) -> NoticeKind:
    known = rules.kinds
    if kind not in known or kind == RESPONSE:
        names = [name for name in known if name != RESPONSE]
        raise BadInput(f"There is no notice '{kind}'{did_you_mean(kind, names)}; see them with: notice --kinds")
    return known[kind]


def _check_written(rules: NoticeRules, kind: NoticeKind, written: Mapping[str, str]) -> None:
    for name in written:
        if name not in kind.fields:
            raise BadInput(f"{kind.short} has no field '{name}'{did_you_mean(name, kind.fields)}; "
                           f"it has: {', '.join(written_fields(kind))}.")  # fmt: skip
        field = rules.fields[name]
        if field.source in (Source.SETTINGS, Source.CLOCK):
            where = "is worked out from the record" if field.source is Source.CLOCK else f"stands in {field.fix}"
            raise BadInput(f"{field.title} {where}, so it is not written for one letter.")


def written_fields(kind: NoticeKind) -> list[str]:
    """The fields somebody may write for one letter: those nothing else can give first."""
    fields = load_notice_rules().fields
    open_to = [n for n in kind.fields if fields[n].source in (Source.WRITTEN, Source.RECORD) and n != "child"]
    return sorted(open_to, key=lambda name: fields[name].source is Source.RECORD)


# -- the state of the case -----------------------------------------------------------------------------------------


def wrong_state(seen: Round) -> list[str]:
    """Why this is not the letter for the case as it stands, in sentences."""
    kind, ref = seen.kind, seen.case.ref
    pool = [r.fact for r in (seen.entries if kind.has_ever or kind.has_ahead else seen.here)]
    if kind.has_ahead:
        pool = [fact for fact in pool if fact.on > seen.on]
    found = []
    if kind.has and not any(condition.meets(fact) for condition in kind.has for fact in pool):
        found.append(f"{ref}: {kind.has_not}.")
    for condition in kind.lacks:
        there = next((r for r in seen.here if condition.meets(r.fact)), None)
        if there is not None:
            said = _said(there.fact)
            found.append(f"{ref}: the record says “{said}” on {in_words(there.fact.on)} (entry {there.id}), "
                         f"so {kind.short.lower()} is not the letter for it.")  # fmt: skip
    if kind.needs_plan and (seen.plan is None or seen.plan.purpose != kind.needs_plan):
        found.append(
            f"{ref}: there is no {kind.needs_plan} version of the plan; start one on the Plan tab and write it."
        )
    return found


def _said(fact: Fact) -> str:
    outcome = fact.attrs.get("outcome", "")
    return f"{fact_title(fact.kind)}: {value_words(outcome)}" if outcome else fact_title(fact.kind)


def _starts(seen: Round) -> tuple[tuple[Start, ...], list[str]]:
    """The facts this notice is: linked where the record has them on this day; a sentence where it has another day."""
    kind = seen.kind
    wanted = [(kind.fact, dict(kind.attrs) | _basis(seen))] if kind.fact else []
    wanted += [(kind.also, {"basis": "review"})] if kind.also else []
    starts, conflict = [], []
    for name, attrs in wanted:
        there = _standing_notice(seen, name, attrs)
        if there is not None and there.fact.on != seen.on and not kind.linked_only:
            conflict.append(
                f"{seen.case.ref}: the record says “{_said(there.fact)}” on {in_words(there.fact.on)} (entry {there.id}); "
                f"a letter sent on {in_words(seen.on)} cannot be that notice. Send it as of that day, "
                "or correct the entry first."
            )
        starts.append(Start(name, attrs, there.id if there is not None else None))
    return tuple(starts), conflict


def _not_authorised(
    work: ReadWork, case: Case, entries: Sequence[RecordedFact], starts: Sequence[Start], on: date
) -> list[str]:
    """Why the family may not be told yet, where decisions take two people; one that is on the record was told already."""
    since = practice_of(work.setting).two_step
    why = (why_not_told(case, entries, start.kind, on, since) for start in starts if start.entry is None)
    return list(dict.fromkeys(filter(None, why)))


def _basis(seen: Round) -> dict[str, str]:
    if not seen.kind.basis:
        return {}
    return {"basis": "review" if seen.newest("review_meeting_held") else "other"}


def _standing_notice(seen: Round, name: str, attrs: Mapping[str, str]) -> RecordedFact | None:
    """The entry this notice was already recorded as; None where none was, or where it may be given again."""
    found = [r for r in seen.entries if r.fact.kind == name and r.fact.on >= seen.since
             and all(r.fact.attrs.get(key, value) == value for key, value in attrs.items())]  # fmt: skip
    newest = max(found, key=lambda r: r.order, default=None)
    if newest is None or newest.fact.on == seen.on or not seen.kind.again:
        return newest
    renewed = any(r.fact.kind == seen.kind.again and r.first_written > newest.first_written for r in seen.entries)
    return None if renewed and newest.fact.on < seen.on else newest


# -- dates -----------------------------------------------------------------------------------------------------------


def _timeline(law: Ruleset, case: Case, facts: Sequence[Fact], starts: Sequence[Start], on: date) -> Timeline:
    """The clock as it would be once this notice is on the record."""
    added = [Fact(start.kind, on, start.attrs) for start in starts if start.entry is None]
    return compute(with_birth([*facts, *added], case.child.born), law, on)


def _dates(
    rules: NoticeRules, kind: NoticeKind, law: Ruleset, case: Case, seen: Round, starts: Sequence[Start],
    timeline: Timeline, by: str,
) -> dict[str, str]:  # fmt: skip
    alone = _alone(law, case, starts, seen.on)
    served = _alone(law, case, starts, served_on(law, seen.on, by)) if kind.served else alone
    found = {"sent_on": in_words(seen.on)}
    for name in kind.fields:
        field = rules.fields[name]
        if field.rules:
            due = _due(field, served if field.trigger is Trigger.NOTICE else timeline, seen)
            found[name] = in_words(due) if due else ""
    return found


def served_on(law: Ruleset, sent: date, by: str) -> date:
    """The day a letter arrives: at once, or by post on the second working day after (law.md B3)."""
    return date.fromordinal(law.calendar.working.after(sent.toordinal(), POST_DAYS)) if by == "post" else sent


def _alone(law: Ruleset, case: Case, starts: Sequence[Start], on: date) -> Timeline:
    return compute(with_birth([Fact(start.kind, on, start.attrs) for start in starts], case.child.born), law, on)


_STILL_OPEN = (State.RUNNING, State.OVERDUE, State.RELIEVED)


def _due(field: Field, timeline: Timeline, seen: Round) -> date | None:
    found = [d for d in timeline.deadlines if field.dated_by(d.rule, d.subject)]
    if field.trigger is Trigger.EARLIEST:  # what is still to come, whichever round it comes from
        return min((d.due for d in found if d.state in _STILL_OPEN), default=None)
    if field.trigger is not Trigger.NOTICE:  # what has ended was overtaken, and dates nothing any more
        going = [d for d in found if d.state is not State.ENDED]
        found = [d for d in going if d.trigger.on >= seen.since] or [d for d in going if d.state in _STILL_OPEN]
    if field.trigger is Trigger.LATEST:
        return max((d.due for d in found), default=None)
    first: Deadline | None = min(found, key=lambda d: (field.place(d.rule), -d.due.toordinal()), default=None)
    return first.due if first is not None else None


def _limits(kind: NoticeKind, timeline: Timeline, seen: Round) -> tuple[Limit, ...]:
    found = [d for d in timeline.deadlines if d.rule in kind.limits and d.trigger.on >= seen.since]
    return tuple(Limit(d.rule, d.duty, d.due, max(0, (seen.on - d.due).days)) for d in found)


# -- elements and letters --------------------------------------------------------------------------------------------


def element_states(
    kind: NoticeKind, values: Mapping[str, str], unaddressed: Sequence[str] = ()
) -> tuple[ElementState, ...]:
    """Whom it goes to, then each required element: present, or without what."""
    rules = load_notice_rules()
    whom = tuple(Field("addressee", "addressee", Source.RECORD, sentence.rstrip(".")) for sentence in unaddressed)
    worded = dict(kind.words)
    found = [ElementState(_ADDRESSED, whom)]
    for element in kind.elements:
        asked = [n for name in element.fields for n in _inside(name, worded)]
        missing = tuple(rules.fields[name] for name in dict.fromkeys(asked) if not values.get(name, "").strip())
        found.append(ElementState(element, missing))
    return tuple(found)


def _inside(name: str, worded: Mapping[str, str]) -> list[str]:
    """The fields behind a name: itself, or those its fixed words name."""
    return [n.lower() for n in NAMED.findall(worded[name])] if name in worded else [name]


def _asked(name: str) -> str:
    """What a field asks for, in the words its form asks it with."""
    field = load_notice_rules().fields.get(name)
    return field.title[:1].lower() + field.title[1:] if field is not None else name.replace("_", " ")


def filled(text: str, values: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Words with their fields filled in; what is empty shows in square brackets, so that a draft says what it lacks."""

    def put(found: re.Match[str]) -> str:
        name = found[1].lower()
        value = filled(words[name], values, {}) if name in words else values.get(name, "").strip()
        value = value or f"[{_asked(name)}]"
        if text.startswith(".", found.end()):
            value = value.rstrip(".")
        return value[:1].upper() + value[1:] if found[1][:1].isupper() else value

    return NAMED.sub(put, text)


def parts_of(kind: NoticeKind, values: Mapping[str, str]) -> tuple[Part, ...]:
    """What each element says, in order; a blank line parts paragraphs, a line that begins with a dash is a point."""
    values = {**values, "letter_address": ", ".join(values.get("letter_address", "").splitlines())}  # in a sentence
    return tuple(
        Part(element.id, element.heading, _paragraphs(filled(element.text, values, kind.words)))
        for element in kind.elements
        if element.id not in FRAME
    )


def _paragraphs(text: str) -> tuple[Words, ...]:
    found: list[Words] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        plain: list[str] = []
        for line in block.splitlines():
            if line.startswith("- "):
                found += [Words(" ".join(plain))] if plain else []
                plain = []
                found.append(Words(line[2:].strip(), True))
            else:
                plain.append(line.strip())
        found += [Words(" ".join(plain))] if plain else []
    return tuple(found)


def letter_of(
    head: PaperHead, logo: bytes, seen: Round, values: Mapping[str, str], to: Addressee, draft: bool
) -> Letter:
    """The letter to one reader, as far as it goes."""
    child = seen.case.child
    born = f", born {in_words(child.born)}" if child.born else ""
    return Letter(
        head=head, kind=seen.kind.id, title=seen.kind.title, reference=seen.case.ref, about=f"{child.name}{born}",
        day=in_words(seen.on), to=to, sender=tuple(line for line in values["letter_address"].splitlines() if line),
        parts=parts_of(seen.kind, values), signed=(values["signatory"], values["signatory_role"]), draft=draft, logo=logo,
    )  # fmt: skip


def lost_words(notice: Notice, text: str) -> list[str]:
    """The elements whose fixed words are no longer in an edited letter, a sentence each; what was written may change."""
    rules, plain = load_notice_rules(), _bare(text)
    found = []
    for element in notice.kind.elements:
        if element.id not in FRAME and any(run not in plain for run in _fixed(rules, notice, element)):
            found.append(f"{element.title} [{element.law}]: put back the words of the draft.")
    return found


def _fixed(rules: NoticeRules, notice: Notice, element: Element) -> list[str]:
    """The runs of an element that nobody may change: its words with the dates and contacts, without what was written."""
    free = {n for n in element.fields if n in rules.fields and rules.fields[n].source is Source.WRITTEN}
    text = NAMED.sub(lambda m: "\x00" if m[1].lower() in free else m[0], element.text)
    runs = [_bare(words.text) for run in text.split("\x00")
            for words in _paragraphs(filled(run, notice.values, notice.kind.words))]  # fmt: skip
    return [run for run in runs if run]


def _bare(text: str) -> str:
    """Letters and figures only, so that line breaks, bullets and curly quotes make no difference."""
    return re.sub(r"[\W_]+", "", text).casefold()
