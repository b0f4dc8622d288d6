"""A copy for a recipient: what the rules find in its words, what a person decides, and the words that are left.

Pure: :class:`Redactor` finds, :func:`rule_on` decides, :func:`blanked` takes out.  Nothing here reads a case or draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.identifiers import nhs_fault, plain_identifier, uln_fault
from ehcp_desk.domain.recipients import Recipient
from ehcp_desk.domain.redaction_rules import Action, Audience, Rule, rule_book
from ehcp_desk.domain.redaction_terms import Term, Terms, contact_key
from ehcp_desk.domain.redaction_text import (
    EMAIL,
    PHONE,
    POSTCODE,
    TEN_DIGITS,
    UPN,
    Folded,
    Form,
    fold,
    glued,
    hyphened,
    plain,
    titled_names,
    words_form,
)

_JOINED = frozenset({"hidden_address", "address", "restricted"})
_AROUND = 45
_BLANKS = re.compile(r"\s+")
_FIRST_NAME = re.compile(r"(?<![\w’'-])([A-ZÀ-ÖØ-Þ][^\W\d_]+)[^\S\n]+\Z")
_OF_PEOPLE = frozenset({"other_parent", "third_party", "sibling", "professional", "staff"})


@dataclass(frozen=True, slots=True)
class Span:
    """A place in one text that a rule speaks to.  ``sure`` is False where it may be an ordinary word."""

    start: int
    end: int
    rule: Rule
    who: str
    action: Action
    proposed: Action

    @property
    def length(self) -> int:
        """How many letters it covers."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Hit:
    """A place found in a copy: its number there, where it stands, the words with those about them, and why."""

    number: int
    where: str
    before: str
    words: str
    after: str
    span: Span

    @property
    def locked(self) -> bool:
        """True where nobody may keep it."""
        return self.span.rule.locked and self.span.action is Action.REMOVE

    @property
    def key(self) -> str:
        """What one decision for every such place is known by: ``Grace`` and ``grace`` are two."""
        return decision_key(self.words)

    @property
    def why(self) -> str:
        """Whose words they are, and the reason."""
        who = self.span.who
        return f"{who[:1].upper()}{who[1:]}. {self.span.rule.why}" if who else self.span.rule.why


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of some words: keep or remove, and why."""

    keep: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a hit.  ``open`` says that it is to be looked at and nobody has yet."""

    hit: Hit
    removed: bool
    open: bool = False
    decided: str = ""


