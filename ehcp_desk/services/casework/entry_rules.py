"""What an entry must say to be taken onto the record, and what only an act of its own may write, change or take back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from ehcp_desk.clock.facts import FACT_KINDS, AttrType, BadFact, check_attrs, check_fact, did_you_mean
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case_kinds import CASE_KINDS, attrs_of
from ehcp_desk.domain.contact_kinds import SAID
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.kind_shapes import entry as link_to
from ehcp_desk.domain.people_kinds import NEEDS_WORDS, PEOPLE_KINDS, WRITTEN_BY_HAND
from ehcp_desk.domain.plan_content import LINE_KINDS
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import WriteWork
from ehcp_desk.services.casework.entry_days import AHEAD, EARLIEST, check_days

WRITTEN_IN_THE_PLAN = LINE_KINDS | {"plan_version", "plan_signed_off", "outcome_result"}
OWN_LINKS = MappingProxyType({
    "promise_made": (link_to("item", "Which matter of a panel", "panel_item"),),
    "promise_kept": tuple(SAID["promise_kept"].values()),
})  # fmt: skip
"""Links of a kind whose own act checks the rest."""


_OF_THE_IMPORT = ("take back the import, or add a note beside it", "import --undo")
_PUT_RIGHT_BY = MappingProxyType({
    "assigned": ("to put it right, give the case to whoever holds it, or to nobody", "assign, unassign"),
    "unassigned": ("to put it right, give the case to whoever holds it", "assign"),
    "team_changed": ("to put it right, move the case to its team, or take the move back", "reassign --team"),
    "imported": _OF_THE_IMPORT, "import_verified": _OF_THE_IMPORT, "kept_from_import": _OF_THE_IMPORT,
    "held_for_checking": ("to put it right, release the case once it is checked", "holds"),
    "checked": ("add a note beside it", ""),
    "taken_out": ("to put it right, open the case again", "request"),
    "bundle_kept": ("to put it right, keep the next version of the bundle", "bundle"),
    "child_changed": ("to put it right, change the child’s details again", "child"),
})  # fmt: skip
"""What is kept on the case, the child or a document besides its entry -> how it is put right, and by which commands."""
FIRST_DAYS = MappingProxyType({
    "absent_from_area": "give the first day away ('from'); leave the last one empty while they are still away",
    "setting_closed": "give the first day closed ('from')",
})  # fmt: skip
"""What lasts, and its day is only the day it was told of -> what to say of it: a ground of relief is counted from there."""


def tidied(fact: NewFact) -> NewFact:
    """The entry without values that say nothing, and the number of each entry it names as that entry is numbered."""
    links = {a.name for a in (*attrs_of(fact.kind).values(), *OWN_LINKS.get(fact.kind, ())) if a.type is AttrType.ENTRY}
    said = {name: value for name, value in fact.attrs.items() if value.strip()}
    for name in links & said.keys():
        if said[name].isascii() and said[name].isdigit():
            said[name] = said[name].lstrip("0") or "0"
    return replace(fact, attrs=said) if said != dict(fact.attrs) else fact


def check(fact: NewFact, today: date, filed: bool = False, before: Fact | None = None) -> None:
    """Refuse what cannot be a fact, ``filed`` with a document or not, and of a correction of ``before`` the days within it
    that change.  Raises BadInput with one sentence."""
    if fact.kind in FACT_KINDS:
        try:
            check_fact(fact.as_fact())
        except BadFact as bad:
            raise BadInput(str(bad)) from bad
    elif fact.kind in PEOPLE_KINDS:
        _check_people(fact)
    elif fact.kind in CASE_KINDS:
        _check_own(fact, filed)
    else:
        near = did_you_mean(fact.kind, [*FACT_KINDS, *CASE_KINDS, *WRITTEN_BY_HAND])
        raise BadInput(f"There is no fact called '{fact.kind}'{near}.")
    planned = fact.kind in FACT_KINDS and FACT_KINDS[fact.kind].planned and fact.kind != "born"
    if fact.on > today and not planned:
        raise BadInput(f"{fact_title(fact.kind)}: {in_words(fact.on)} has not come yet; record it on the day.")
    if fact.on > today + AHEAD:
        raise BadInput(f"{fact_title(fact.kind)}: {in_words(fact.on)} is more than five years ahead; check the year.")
    if fact.on < EARLIEST:
        raise BadInput(f"{fact_title(fact.kind)}: {in_words(fact.on)} is too long ago to be right; check the year.")
    check_days(fact, today, before)
    _check_first_day(fact, before)


def hold_entry(work: WriteWork, old: RecordedFact) -> None:
    """Have an entry that is to be put right or withdrawn.  Raises BadInput for one that is kept as it is, and Conflict that says
    who did either while this one waited for the case."""
    refuse_kept(old)
    work.hold_cases(old.case_id)
    now = work.fact(old.id)
    newer = work.fact(now.superseded_by) if now is not None and now.superseded_by is not None else None
    if newer is not None:
        did = "withdrew" if newer.fact.kind == "withdrawn_entry" else "corrected"
        raise Conflict(
            f"{newer.recorded_by} {did} entry {old.id} ({fact_title(old.fact.kind)}) at the same moment, so nothing was saved; "
            "look at it again before you save.",
            who=newer.recorded_by,
        )


def refuse_kept(old: RecordedFact) -> None:
    """Refuse to correct or withdraw what ``why_unchanged`` keeps as it is.  Raises BadInput naming the act that puts it
    right and its command: the window never offers to, so whoever reads it gave one."""
    if why := why_unchanged(old):
        command = _PUT_RIGHT_BY.get(old.fact.kind, ("", ""))[1]
        raise BadInput(f"Entry {old.id} {why}{f' ({command})' if command else ''}.")


def why_unchanged(old: RecordedFact) -> str:
    """Why an entry is neither corrected nor withdrawn, and what puts it right; empty where it may be.  The case or its
    child holds it too, or it proves that something was done: the two would no longer agree."""
    if old.fact.kind == "disclosure":
        return "is the proof of a copy that was made, which stays as it is; add a note beside it"
    if old.fact.kind == "children_merged":
        return "says that two children are one; to take that back, split them"
    if old.fact.kind in _PUT_RIGHT_BY:
        return f"({fact_title(old.fact.kind)}) was written by its own act; {_PUT_RIGHT_BY[old.fact.kind][0]}"
    return ""


def refuse_plan(kind: str) -> None:
    """What a plan says has its own acts, which keep a closed version as it was; no fact may slip past them."""
    if kind in WRITTEN_IN_THE_PLAN:
        raise BadInput(
            f"{fact_title(kind)}: a plan is written and changed in the plan itself, not as an entry of its own."
        )


def refuse_act(kind: str) -> None:
    """Refuse to write as an entry what only an act of its own writes: it would say that something was done that was not.

    Raises BadInput.  Contacts, promises and the naming of a psychologist may be written either way.
    """
    refuse_plan(kind)
    if kind == "disclosure":
        raise BadInput("The log of copies is written when a copy is made, with: redact, or --for on a paper.")
    if kind == "document_filed":
        raise BadInput("What a document is, is said on the Documents tab of the case, or with: record REF document")
    own = CASE_KINDS.get(kind)
    if own is not None and not own.by_hand and kind not in SAID:
        raise BadInput(f"'{own.title}' is written by its own act, not as an entry.")


def _check_first_day(fact: NewFact, before: Fact | None) -> None:
    """Ask for the first day of what lasts, but of a correction only where it takes that day away."""
    stood = before is not None and before.kind == fact.kind and not before.attrs.get("from")
    if fact.kind in FIRST_DAYS and not fact.attrs.get("from") and not stood:
        raise BadInput(f"{fact_title(fact.kind)}: {FIRST_DAYS[fact.kind]}.")


def _check_own(fact: NewFact, filed: bool) -> None:
    """What a kind of the case's own must say, its words included: a decision without reasons is refused.  A note may be
    the document filed with it."""
    kind = CASE_KINDS[fact.kind]
    try:
        kind.check(fact.as_fact())
        if fact.kind in SAID:
            check_attrs(kind.id, SAID[fact.kind], fact.attrs)
    except BadFact as bad:
        raise BadInput(str(bad)) from bad
    if kind.words and kind.attrs is not None and not fact.note.strip() and not (filed and fact.kind == "note"):
        raise BadInput(f"{kind.title} cannot be recorded without words ({kind.words.lower()}); write them as the note.")


def _check_people(fact: NewFact) -> None:
    kind = PEOPLE_KINDS[fact.kind]
    if fact.kind not in WRITTEN_BY_HAND:
        raise BadInput(f"'{kind.title}' is written by its own act: use the commands end, another, merge and split.")
    try:
        check_attrs(kind.id, kind.attrs, fact.attrs)
    except BadFact as bad:
        raise BadInput(str(bad)) from bad
    if fact.kind in NEEDS_WORDS and not fact.note.strip():
        raise BadInput(f"{kind.title}: {NEEDS_WORDS[fact.kind][:1].lower()}{NEEDS_WORDS[fact.kind][1:]}")
    for name, words in (("to", "last day"), ("review", "day to look at it again")):
        if fact.attrs.get(name) and date.fromisoformat(fact.attrs[name]) < fact.on:
            raise BadInput(f"{kind.title}: its {words} is before it begins, {in_words(fact.on)}; check both days.")
