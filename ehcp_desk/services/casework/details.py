"""The details of a child and the people to ring: changed with their before and after kept in the journal."""

from __future__ import annotations

from dataclasses import asdict, replace

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.errors import BadInput, Clash, Conflict
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import find, settle
from ehcp_desk.services.desk import Changes, Desk

FIELD_WORDS = {
    "surname": "Surname", "forenames": "First names", "born": "Date of birth", "sex": "Sex", "upn": "UPN", "uln": "ULN",
    "year_group": "Year group", "setting": "Setting", "need": "Main need", "before_you_ring": "Before you ring",
}  # fmt: skip


def change_child(desk: Desk, ref: str, seen: Child, wanted: Child) -> Changes:
    """Change the details of a child.  ``seen`` is what the person was shown when they began.

    Fields somebody else changed meanwhile and this person did not touch are kept; a field both changed is a
    Conflict that shows both values.  Raises BadInput where nothing changed or the surname is empty.
    """
    if not wanted.surname.strip():
        raise BadInput("The surname cannot be empty.")
    mine = {k: v for k, v in asdict(wanted).items() if k in FIELD_WORDS and getattr(seen, k) != v}
    if not mine:
        raise BadInput("Nothing was changed.")
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        now = case.child
        clashes = tuple(
            Clash(FIELD_WORDS[k], _plain(getattr(now, k)), _plain(v))
            for k, v in mine.items()
            if getattr(now, k) != getattr(seen, k) and getattr(now, k) != v
        )
        if clashes:
            raise Conflict(_clash_words(ref, clashes), clashes=clashes)
        case = replace(case, child=replace(now, **mine))
        work.save_child(case.child)
        what = {FIELD_WORDS[k]: {"before": _plain(getattr(now, k)), "after": _plain(v)} for k, v in mine.items()}
        work.append(NewEntry("child_changed", case.id, what))
        words = "; ".join(
            f"{field}: {v['before'] or 'blank'} became {v['after'] or 'blank'}" for field, v in what.items()
        )
        work.add_fact(case.id, NewFact("child_changed", desk.today(), note=words))
        settle(work, case)
    return Changes(frozenset({"cases"}), frozenset({case.id}))


def add_person(desk: Desk, ref: str, person: Contactable) -> Changes:
    """Add somebody to ring about the child."""
    if not person.name.strip():
        raise BadInput("Write the person’s name.")
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        made = work.add_contactable(replace(person, child_id=case.child.id))
        work.append(NewEntry("person_added", case.id, {"person": made.id, "relation": made.relation}))
    return Changes(frozenset({"cases"}), frozenset({case.id}))


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


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _clash_words(ref: str, clashes: tuple[Clash, ...]) -> str:
    fields = ", ".join(c.field for c in clashes)
    return f"Somebody changed {fields} on {ref} while you were typing; choose which to keep."
