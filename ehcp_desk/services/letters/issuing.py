"""Issuing a notice: filed, recorded as the clock's fact, and its sending kept, in one unit of work or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.letter_terms import NOTICES
from ehcp_desk.domain.letters import Letter, Notice, Start
from ehcp_desk.domain.plan_content import versions
from ehcp_desk.domain.record import DocumentRow, NewFact, RecordedFact
from ehcp_desk.ports.papers import Papers
from ehcp_desk.ports.work import WriteWork
from ehcp_desk.services.casework.attaching import Attachment, attachment_from, keep, with_words
from ehcp_desk.services.casework.entry_rules import check
from ehcp_desk.services.casework.filing import add_details
from ehcp_desk.services.casework.recording import find, put, seen, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.letters.compiling import compile_notice, lost_words
from ehcp_desk.services.letters.reading_over import GIVEN_AWAY, Reading


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter as it will be filed: the PDF and the Word file of it, or the edited Word file alone."""

    letter: Letter
    files: tuple[Attachment, ...]


def refusal(notice: Notice) -> str:
    """Everything that keeps a notice from being issued, a sentence a line; empty where nothing does."""
    return "\n".join([*notice.refused, *(state.sentence for state in notice.missing)])


def write_letters(desk: Desk, notice: Notice, path: Path) -> list[Path]:
    """Write the letters as files: one at ``path``, or one for each reader with the reader's name before the ending.

    Raises BadInput for an ending other than .docx, .pdf or .html.
    """
    papers = _papers(desk)
    if path.suffix.lower() not in (".docx", ".pdf", ".html", ".htm"):
        raise BadInput(f"A letter is written as .docx, .pdf or .html, not as {path.name}; change the ending.")
    made = []
    for letter in notice.letters:
        named = path if len(notice.letters) == 1 else path.with_stem(f"{path.stem} {_file_words(letter.to.name)}")
        papers.letter(letter, named)
        made.append(named)
    return made


def issue(
    desk: Desk, ref: str, kind: str, on: date, by: str, written: Mapping[str, str] | None = None,
    edited: Path | None = None, seen_version: int | None = None, ordinary: bool = False,
) -> Changes:  # fmt: skip
    """Issue a notice.  The family's time runs from ``on`` by the fact recorded here, once: a fact that is there is linked.

    ``edited`` is a Word file made from the draft and changed since; it is refused where the words the law asks for are
    gone.  Raises BadInput naming everything that is missing, and Conflict where the case changed meanwhile.
    """
    notice = compile_notice(desk, ref, kind, on, by, written, ordinary=ordinary)
    if not notice.ready:
        raise BadInput(f"{ref}: {notice.kind.short.lower()} cannot be issued.\n{refusal(notice)}")
    check_sending(notice, desk.today())
    papers = [_edited(desk, notice, edited)] if edited else [_set(desk, letter) for letter in notice.letters]
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version or notice.version, desk.today())
        _refuse_twice(work, case.id, notice)
        filed = [[keep(work, case.id, file) for file in paper.files] for paper in papers]
        entries = [_start(work, case.id, notice, start, filed[0][0]) for start in notice.starts]
        told = _tell(work, case.id, notice, papers, filed, entries)
        settle(work, case)
    return Changes(frozenset({"facts", "documents"}), frozenset({case.id}), tuple(told))


def check_sending(notice: Notice, today: date) -> None:
    """Refuse a day of sending that cannot be right."""
    if notice.on > today:
        raise BadInput(f"{in_words(notice.on)} has not come yet; issue the letter on the day it is sent.")
    if notice.by == "email" and any(not letter.to.email for letter in notice.letters):
        name = next(letter.to.name for letter in notice.letters if not letter.to.email)
        raise BadInput(f"There is no email address for {name}; write it under People, or send the letter another way.")


def _set(desk: Desk, letter: Letter) -> Paper:
    """The letter set as PDF and Word, and read for its words."""
    papers, name = _papers(desk), _name(letter)
    with tempfile.TemporaryDirectory(prefix="ehcp-desk-letter-") as folder:
        files = [Path(folder) / f"letter.{ending}" for ending in ("pdf", "docx")]
        for file in files:
            papers.letter(letter, file)
        made = [Attachment(f"{name}{file.suffix}", file.read_bytes()) for file in files]
    return Paper(letter, tuple(with_words(desk, one) for one in made))


