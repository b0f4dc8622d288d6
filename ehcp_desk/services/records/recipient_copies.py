"""Copies for a recipient: what the case knows that they must not read, the last look, the copy, and the log of it.

:func:`redactor_for` gives the one thing that any other paper needs: its ``spans`` finds in a text what its recipient
must not read.  :class:`PaperCopy` does the rest for every paper that is a value of words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from ehcp_desk.domain.bundle_limits import bundle_rules
from ehcp_desk.domain.bundle_sorting import kind_of
from ehcp_desk.domain.bundles import CONFIDENTIAL, PRIVILEGED
from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.document_details import FiledDocument, filed_documents
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.large_print import copy_note, needing_large_print
from ehcp_desk.domain.papers import PaperHead
from ehcp_desk.domain.profile import Profile, Statement, profile_of
from ehcp_desk.domain.recipients import Recipient, recipient_of
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.redaction import Decision, Hit, Redactor, Ruling, blanked, counted, hits_in, rule_on
from ehcp_desk.domain.redaction_rules import Audience, rule_book
from ehcp_desk.domain.redaction_terms import CaseInside, terms_for
from ehcp_desk.domain.redaction_text import name_parts, plain
from ehcp_desk.domain.redaction_values import changed
from ehcp_desk.domain.terms import told
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.entry_rules import check
from ehcp_desk.services.casework.recording import find, put, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.records.as_known import Known
from ehcp_desk.services.records.earlier import earlier_addresses, earlier_children, earlier_people
from ehcp_desk.services.records.issuing import issue_line


class Headed(Protocol):
    """A paper's value, which carries a head."""

    @property
    def head(self) -> PaperHead: ...


T = TypeVar("T", bound=Headed)
Print = Callable[[T, Path], str]
"""Prints a value at a path and gives the digest of its words, empty where the form carries none."""


@dataclass(frozen=True, slots=True)
class AsAt:
    """What a copy tells: the head it carries, how far the record had got, and as at which day."""

    head: PaperHead
    known: Known
    day: date


def inside_of(work: ReadWork, desk: Desk, case_id: int) -> CaseInside:
    """What a case knows that a copy might give away."""
    case = work.case(case_id)
    cases = work.cases_of_child(case.child.id)
    facts = [f for c in cases for f in work.facts(c.id)]
    profile = profile_of(facts)
    people = work.contactables(case.child.id)
    staff = work.staff().officers.values()
    officers = dict.fromkeys([*((o.name, o.email) for o in staff), (desk.user, "")])
    siblings = [s for s in profile.statements if s.kind == "sibling"]
    linked, unread, elsewhere = [], list[str](), list[Statement]()
    for said in siblings:
        number = work.find_case(said.attrs.get("ref", ""))
        if number is None:
            unread += [said.attrs["ref"]] if said.attrs.get("ref") else []
        else:
            other = work.case(number).child
            theirs, around = work.cases_of_child(other.id), work.contactables(other.id)
            linked.append((other, (*around, *earlier_people(work, theirs, around))))
            elsewhere += _addresses([f for c in theirs for f in work.facts(c.id)])
    names = {plain(o) for o, _ in officers} | {plain(p.name) for p in people}
    children = tuple(earlier_children(work, cases, case.child))
    names |= {plain(n) for c in (case.child, *children) for n in (c.name, c.known_as)}
    names |= {plain(s.attrs.get("name", "")) for s in siblings}
    filed = filed_documents(work.documents(case_id), facts)
    return CaseInside(
        ref=case.ref,
        child=case.child,
        people=(*people, *_spoken_to(facts, names)),
        addresses=tuple(s for s in profile.statements if s.kind == "address"),
        former=tuple(earlier_people(work, cases, people)),
        former_children=children,
        former_addresses=tuple(earlier_addresses(facts)),
        linked_addresses=tuple(elsewhere),
        siblings=tuple(s.attrs.get("name", "") for s in siblings),
        linked=tuple(linked),
        officers=tuple(officers),
        passages=tuple(_passages(facts, profile, case.child.before_you_ring)),
        settings=tuple(dict.fromkeys(filter(None, (
            *(c.setting for c in (case.child, *children)), *(f.fact.attrs.get("setting", "") for f in facts))))),
        warnings=tuple(
            f"A banner on the case says: {b.words.strip().rstrip('.')}."
            for b in profile.banners(desk.today()) if b.attrs.get("about") == "disclosure"),
        unread=tuple(unread),
        authors=tuple(d.details.author for d in filed if d.details.author),
        papers_apart=tuple(_papers_apart(filed)),
    )  # fmt: skip


def _papers_apart(filed: Iterable[FiledDocument]) -> Iterator[str]:
    for document in filed:
        if kind_of(document, bundle_rules()) in (PRIVILEGED, CONFIDENTIAL):
            yield from filter(None, (document.details.what, document.row.filename))


def _addresses(facts: Sequence[RecordedFact]) -> Iterator[Statement]:
    yield from (s for s in profile_of(facts).statements if s.kind == "address")
    yield from earlier_addresses(facts)


