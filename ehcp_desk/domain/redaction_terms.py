"""What must not be read in a copy for a recipient: names, addresses and numbers, gathered from what is on the case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.emails import our_domains
from ehcp_desk.domain.identifiers import plain_identifier
from ehcp_desk.domain.profile import Statement
from ehcp_desk.domain.recipients import Recipient, is_parent, is_professional
from ehcp_desk.domain.redaction_addresses import address_forms, address_key
from ehcp_desk.domain.redaction_identifying import date_form, setting_forms
from ehcp_desk.domain.redaction_rules import Action, rule_book
from ehcp_desk.domain.redaction_text import (
    EMAIL,
    PHONE,
    POSTCODE,
    Form,
    fold,
    full_name_forms,
    initial_forms,
    name_parts,
    plain,
    titled_forms,
    word_form,
    words_form,
)
from ehcp_desk.domain.redaction_whom import kept_from, lives_there

_PARTICLES = frozenset({"van", "der", "den", "de", "von", "la", "le", "di", "da", "du", "el", "al", "bin"})
LEAST_PASSAGE, LEAST_PARAGRAPH = 12, 20
"""A restricted note, or one paragraph of it, shorter than so many letters would be found in ordinary sentences."""


@dataclass(frozen=True, slots=True)
class CaseInside:
    """What a case knows that a copy might give away.

    ``siblings`` are names as they were typed, ``linked`` the children of the cases they point to with their people.
    ``passages`` are the whole words of restricted entries, ``settings`` the schools and colleges the case names, and
    ``warnings`` sentences about disclosing, as its banners say.  ``unread`` are the references of brothers' and sisters' files
    that could not be looked into.  ``authors`` are those who wrote documents on the case, ``papers_apart`` what papers are
    called that may be privileged or are confidential.

    ``former`` are people of the case as they were called, reached and housed before, ``former_children`` the child as it
    was called, ``former_addresses`` what the child's addresses said before.  ``linked_addresses`` are those on the files of
    brothers and sisters.
    """

    ref: str
    child: Child
    people: tuple[Contactable, ...]
    addresses: tuple[Statement, ...] = ()
    siblings: tuple[str, ...] = ()
    linked: tuple[tuple[Child, tuple[Contactable, ...]], ...] = ()
    officers: tuple[tuple[str, str], ...] = ()
    passages: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    papers_apart: tuple[str, ...] = ()
    former: tuple[Contactable, ...] = ()
    former_children: tuple[Child, ...] = ()
    former_addresses: tuple[Statement, ...] = ()
    linked_addresses: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Something to find: the rule it falls under, whose or what it is in words, and the forms it takes."""

    rule: str
    who: str
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything to find for one recipient.

    ``kept`` are whole names that stay and protect their own words; ``own`` contact details, addresses and numbers
    that stay; ``known`` contact details and numbers with the rule and the person they fall under.  ``hidden`` says
    whose addresses must not be disclosed, ``warnings`` sentences about it, ``unread`` the files not looked into.
    """

    terms: tuple[Term, ...]
    kept: tuple[Form, ...]
    own: frozenset[str]
    known: dict[str, tuple[str, str]]
    domains: frozenset[str]
    hidden: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def terms_for(inside: CaseInside, recipient: Recipient) -> Terms:
    """The terms of a case for a recipient."""
    return _Gathering(inside, recipient).all()


def contact_key(text: str) -> str:
    """A telephone number, email address or postcode as it is compared."""
    if "@" in text:
        return text.casefold()
    return re.sub(r"^(44|0044)0?", "0", re.sub(r"\W", "", text.casefold()))


class _Gathering:
    """Goes through the case once for each sort of thing to find."""

    def __init__(self, inside: CaseInside, recipient: Recipient) -> None:
        self.inside, self.recipient, self.book = inside, recipient, rule_book()
        self._mine = {p.id for p in recipient.people}
        own = self._mine | {0}
        names = {plain(p.name) for p in recipient.people}
        self.others = [p for p in inside.people if p.id not in own and plain(p.name) not in names]
        self.terms: list[Term] = []
        self.kept_names = [p.name for p in recipient.people]
        self.own: set[str] = set()
        self.known: dict[str, tuple[str, str]] = {}
        self.surnames: set[str] = set()
        # A copy for both parents goes to each: what one has hidden, the other must not read in it.
        self._apart = [p for p in recipient.people if p.hidden] if len(recipient.people) > 1 else []

    def acts(self, rule: str) -> bool:
        """True where the rule takes something out, or asks, for this recipient."""
        return self.book.rules[rule].action(self.recipient.audience) is not Action.KEEP

    def all(self) -> Terms:
        inside = self.inside
        children = (inside.child, *inside.former_children)
        child_names = list(dict.fromkeys(n for c in children for n in (c.name, f"{c.known_as} {c.surname}".strip())))
        now = {plain(p.name) for p in inside.people}
        former = [p for p in inside.former if p.id not in self._mine and plain(p.name) not in now]
        people = [(p, self._rule_of(p), p.relation) for p in (*self.others, *former)]
        people += [(p, "third_party", f"{p.relation} of a brother or sister".strip()) for p in self._of_siblings()]
        self.kept_names += [p.name for p in inside.former if p.id in self._mine]
        if not self.acts("child"):
            self.kept_names += child_names
        self.kept_names += [p.name for p, rule, _ in people if not self.acts(rule)]
        shared = {part for name in self.kept_names for part in name_parts(name)}
        for person, rule, relation in people:
            self._name(
                person.name, rule, f"{person.name}, {relation}" if relation else person.name, shared, person.id < 0
            )
            self._contacts(person, rule)
        for person in self.recipient.people:
            self.own.update(_contacts_of(person))
        self._other_contacts()
        for name in dict.fromkeys((*inside.siblings, *(c.name for c, _ in inside.linked),
                                   *(c.known_as for c, _ in inside.linked))):  # fmt: skip
            self._name(name, "sibling", f"{name}, brother or sister", shared)
        self._child(child_names, shared)
        self._officers(shared)
        self._authors([*child_names, *(p.name for p in (*inside.people, *self._of_siblings())),
                       *(name for name, _ in inside.officers), *inside.settings])  # fmt: skip
        hidden = self._addresses()
        self._passages()
        self._papers_apart()
        kept = [form for name in self.kept_names for form in self._protecting(name)]
        return Terms(tuple(self.terms), tuple(kept), frozenset(self.own), self.known,
                     our_domains(mail for _, mail in inside.officers), hidden, inside.warnings, inside.unread)  # fmt: skip

    def _protecting(self, name: str) -> list[Form]:
        """What keeps a name whole; a title and a surname only where nobody taken out has that surname."""
        parts = name_parts(name)
        shared = bool(parts) and parts[-1] in self.surnames
        return full_name_forms(name) + ([] if shared else titled_forms(name))

    def _rule_of(self, person: Contactable) -> str:
        if is_professional(person):
            return "professional"
        return "other_parent" if is_parent(person) else "third_party"

    def _of_siblings(self) -> Iterator[Contactable]:
        here = {plain(p.name) for p in self.inside.people}
        for _, people in self.inside.linked:
            for person in people:
                if plain(person.name) not in here and not is_professional(person):
                    here.add(plain(person.name))
                    yield person

    def _name(self, name: str, rule: str, who: str, shared: set[str], spoken_to: bool = False) -> None:
        """Every way a name is written.  A part alone is not sure where it is an ordinary word or somebody's who stays, and
        one word given for whoever rang never is."""
        parts = name_parts(name)
        if not self.acts(rule) or not parts:
            return
        if spoken_to and len(parts) == 1:
            self.terms.append(Term(rule, who, (word_form(parts[0], sure=False, named=True),)))
            return
        doubtful = {p for p in parts if p in self.book.common or p in shared or len(p) < 3}
        if rule != "sibling":
            self.surnames.add(parts[-1])
        # A brother or sister has no title, and "Mr Harrow" is then somebody else of the same surname.
        titled = [] if rule == "sibling" else titled_forms(name, parts[-1] not in shared)
        forms = [*full_name_forms(name), *initial_forms(name), *titled]
        single = dict.fromkeys(p for p in parts if len(p) > 1 and p not in self.book.not_names)
        forms += [word_form(part, part not in doubtful, named=len(part) < 3) for part in single]
        forms += [word_form(half, sure=False, named=True) for half in self._halves(parts, shared)]
        self.terms.append(Term(rule, who, tuple(forms)))

    def _halves(self, parts: Sequence[str], shared: set[str]) -> Iterator[str]:
        """What a name may be short for: half of a double-barrelled one, and ``Al``, ``Di`` or ``Van`` as a first name."""
        if len(parts) > 1 and parts[0] in _PARTICLES:
            yield parts[0]
        for part in parts:
            for half in part.split("-") if "-" in part and part not in shared else ():
                if len(half) > 2 and half not in shared and half not in self.book.not_names:
                    yield half

    def _other_contacts(self) -> None:
        """Numbers and addresses of the past, and those on the files of brothers and sisters."""
        names = {plain(p.name) for p in self.recipient.people}
        for person in self.inside.former:
            if person.id in self._mine:
                self.own.update(_contacts_of(person))
            else:
                self._contacts(person, self._rule_of(person))
        for person in (p for _, people in self.inside.linked for p in people if not is_professional(p)):
            if plain(person.name) in names:
                self.own.update(_contacts_of(person))
            else:
                self._contacts(person, "third_party")

    def _contacts(self, person: Contactable, rule: str) -> None:
        kept = rule == "professional" and not self.acts(rule)
        for value in _contacts_of(person):
            if kept:
                self.own.add(value)
            else:
                self.known.setdefault(value, ("contact_detail", person.name))

    def _child(self, names: Sequence[str], shared: set[str]) -> None:
        child = self.inside.child
        for name in dict.fromkeys((*names, *(c.known_as for c in (child, *self.inside.former_children)))):
            self._name(name, "child", "the child or young person", shared)
        if self.acts("identifies"):
            days = dict.fromkeys(c.born for c in (child, *self.inside.former_children) if c.born)
            forms = [*filter(None, (words_form(self.inside.ref),)), *map(date_form, days)]
            forms += [f for setting in self.inside.settings for f in setting_forms(setting, self.book.common)]
            self.terms.append(Term("identifies", "points to the child", tuple(forms)))
        for was in (child, *self.inside.former_children):
            for number in filter(None, (was.upn, was.uln, was.nhs)):
                self.known[plain_identifier(number)] = ("child_number", "the child’s own")
        for other, _ in self.inside.linked:
            for number in filter(None, (other.upn, other.uln, other.nhs)):
                self.known[plain_identifier(number)] = ("other_number", f"{other.name}, brother or sister")

    def _officers(self, shared: set[str]) -> None:
        for name, email in self.inside.officers:
            self._name(name, "staff", f"{name}, council officer", shared)
            if email and self.acts("staff"):
                self.known[contact_key(email)] = ("staff", name)

    def _authors(self, known: Iterable[str]) -> None:
        """Who wrote a document and is nobody else on the case; an office is no name.  A surname alone is not sure."""
        told = {plain(name) for name in known}
        for name in dict.fromkeys(self.inside.authors):
            parts = name_parts(name)
            if plain(name) in told or len(parts) < 2 or any(p in self.book.not_names for p in parts):
                continue
            if self.acts("professional") and name[:1].isupper():
                forms = (*full_name_forms(name), *titled_forms(name), word_form(parts[-1], sure=False))
                self.terms.append(Term("professional", f"{name}, who wrote a document", forms))

    def _addresses(self) -> tuple[str, ...]:
        """Addresses that are not the recipient's own; gives the sentences of those that must not be disclosed."""
        own = {address_key(address) for address in self._own_addresses()}
        hidden = []
        for words, whose, secret in self._every_address():
            if address_key(words) in own:
                continue
            rule = "hidden_address" if secret else "address"
            if secret:
                hidden.append(whose)
            if self.acts(rule):
                self.terms.append(Term(rule, whose, tuple(_address_forms(words, secret))))
        return tuple(dict.fromkeys(hidden))

    def _own_addresses(self) -> Iterator[str]:
        """Where the recipient lives, as any file of the family says; their postcodes stay."""
        names = {plain(p.name) for p in self.recipient.people if p not in self._apart}
        also = [p for p in self.inside.former if p.id in self._mine and not (self._apart and p.hidden)]
        also += [p for _, people in self.inside.linked for p in people if plain(p.name) in names]
        told = [p.address for p in (*self.recipient.people, *also) if p.address.strip() and p not in self._apart]
        told += [
            _words_of(said) for said in self._statements() if lives_there(said.attrs.get("with", ""), self.recipient)
        ]
        for address in told:
            self.own.update(contact_key(m.group()) for m in POSTCODE.finditer(fold(address).plain))
            yield address

    def _every_address(self) -> Iterator[tuple[str, str, bool]]:
        """(the address, whose it is, whether it must be kept from this recipient)."""
        linked = [p for _, people in self.inside.linked for p in people if not is_professional(p)]
        former = [p for p in self.inside.former if p.id not in self._mine or (self._apart and p.hidden)]
        for person, sort in ((*((p, "") for p in (*self.others, *self._apart)), *((p, "an earlier ") for p in former),
                              *((p, "") for p in linked))):  # fmt: skip
            if person.address.strip() and not (is_professional(person) and not self.acts("professional")):
                whose = f"{person.name} ({person.relation})" if person.relation else person.name
                yield person.address, f"{sort or 'the '}address of {whose}", person.hidden
        known = (*self.inside.people, *self._of_siblings())
        for said in self._statements():
            if _words_of(said).strip() and not lives_there(said.attrs.get("with", ""), self.recipient):
                whose = "a brother’s or sister’s" if said in self.inside.linked_addresses else "the child’s"
                secret = said.hidden and kept_from(said.attrs.get("hidden_from", ""), self.recipient, known)
                yield _words_of(said), f"{whose} {said.title.lower()}", secret

    def _statements(self) -> tuple[Statement, ...]:
        return (*self.inside.addresses, *self.inside.former_addresses, *self.inside.linked_addresses)

    def _passages(self) -> None:
        """Restricted notes whole and by paragraph; the stop at the end may be left out where they are told again."""
        told = [(note, LEAST_PASSAGE) for note in self.inside.passages]
        told += [(part, LEAST_PARAGRAPH) for note in self.inside.passages for part in note.splitlines()]
        bare = dict.fromkeys((words.strip().rstrip(".!?;:, "), least) for words, least in told)
        forms = [words_form(words) for words, least in bare if len(words) >= least]
        found = tuple(form for form in forms if form is not None)
        if found and self.acts("restricted"):
            self.terms.append(Term("restricted", "a restricted entry", found))

    def _papers_apart(self) -> None:
        for name in self.inside.papers_apart:
            form = words_form(name)
            if form is not None and self.acts("paper_apart"):
                self.terms.append(Term("paper_apart", f"the paper “{name}”", (form,)))


def _address_forms(words: str, secret: bool) -> Iterator[Form]:
    """Of an address that must not be disclosed even the street; its town is for a person to look at."""
    for form, told in address_forms(words):
        if told in ("whole", "line", "code") or (secret and told == "street"):
            yield form
        elif told == "street" or secret:
            yield replace(form, sure=False)


def _words_of(said: Statement) -> str:
    """An address with the postcode that stands in a field of its own, the child's and that of one who lives there alike."""
    address, code = said.attrs.get("address", ""), said.attrs.get("postcode", "")
    inside = plain(code).replace(" ", "") in plain(address).replace(" ", "")
    return address if inside else f"{address}, {code}"


def _contacts_of(person: Contactable) -> set[str]:
    text = fold("\n".join((person.phone, person.email, person.more, person.preference))).plain
    return {contact_key(m.group()) for sort in (EMAIL, PHONE) for m in sort.finditer(text)}
