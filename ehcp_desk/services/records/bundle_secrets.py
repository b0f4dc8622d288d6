"""What those a bundle goes to must not read: addresses not to be disclosed, and the copies that stand without them.

A bundle goes to the tribunal and to the other party, so what either must not read may not stand in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ehcp_desk.domain.bundles import CONFIDENTIAL, PRIVILEGED, BundleList, Entry, Pick
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.papers import Chronology
from ehcp_desk.domain.preflight import Fix
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.redaction import Redactor
from ehcp_desk.domain.redaction_text import Form
from ehcp_desk.domain.redaction_values import changed
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.recipient_copies import redactor_for

_FILED = "document_filed"
READERS = ("tribunal", "parent")
"""Whom a bundle goes to."""
PagesOf = Callable[[Entry], Sequence[str]]
"""The words of each page of a paper as it was made, from its first."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The addresses that must not stand in a bundle; ``redactors`` is empty where the case has none."""

    redactors: tuple[Redactor, ...] = ()

    @property
    def forms(self) -> frozenset[Form]:
        """How they are written, all of them: the same while nothing was hidden or opened."""
        return frozenset(form for one in self.redactors for form in one.locked)

    def whose(self, text: str) -> tuple[str, ...]:
        """Whose address stands in a text, in words, each once."""
        return tuple(dict.fromkeys(span.who for one in self.redactors for span in one.hidden_in(text)))

    def without(self, text: str) -> str:
        """The text without them, each marked where it stood."""
        for one in self.redactors:
            for span in reversed(one.hidden_in(text)):
                text = f"{text[: span.start]}[removed: {span.rule.label}]{text[span.end :]}"
        return text


def secrets_of(desk: Desk, ref: str) -> Secrets:
    """What must not stand in the bundle of a case."""
    found = [redactor_for(desk, ref, reader) for reader in READERS]
    return Secrets(tuple(one for one in found if one.terms.hidden))


def told_without(secrets: Secrets, told: Chronology) -> tuple[Chronology, list[Fix]]:
    """The chronology of a bundle without such addresses, and what was done to it."""
    if not secrets.redactors:
        return told, []
    places = 0

    def clean(_where: str, text: str) -> str:
        nonlocal places
        cleaned = secrets.without(text)
        places += cleaned != text
        return cleaned

    made = changed(told, clean)
    if not places:
        return told, []
    words = (
        f"An address not to be disclosed was taken out of the chronology in {places} place{'s' if places > 1 else ''}."
    )
    withheld = f"{told.withheld} An" if told.withheld else "an"
    return replace(made, withheld=f"{withheld} address that must not be disclosed is marked where it stood."), [
        Fix("hidden", words, "Nothing to do; put the entry right where it need not say it", serious=False)
    ]


def without_papers_apart(
    told: Chronology, made: BundleList, cited: Callable[[Chronology], Mapping[int, Sequence[int]]]
) -> tuple[Chronology, list[Fix]]:
    """The chronology of a bundle without the lines that only say that a paper which is not for the other side was filed."""
    papers, named = _apart(made), cited(told)
    left = {
        line.number for line in told.lines
        if line.kind == _FILED and named.get(line.number) and all(n in papers for n in named[line.number])
    }  # fmt: skip
    if not left:
        return told, []
    lines = f"{'lines' if len(left) > 1 else 'line'} {', '.join(map(str, sorted(left)))}"
    words = f"The chronology of the bundle is without {lines}, which only tell{'' if len(left) > 1 else 's'} that "
    words += "papers were filed that are confidential or may be privileged."
    kept = tuple(line for line in told.lines if line.number not in left)
    return replace(told, lines=kept, withheld=f"{lines}: papers that are not for this bundle."), [
        Fix("confidential", words, "Nothing to do; the numbers of the other lines stay as they are", serious=False)
    ]


def named_in_chronology(made: BundleList, cited: Mapping[int, Sequence[int]]) -> list[Fix]:
    """Lines of the chronology that rest on a paper of the confidential part, or one left out as perhaps privileged."""
    papers = _apart(made)
    return [
        Fix("confidential", f"Line {line} of the chronology names {papers[number][0]}, which {papers[number][1]}.",
            "Take the paper away from that entry, or say in the bundle that it may be seen", number)
        for line, numbers in cited.items() for number in numbers if number in papers
    ]  # fmt: skip


def _apart(made: BundleList) -> dict[int, tuple[str, str]]:
    """The papers that are not for the other side: by number their name, and why."""
    found = {p.document: (p.name, "is in the confidential part") for p in made.chosen if p.part == CONFIDENTIAL}
    return found | {
        p.document: (p.name, "is left out as it may be privileged")
        for p in made.picks if p.left_out and p.kind == PRIVILEGED
    }  # fmt: skip