@dataclass(frozen=True)
class Redactor:
    """Finds in a text what its recipient must not read.  ``also`` are words a person asked to be taken out."""

    recipient: Recipient
    terms: Terms
    also: tuple[str, ...] = ()
    _rules: Mapping[str, Rule] = field(default_factory=lambda: rule_book().rules)

    def spans(self, text: str) -> tuple[Span, ...]:
        """What is found, in order, no two overlapping; a sure find takes the place of a doubtful one."""
        if not text.strip():
            return ()
        folded = fold(text)
        every = (folded, *(other for other in (glued(text), hyphened(text)) if other is not None))
        kept = [place for one in every for form in self.terms.kept for place in form.found(one)]
        found = [s for one in every for s in self._terms_in(one) if s.rule.locked or not _inside(s, kept)]
        found += self._patterns_in(folded)
        found += self._titled_in(folded, kept)
        found.sort(key=lambda s: (s.action is not Action.REMOVE, not s.rule.locked, -s.length, s.start))
        taken: list[Span] = []
        for span in found:
            taken += _left_of(span, taken, text)
        for span in [*self._first_names(taken, kept, text)]:
            taken += _left_of(span, taken, text)
        return tuple(_joined(sorted(taken, key=lambda s: s.start), text))

    def _first_names(self, taken: Sequence[Span], kept: Sequence[tuple[int, int]], text: str) -> Iterator[Span]:
        """The capital word before a surname that stands alone: ``Liz`` Thornbury, of whom the record knows Elizabeth."""
        book = rule_book()
        for span in taken:
            before = _FIRST_NAME.search(text, max(0, span.start - _AROUND), span.start)
            if span.action is not Action.REMOVE or before is None or span.rule.id not in _OF_PEOPLE:
                continue
            place = before.span(1)
            if (
                not _BLANKS.search(text[span.start : span.end])
                and plain(before[1]) not in book.not_names
                and not any(a < place[1] and place[0] < b for a, b in kept)
            ):
                first = self._span(span.rule.id, *place, span.who, text, sure=False)
                if first is not None:
                    yield first

    def hidden_in(self, text: str) -> tuple[Span, ...]:
        """The places of addresses that must not be disclosed to the recipient, in order."""
        if not self.locked:
            return ()
        readings = [one for one in (fold(text), hyphened(text)) if one is not None]
        # Hundreds of pages go by here.
        if not any(next(form.found(one), None) for one in readings for form in self.locked):
            return ()
        return tuple(s for s in self.spans(text) if s.rule.locked and s.action is Action.REMOVE)

    def _span(self, rule_id: str, start: int, end: int, who: str, text: str, sure: bool = True) -> Span | None:
        rule = self._rules[rule_id]
        action = rule.action(self.recipient.audience)
        if action is Action.KEEP:
            return None
        if not sure:
            action = Action.LOOK
        return Span(
            start, end, rule, who, action, _proposed(rule, action, self.recipient.audience, text[start:end], sure)
        )

    @cached_property
    def locked(self) -> tuple[Form, ...]:
        """How the addresses that must not be disclosed to the recipient are written."""
        return tuple(f for term in self.terms.terms if self._rules[term.rule].locked for f in term.forms if f.sure)

    @cached_property
    def _asked(self) -> tuple[Term, ...]:
        forms = [(words, words_form(words)) for words in self.also]
        return tuple(Term("asked", words, (form,)) for words, form in forms if form is not None)

    def _terms_in(self, folded: Folded) -> Iterator[Span]:
        for term in (*self.terms.terms, *self._asked):
            for form in term.forms:
                for start, end in form.found(folded):
                    span = self._span(term.rule, start, end, term.who, folded.text, form.sure)
                    if span is not None:
                        yield span

    def _patterns_in(self, folded: Folded) -> Iterator[Span]:
        for pattern, rule in ((EMAIL, "unknown_contact"), (PHONE, "unknown_contact"), (POSTCODE, "unknown_contact"),
                              (TEN_DIGITS, "other_number"), (UPN, "other_number")):  # fmt: skip
            for start, end in Form(pattern).found(folded):
                span = self._contact(folded.text, start, end, rule)
                if span is not None:
                    yield span

    def _contact(self, text: str, start: int, end: int, rule: str) -> Span | None:
        """A contact detail or number: one that is the recipient's or the council's stays."""
        words = text[start:end]
        key = plain_identifier(words) if rule == "other_number" else contact_key(words)
        if key in self.terms.own or ("@" in words and key.rpartition("@")[2] in self.terms.domains
                                     and key not in self.terms.known):  # fmt: skip
            return None
        known = self.terms.known.get(key)
        if known is not None:
            return self._span(known[0], start, end, known[1], text)
        if rule == "other_number" and key.isdigit() and (key[0] == "0" or (nhs_fault(key) and uln_fault(key))):
            return None
        return self._span(rule, start, end, "", text)

    def _titled_in(self, folded: Folded, kept: Sequence[tuple[int, int]]) -> Iterator[Span]:
        """Names after a title that are nobody's who stays; a capital word after ``Mr Harrow`` is none of his."""
        for (start, least), (_, end) in titled_names(folded, rule_book().not_names):
            if any(a <= start and least <= b for a, b in kept):
                continue
            span = self._span("titled_name", start, end, "", folded.text)
            if span is not None and not _inside(span, kept):
                yield span


def decision_key(words: str) -> str:
    """Words as a decision names them: folded and without a possessive, but begun with a capital where they are."""
    key = plain(words).removesuffix("'s").removesuffix("'")
    return key.capitalize() if words.strip()[:1].isupper() else key


def hits_in(places: Iterable[tuple[str, str]], redactor: Redactor, first: int = 1) -> list[list[Hit]]:
    """What is found in each (where, text), numbered on from one text to the next."""
    every: list[list[Hit]] = []
    for where, text in places:
        found = []
        for span in redactor.spans(text):
            before = _BLANKS.sub(" ", text[max(0, span.start - _AROUND) : span.start])
            after = _BLANKS.sub(" ", text[span.end : span.end + _AROUND])
            found.append(Hit(first, where, before, text[span.start : span.end], after, span))
            first += 1
        every.append(found)
    return every