def _edited(desk: Desk, notice: Notice, file: Path) -> Paper:
    """A Word file made from the draft and changed since.  Refused where words the law asks for are gone from it."""
    if len(notice.letters) != 1:
        raise BadInput(
            "The letter goes to two addresses, so one edited file cannot be both; issue it as it is compiled."
        )
    if file.suffix.lower() != ".docx":
        raise BadInput(f"{file.name} is not a Word file; write the draft as .docx, change that, and give it here.")
    content = attachment_from(file).content
    whole = content if isinstance(content, bytes) else b"".join(content.pieces())
    paper = with_words(desk, Attachment(f"{_name(notice.letters[0])}.docx", whole))
    if not paper.words.text:
        raise BadInput(
            f"{file.name} cannot be read, so nobody can say whether the letter is whole; save it again in Word."
        )
    with desk.store.read() as work:
        case = work.case(find(work, notice.ref))
        reading = Reading(work, desk, case, work.contactables(case.child.id))
    if reading.gives_away(notice.letters[0].to, paper.words.text):
        raise BadInput(f"{file.name}: {GIVEN_AWAY}")
    lost = lost_words(notice, paper.words.standing)
    if lost:
        raise BadInput(
            f"{file.name}: the letter lost words the law asks for; what is struck out, hidden, or in a head, note or text "
            "box does not count.\n" + "\n".join(lost)
        )
    return Paper(notice.letters[0], (paper,))


def _name(letter: Letter) -> str:
    return f"{NOTICES[letter.kind].replace(':', '')} to {_file_words(letter.to.name)}"


def _papers(desk: Desk) -> Papers:
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    return desk.papers


def _file_words(name: str) -> str:
    return "".join(sign for sign in name if sign not in '/\\:*?"<>|').strip() or "family"


def _refuse_twice(work: WriteWork, case_id: int, notice: Notice) -> None:
    entries = {str(start.entry) for start in notice.starts if start.entry is not None}
    for r in work.facts(case_id):
        attrs = r.fact.attrs
        if (
            r.stands
            and r.fact.kind == "notice_sent"
            and attrs["kind"] == notice.kind.id
            and attrs.get("entry") in entries
        ):
            raise BadInput(f"{notice.ref}: this letter was issued on {in_words(r.fact.on)} (entry {r.id}); to send it again: "
                           f"record {notice.ref} notice_sent_again --set letter={r.id}")  # fmt: skip


def _start(work: WriteWork, case_id: int, notice: Notice, start: Start, pdf: DocumentRow) -> int:
    """The number of the clock's fact: the one that is there, or the one recorded now."""
    if start.entry is not None:
        return start.entry
    fact = NewFact(start.kind, notice.on, dict(start.attrs), source=pdf.filename, document_id=pdf.id)
    check(fact, notice.on)
    return put(work, case_id, fact).id


def _tell(
    work: WriteWork, case_id: int, notice: Notice, papers: Sequence[Paper],
    filed: Sequence[Sequence[DocumentRow]], entries: Sequence[int],
) -> list[int]:  # fmt: skip
    """The proof of sending for each reader, the copy of the plan given, and what each file is."""
    made = []
    for paper, documents in zip(papers, filed, strict=True):
        attrs = {
            "kind": notice.kind.id, "to": paper.letter.to.name, "how": notice.by, "entry": str(entries[0]) if entries else "",
            "digest": documents[0].sha256, "copies": _copies(notice), "needs": notice.needs,
            "rights": "yes" if notice.kind.appealable else "no",
        }  # fmt: skip
        fact = NewFact("notice_sent", notice.on, {k: v for k, v in attrs.items() if v}, source=documents[0].filename,
                       document_id=documents[0].id)  # fmt: skip
        entry = put(work, case_id, fact)
        made.append(entry.id)
        for document in documents:
            details = Details(notice.kind.title, paper.letter.signed[0], notice.on, entries=(entry.id, *entries))
            add_details(work, case_id, document, details, notice.on)
        _plan_given(work, case_id, notice, paper.letter.to.name, work.facts(case_id))
    return made


def _plan_given(work: WriteWork, case_id: int, notice: Notice, to: str, facts: Sequence[RecordedFact]) -> None:
    version = next((v for v in versions(facts) if v.number == notice.plan), None)
    if version is not None:
        put(
            work, case_id, NewFact("plan_issued", notice.on, {"plan": str(version.fact_id), "to": to, "how": notice.by})
        )


def _copies(notice: Notice) -> str:
    return notice.values.get("copies", "") if any(e.id == "copies" for e in notice.kind.elements) else ""