def hidden_fixes(secrets: Secrets, entries: Iterable[Entry], pages_of: PagesOf) -> list[Fix]:
    """A line for every paper that names such an address, on its pages or in what the index says of it."""
    if not secrets.redactors:
        return []
    return [fix for entry in entries for fix in _of_entry(secrets, entry, pages_of)]


def refuse_to_tell(fixes: Sequence[Fix]) -> None:
    """Raises BadInput where papers of a bundle would give such an address away, naming them and the ways out."""
    if fixes:
        raise BadInput(told_away(fixes))


def told_away(fixes: Sequence[Fix]) -> str:
    """Why a bundle with these papers is not built, and the ways out."""
    papers = list(dict.fromkeys(fix.words.partition(": ")[0] for fix in fixes))
    names = "names" if len(papers) == 1 else "name"
    return (
        f"{_some(papers)} {names} an address that must not be disclosed, so the bundle was not built. Put a copy made for "
        "the tribunal in its place, leave out the page or the paper, or put it in the confidential part."
    )


def refuse_other_secrets(desk: Desk, ref: str, before: Secrets) -> None:
    """Raises Conflict where what must not stand in a bundle is no longer what its papers were read for."""
    if secrets_of(desk, ref).forms != before.forms:
        raise Conflict(
            f"What must not be disclosed changed on {ref} since the papers were looked at; look at the papers again."
        )


def _of_entry(secrets: Secrets, entry: Entry, pages_of: PagesOf) -> list[Fix]:
    found: dict[str, list[str]] = {}
    for whose in secrets.whose(f"{entry.words}\n{entry.filename}"):
        found.setdefault(whose, []).append("its name")
    words = pages_of(entry)
    for page in entry.pages:
        for whose in secrets.whose(words[page]) if page < len(words) else ():
            found.setdefault(whose, []).append(f"page {page + 1}")
    where = (f"Make a copy of it for the tribunal, file that and put it in (“Put in”, or --copy {entry.document}=NUMBER): "
             "it takes this one’s place")  # fmt: skip
    apart = entry.part == CONFIDENTIAL
    return [
        Fix("hidden", f"{entry.filename}: {whose} must not be disclosed, and stands in {_some(places)}.", where, entry.document,
            serious=not apart)
        for whose, places in found.items()
    ]  # fmt: skip


def _some(places: Sequence[str]) -> str:
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return ", ".join(places[:3]) + more


# ---- copies in the place of documents ------------------------------------------------------------------------------


def copies_made(filed: Sequence[FiledDocument], facts: Iterable[RecordedFact]) -> Mapping[int, tuple[int, str]]:
    """Documents that are copies made here: by number, the number of the original and for whom, as the log has it."""
    made: dict[str, tuple[int, str]] = {}
    for fact in facts:
        if fact.fact.kind == "disclosure" and fact.stands:
            paper, attrs = fact.fact.attrs["paper"], fact.fact.attrs
            number = paper.removeprefix("document ")
            if number.isdecimal() and number != paper:
                made |= {digest: (int(number), attrs["to"]) for digest in attrs["digest"].split(", ")}
    return {d.number: made[d.row.sha256] for d in filed if d.row.sha256 in made}


def copies_left_out(picks: Iterable[Pick], copies: Mapping[int, tuple[int, str]]) -> tuple[Pick, ...]:
    """What the rules make of a copy that was filed: it stays out until a person puts it in the place of its original."""
    return tuple(
        replace(pick, left_out="a copy of document {} for {}".format(*copies[pick.document]))
        if pick.document in copies and not pick.left_out else pick
        for pick in picks
    )  # fmt: skip


def in_its_place(
    made: BundleList, original: int, copy: int, copies: Mapping[int, tuple[int, str]]
) -> BundleList:  # fmt: skip
    """The list with a copy standing where its original stood.

    Raises BadInput where there is no such document, or it is not a copy of that one as the log has it.
    """
    was, now = made.pick(original), made.pick(copy)
    if was is None or now is None:
        raise BadInput(f"There is no document number {copy if was else original} on this case.")
    if copies.get(copy, (0, ""))[0] != original:
        raise BadInput(
            f"Document {copy} is not a copy of document {original} that was made here; make one with redact, and file it as "
            "it was written."
        )
    stands = now.changed(part=was.part, kind=was.kind, title=was.title, order=was.order, late=was.late, left_out="",
                         instead=original)  # fmt: skip
    why = f"document {copy}, a copy for {copies[copy][1]}, stands in its place"
    return made.with_pick(stands).with_pick(was.changed(left_out=why))
