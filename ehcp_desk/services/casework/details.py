"""The details of a child and the people to ring: changed with their before, after and why kept in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.case import Case, Child, Contactable
from ehcp_desk.domain.dates import earliest_birth, in_words
from ehcp_desk.domain.errors import BadInput, Clash, Conflict
from ehcp_desk.domain.ethnicities import ethnicity_code
from ehcp_desk.domain.identifiers import nhs_fault, plain_identifier, uln_fault, upn_fault
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.people_kinds import TITLES
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.work import WriteWork
from ehcp_desk.services.casework.recording import find, settle
from ehcp_desk.services.desk import Changes, Desk

FIELD_WORDS = {
    "surname": "Surname", "forenames": "First names", "known_as": "Known as", "born": "Date of birth", "sex": "Sex",
    "upn": "UPN", "uln": "ULN", "nhs": "NHS number", "ethnicity": "Ethnicity", "language": "First language",
    "communication": "Communication needs", "year_group": "Year group", "setting": "Setting", "need": "Main need",
    "before_you_ring": "Before you ring",
}  # fmt: skip
PERSON_WORDS = {
    "name": "Name", "relation": "Who they are", "phone": "Phone", "email": "Email", "more": "More numbers and addresses",
    "parental_responsibility": "Parental responsibility", "rests_on": "What it rests on",
    "preference": "How they like to be reached", "language": "Language", "interpreter": "Interpreter",
    "address": "Address", "hidden": "Do not disclose", "agency": "Agency", "since": "From", "until": "Until",
}  # fmt: skip
NUMBERS = {"upn": upn_fault, "uln": uln_fault, "nhs": nhs_fault}
SEXES = ("", "F", "M")


def change_child(desk: Desk, ref: str, seen: Child, wanted: Child, reason: str = "") -> Changes:
    """Change the details of a child.  ``seen`` is what the person was shown when they began.

    Fields somebody else changed meanwhile and this person did not touch are kept; a field both changed is a
    Conflict that shows both values.  A number whose check digit is wrong is kept as written and the fault is among
    the warnings.  Raises BadInput where nothing changed, the surname is empty, or a code is not one.
    """
    wanted = _sound(wanted, seen, desk.today())
    mine = {k: v for k, v in asdict(wanted).items() if k in FIELD_WORDS and getattr(seen, k) != v}
    if not mine:
        raise BadInput("Nothing was changed.")
    with desk.store.write(desk.user, desk.now()) as work:
        (case,) = held(work, ref)
        now = case.child
        _refuse_clashes(ref, FIELD_WORDS, asdict(now), asdict(seen), mine)
        case = replace(case, child=replace(now, **mine))
        work.save_child(case.child)
        what = changes_in_words(FIELD_WORDS, asdict(now), mine)
        work.append(NewEntry("child_changed", case.id, {"fields": what, "reason": reason.strip()}))
        words = "; ".join(
            f"{field}: {v['before'] or 'blank'} became {v['after'] or 'blank'}" for field, v in what.items()
        )
        words += f". Because: {reason.strip()}" if reason.strip() else ""
        work.add_fact(case.id, NewFact("child_changed", desk.today(), note=words))
        settle(work, case)
    faults = tuple(f"{ref}: {NUMBERS[k](str(v))}" for k, v in mine.items() if k in NUMBERS and v and NUMBERS[k](str(v)))
    return Changes(frozenset({"cases"}), frozenset({case.id}), warnings=faults)


def _sound(wanted: Child, seen: Child, today: date) -> Child:
    """The details as they are kept: numbers without blanks, an ethnicity as its code."""
    if not wanted.surname.strip():
        raise BadInput("The surname cannot be empty.")
    if wanted.sex not in SEXES and wanted.sex != seen.sex:
        raise BadInput(f"'{wanted.sex}' is not a sex the return knows; use F or M, or leave it blank.")
    if wanted.born is not None and wanted.born > today:
        raise BadInput("The date of birth has not come yet; check the year.")
    if wanted.born is not None and wanted.born != seen.born and wanted.born < earliest_birth(today):
        raise BadInput(f"Born on {in_words(wanted.born)}, they would be too old for a plan; check the year.")
    ethnicity = wanted.ethnicity
    if ethnicity and ethnicity != seen.ethnicity:
        ethnicity = ethnicity_code(ethnicity)
        if not ethnicity:
            raise BadInput(
                f"'{wanted.ethnicity}' is not an ethnicity of the return; choose one from its list, like WBRI."
            )
    return replace(wanted, ethnicity=ethnicity, upn=plain_identifier(wanted.upn), uln=plain_identifier(wanted.uln),
                   nhs=plain_identifier(wanted.nhs))  # fmt: skip


def add_person(desk: Desk, ref: str, person: Contactable) -> Changes:
    """Add somebody to ring about the child.  Raises BadInput in one sentence."""
    _check_person(person)
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        made = work.add_contactable(replace(person, child_id=case.child.id))
        said = {k: v for k, v in asdict(made).items() if k in PERSON_WORDS and v}
        fields = changes_in_words(PERSON_WORDS, {}, said)
        work.append(NewEntry("person_added", case.id, {"person": made.id, "relation": made.relation, "fields": fields}))
    return Changes(frozenset({"cases"}), frozenset({case.id}))


def change_person(desk: Desk, ref: str, seen: Contactable, wanted: Contactable, reason: str = "") -> Changes:
    """Change what is known of somebody to ring; their last day takes them off the list without losing them.

    ``seen`` is what the person at the keyboard was shown.  Raises BadInput, or Conflict as ``change_child`` does.
    """
    _check_person(wanted)
    mine = {k: v for k, v in asdict(wanted).items() if k in PERSON_WORDS and getattr(seen, k) != v}
    if not mine:
        raise BadInput("Nothing was changed.")
    with desk.store.write(desk.user, desk.now()) as work:
        (case,) = held(work, ref)
        now = next((p for p in work.contactables(case.child.id) if p.id == seen.id), None)
        if now is None:
            raise BadInput(f"{ref} has nobody to ring under the number {seen.id}.")
        _refuse_clashes(ref, PERSON_WORDS, asdict(now), asdict(seen), mine)
        work.save_contactable(replace(now, **mine))
        fields = changes_in_words(PERSON_WORDS, asdict(now), mine)
        work.append(NewEntry("person_changed", case.id,
                             {"person": now.id, "name": now.name, "fields": fields, "reason": reason.strip()}))  # fmt: skip
        settle(work, case)
    return Changes(frozenset({"cases"}), frozenset({case.id}))


def held(work: WriteWork, *refs: str) -> list[Case]:
    """The cases once nobody else is changing their children, by way of another case of a child either."""
    numbers, children = [find(work, ref) for ref in refs], set[int]()
    while children != (
        now := {work.case(number).child.id for number in numbers}
    ):  # one may have gone to another meanwhile
        work.hold_children(*now)
        children = now
    return [work.case(number) for number in numbers]


def _check_person(person: Contactable) -> None:
    if not person.name.strip():
        raise BadInput("Write the person’s name.")
    if person.rests_on and not person.parental_responsibility:
        raise BadInput(f"{person.name}: say what parental responsibility rests on only for somebody who has it.")
    if person.since and person.until and person.until < person.since:
        raise BadInput(f"{person.name}: their last day is before their first; check both days.")


def no_longer(desk: Desk, entry: int, on: date, reason: str) -> Changes:
    """Say that something recorded about the child or the family is so no longer: ``on`` is its last day.

    Raises BadInput where the entry is not one that can end, has ended, or no reason is given.
    """
    if not reason.strip():
        raise BadInput("Say why it ends, so that whoever reads the record later knows.")
    with desk.store.write(desk.user, desk.now()) as work:
        old = work.fact(entry)
        if old is None or not old.stands or old.fact.kind not in TITLES or old.fact.kind == "no_longer":
            raise BadInput(f"Entry {entry} is nothing that can end; look at the child’s record again.")
        if not old.fact.on <= on <= desk.today():
            raise BadInput("Its last day is on or after the day it began, and not a day to come; check it.")
        ended = [f for f in work.marks((old.case_id,)) if f.fact.attrs.get("entry") == str(entry)]
        if ended:
            raise BadInput(f"Entry {entry} was already ended by {ended[0].recorded_by}.")
        made = work.add_fact(old.case_id, NewFact("no_longer", on, {"entry": str(entry)}, reason.strip()))
        was = {
            "kind": old.fact.kind,
            "on": old.fact.on.isoformat(),
            "attrs": dict(old.fact.attrs),
            "note": old.fact.note,
        }
        work.append(NewEntry("fact_ended", old.case_id,
                             {"fact": entry, "last": on.isoformat(), "before": was, "reason": reason.strip()}))  # fmt: skip
        settle(work, work.case(old.case_id))
    return Changes(frozenset({"facts"}), frozenset({old.case_id}), (made.id,))


def release(desk: Desk, ref: str, reason: str) -> Changes:
    """Say that a case held for checking has been looked at, and why it can now be relied on."""
    if not reason.strip():
        raise BadInput("Say what you checked; the reason stays with the case.")
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        if not case.held:
            raise BadInput(f"{ref} is not held for checking.")
        work.add_fact(case.id, NewFact("checked", desk.today(), {"held": case.held}, reason.strip()))
        work.append(NewEntry("checked", case.id, {"held": case.held, "reason": reason.strip()}))
        settle(work, replace(case, held=""))
    return Changes(frozenset({"cases", "facts"}), frozenset({case.id}))


def changes_in_words(
    words: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """Each field that differs, by its words: what stood before and what stands after."""
    return {words[k]: {"before": _plain(before.get(k)), "after": _plain(v)} for k, v in after.items()}


def _refuse_clashes(
    ref: str, words: Mapping[str, str], now: Mapping[str, Any], seen: Mapping[str, Any], mine: Mapping[str, Any]
) -> None:
    clashes = tuple(
        Clash(words[k], _plain(now[k]), _plain(v)) for k, v in mine.items() if now[k] != seen[k] and now[k] != v
    )
    if clashes:
        fields = ", ".join(c.field for c in clashes)
        sentence = f"Somebody changed {fields} on {ref} while you were typing; choose which to keep."
        raise Conflict(sentence, clashes=clashes)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