def _spoken_to(facts: Iterable[RecordedFact], known: set[str]) -> Iterator[Contactable]:
    """People named in contacts who are not among those known: ``Jo Vale, aunt``, ``Grandma Pat``, ``Sheila (neighbour)``.

    One word in capital letters is an office (``MASH``), and one that is part of a known name is that person.
    """
    book = rule_book()
    for entry in facts:
        if entry.fact.kind != "contact":
            continue
        typed, relation, *_ = (*re.split(r"[,(]", entry.fact.attrs.get("with", "").rstrip(")"), maxsplit=1), "")
        words = typed.split()
        while words and plain(words[0]).removesuffix("'s") in book.callers:
            words.pop(0)
        name = " ".join(words)
        parts = name_parts(name)
        if not parts or plain(name) in known or any(p in book.not_names for p in parts) or not name[:1].isupper():
            continue
        if len(parts) == 1 and (name.isupper() or any(parts[0] in name_parts(one) for one in known)):
            continue
        known.add(plain(name))
        yield Contactable(-entry.id, 0, name, relation.strip())


def _passages(facts: Iterable[RecordedFact], profile: Profile, before_you_ring: str) -> Iterator[str]:
    restricted = rule_book().restricted
    yield before_you_ring
    for entry in facts:
        if entry.fact.kind in restricted:
            yield from (told(entry.fact), entry.fact.note)
    yield from (s.said for s in profile.statements if s.kind in restricted)


def redactor_for(desk: Desk, ref: str, word: str, also: Sequence[str] = ()) -> Redactor:
    """What finds in any text of a case what a recipient must not read.

    ``word`` is a part somebody plays (mother, school, foi …) or the name of a person on the case; ``also`` are words
    a person asked to be taken out.  Raises BadInput, one sentence, for a word that is nobody's or a case there is none of.
    """
    with desk.store.read() as work:
        inside = inside_of(work, desk, find(work, ref))
    recipient = recipient_of(word, [p for p in inside.people if p.id > 0], inside.child)
    young = recipient.audience is Audience.YOUNG_PERSON
    recipient = replace(recipient, large_print=needing_large_print(inside.child, young, recipient.people))
    return Redactor(recipient, terms_for(inside, recipient), tuple(also))


@dataclass(frozen=True)
class LastLook:
    """What somebody must have seen before a copy is made: every hit, and the risks in words."""

    redactor: Redactor
    ref: str
    paper: str
    hits: tuple[Hit, ...]
    as_at: AsAt

    @property
    def recipient(self) -> Recipient:
        """Whom the copy is for."""
        return self.redactor.recipient

    @property
    def risks(self) -> tuple[str, ...]:
        """The risks read out, the gravest first."""
        return tuple(_risks(self.redactor, self.hits))

    def rulings(self, decisions: Mapping[str, Decision] | None = None, confirmed: bool = False) -> tuple[Ruling, ...]:
        """What becomes of each hit; see :func:`ehcp_desk.domain.redaction.rule_on`."""
        return rule_on(self.hits, decisions or {}, confirmed)

    def left_out(self, rulings: Sequence[Ruling]) -> str:
        """What was left out, by reason, for the paper itself; it names nobody."""
        told_of = [f"{title[:1].lower()}{title[1:]} ({many})" for title, many in sorted(counted(rulings).items())]
        return f"{', '.join(told_of)}. Each is marked where it stood." if told_of else "nothing."


@dataclass(frozen=True)
class PaperCopy(LastLook, Generic[T]):
    """A paper for a recipient.  ``tell`` puts into a value for whom it is and what was left out of it."""

    value: T
    every: list[list[Hit]]
    tell: Callable[[T, Recipient, str], T]
    print_it: Print[T]

    @property
    def risks(self) -> tuple[str, ...]:
        """Those of every copy, and that it is in large print, or is not, for somebody who needs it."""
        names = self.recipient.large_print
        return (*super().risks, *([copy_note(names, self.value.head.large_print)] if names else []))

    def in_print(self, large: bool) -> PaperCopy[T]:
        """The same copy in large print or in ordinary print."""
        return replace(self, value=_set_in(self.value, large))

    def made(self, rulings: Sequence[Ruling]) -> T:
        """The value with everything removed gone from it."""
        by_hit = {r.hit.number: r for r in rulings}
        texts = iter(self.every)

        def without(_where: str, text: str) -> str:
            return blanked(text, [by_hit[h.number] for h in next(texts)])

        return self.tell(changed(self.value, without), self.recipient, self.left_out(rulings))

    def write(
        self, desk: Desk, paths: Sequence[Path], rulings: Sequence[Ruling], progress: Progress | None = None
    ) -> Changes:
        """Print the copy and put it in the log of the case.  Nothing is left where it cannot be logged."""
        refuse_open(rulings)
        value, content = self.made(rulings), []
        for done, path in enumerate(paths):
            content.append(self.print_it(value, path))
            if progress is not None:
                progress(done + 1, len(paths), "Printing the copy")
        return log_copy(desk, self, paths, content, rulings)