def rule_on(hits: Sequence[Hit], decisions: Mapping[str, Decision], confirmed: bool = False) -> tuple[Ruling, ...]:
    """What becomes of each hit: a person's decision on it, or on its words, before the rule's own.

    ``decisions`` are by words, or by ``#`` and the number of one hit.  What nobody decided is open, and taken as the
    rules propose where ``confirmed``.  Raises BadInput for a decision without a reason, on words that were not found,
    or that would keep what is locked.
    """
    known = {h.key for h in hits} | {f"#{h.number}" for h in hits}
    wanted: dict[str, Decision] = {}
    for typed, said in decisions.items():
        if not said.reason.strip():
            raise BadInput(f"Say why '{typed}' is {'kept' if said.keep else 'removed'}: a decision needs a reason.")
        key = typed if typed.startswith("#") else decision_key(typed)
        key = key.capitalize() if key not in known else key
        if key not in known:
            raise BadInput(f"'{typed}' is not among what was found in this copy; see the list with --dry-run.")
        wanted[key] = said
    return tuple(_ruled(hit, wanted, confirmed) for hit in hits)


def _ruled(hit: Hit, wanted: Mapping[str, Decision], confirmed: bool) -> Ruling:
    said = wanted.get(f"#{hit.number}") or wanted.get(hit.key)
    if said is not None:
        if said.keep and hit.locked:
            raise BadInput(
                f"{hit.where}: {hit.span.who} is marked not to be disclosed, so it cannot be kept in this copy; "
                "put the mark right on the case first if it no longer holds."
            )
        return Ruling(hit, not said.keep, decided=said.reason.strip())
    if hit.span.action is Action.LOOK:
        return Ruling(hit, hit.span.proposed is Action.REMOVE, not confirmed, "as proposed" if confirmed else "")
    return Ruling(hit, True)


def blanked(text: str, rulings: Iterable[Ruling]) -> str:
    """The text with everything removed gone and a label in its place."""
    parts, at = [], 0
    for ruling in sorted((r for r in rulings if r.removed), key=lambda r: r.hit.span.start):
        span = ruling.hit.span
        parts += [text[at : span.start], f"[removed: {span.rule.label}]"]
        at = span.end
    return "".join([*parts, text[at:]])


def counted(rulings: Iterable[Ruling]) -> dict[str, int]:
    """How many places were removed under each rule, by its title."""
    found: dict[str, int] = {}
    for ruling in rulings:
        if ruling.removed:
            title = ruling.hit.span.rule.title
            found[title] = found.get(title, 0) + 1
    return found


def _proposed(rule: Rule, action: Action, audience: Audience, words: str, sure: bool) -> Action:
    if action is Action.REMOVE:
        return action
    if not sure:
        return Action.KEEP if words[:1].islower() else Action.REMOVE
    if rule.id == "titled_name" and audience in (Audience.TRIBUNAL, Audience.SCHOOL):
        return Action.KEEP
    return Action.REMOVE


def _inside(span: Span, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in places)


def _left_of(span: Span, taken: Sequence[Span], text: str) -> list[Span]:
    """What is left of a span once those taken before it have had their letters."""
    pieces = [(span.start, span.end)]
    for other in taken:
        pieces = [
            part
            for start, end in pieces
            for part in ((start, min(end, other.start)), (max(start, other.end), end))
            if part[0] < part[1]
        ] if any(start < other.end and other.start < end for start, end in pieces) else pieces  # fmt: skip
    return [replace(span, start=s, end=e) for s, e in pieces if any(c.isalnum() for c in text[s:e])]


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Lines of one address, or of one note, as one place."""
    whole: list[Span] = []
    for span in spans:
        last = whole[-1] if whole else None
        if (
            last is not None
            and last.rule is span.rule
            and last.who == span.who
            and last.action is span.action
            and span.rule.id in _JOINED
            and not any(c.isalnum() for c in text[last.end : span.start])
        ):
            whole[-1] = replace(last, end=span.end)
        else:
            whole.append(span)
    return whole