def paper_copy(
    ref: str, redactor: Redactor, paper: str, value: T, tell: Callable[[T, Recipient, str], T], print_it: Print[T],
    known: Known, day: date,
) -> PaperCopy[T]:  # fmt: skip
    """A paper's value looked over for a recipient; ``known`` is what was on the record when it was made."""
    value = _set_in(value, bool(redactor.recipient.large_print))
    places: list[tuple[str, str]] = []

    def take(where: str, text: str) -> str:
        places.append((where, text))
        return text

    changed(value, take)
    every = hits_in(places, redactor)
    found, as_at = tuple(h for hits in every for h in hits), AsAt(value.head, known, day)
    return PaperCopy(redactor, ref, paper, found, as_at, value, every, tell, print_it)


def _set_in(value: T, large: bool) -> T:
    """A paper in large or in ordinary print; its words are the same."""
    return replace(value, head=replace(value.head, large_print=large))  # type: ignore[type-var]


def refuse_open(rulings: Sequence[Ruling]) -> None:
    """Raises BadInput where something is still to be looked at."""
    waiting = sum(r.open for r in rulings)
    if waiting:
        raise BadInput(f"{_places(waiting)} still to be looked at; decide on each, or confirm what is proposed.")


def log_copy(
    desk: Desk, look: LastLook, paths: Sequence[Path], content: Sequence[str], rulings: Sequence[Ruling]
) -> Changes:
    """Put a copy just written on the case: to whom, of what, its digest, what was removed and why; and that it was
    issued, so that ``verify`` knows it.  ``content`` is the digest of each file's words.

    Where it cannot be logged the files are taken away again, so that no copy is without its proof.
    """
    try:
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
        removed = sum(r.removed for r in rulings)
        kept = [r for r in rulings if not r.removed]
        attrs = {
            "to": look.recipient.words,
            "audience": look.recipient.audience.value,
            "paper": look.paper,
            "digest": ", ".join(digests),
            "removed": str(removed),
            "kept": str(len(kept)),
            "rules": rule_book().version,
        }
        fact = NewFact("disclosure", desk.today(), attrs, _reasons(rulings))
        check(fact, desk.today())
        with desk.store.write(desk.user, desk.now()) as work:
            case = work.case(find(work, look.ref))
            told = {"for": look.recipient.words, "day": look.as_at.day.isoformat()}
            name = f"copy of {look.paper} for {look.recipient.words}"
            work.append(issue_line(case.id, name, content, paths, look.as_at.head, look.as_at.known, told))
            entry = put(work, case.id, fact)
            saved, _ = settle(work, case)
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    return Changes(frozenset({"facts"}), frozenset({saved.id}), (entry.id,))


def _reasons(rulings: Sequence[Ruling]) -> str:
    """What was removed under which rule, then every decision a person made with its reason."""
    lines = [f"{title}: {many} removed." for title, many in sorted(counted(rulings).items())]
    said = dict.fromkeys(
        (r.hit.key, r.removed, r.decided, r.hit.span.rule.title) for r in rulings if r.decided
    )  # fmt: skip
    lines += [
        f"“{key}” ({title.lower()}) {'removed' if removed else 'kept'}: {why}." for key, removed, why, title in said
    ]
    return " ".join(lines) or "Nothing had to be removed."


def _risks(redactor: Redactor, hits: Sequence[Hit]) -> Iterator[str]:
    who = redactor.recipient
    yield f"This copy is for {who.words}."
    for whose in redactor.terms.hidden:
        found = {h.where for h in hits if h.locked and h.span.who == whose}
        stands = (
            f"It stands in {_places(len(found))} and is removed."
            if found
            else "It was not found in the words it is recorded in."
        )
        yield f"{whose[:1].upper()}{whose[1:]} is marked not to be disclosed to {who.short}. {stands}"
    for ref in redactor.terms.unread:
        yield f"The file {ref} of a brother or sister is not open to you: who stands only there was not looked for."
    yield from redactor.terms.warnings
    part = who.audience in (Audience.MOTHER, Audience.FATHER, Audience.PARENT)
    if part and not who.people:
        yield f"Nobody on the case is recorded as {who.short}, so every person on it is treated as somebody else."
    if who.audience is Audience.PARENT and len(who.people) > 1:
        yield "The parents are taken together here: make a copy for each by name where they are apart."
    if who.audience is Audience.FOI:
        yield (
            "An answer under freedom of information is for everybody. Rules cannot see who a child is from what happened: "
            "somebody must read the whole copy."
        )
    waiting = sum(h.span.action.value == "look" for h in hits)
    if waiting:
        yield f"{_places(waiting)} to look at: the rules cannot be sure of {'it' if waiting == 1 else 'them'}."


def _places(many: int) -> str:
    return "1 place" if many == 1 else f"{many} places"
