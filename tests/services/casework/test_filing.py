"""Emails and documents on a case: what an email becomes, what is known of a document, and what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.store import SqlStore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.document_details import Details, by_entry
from ehcp_desk.domain.errors import BadInput, Cancelled, Conflict, KnownFault
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.exchange.emails import read_email
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.attaching import Attachment, attachment_from
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.emails import AlreadyFiled, file_email
from ehcp_desk.services.casework.filing import describe_document, file_document
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.staffing import add_officer
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.upkeep.checking import verify_record
from tests.exchange.test_emails import letter
from tests.support.databases import *  # noqa: F403
from tests.support.outlook_file import OutlookEmail

DAY = date(2026, 10, 30)
REF = "SEN/26118"
JO = ("Jo Farrowdale", "jo@example.org")


@pytest.fixture(scope="session")
def law() -> Ruleset:
    return Ruleset.load()


@pytest.fixture
def desk(store: SqlStore, law: Ruleset) -> Iterator[Desk]:
    """Maisie's case on a record of either kind, with her mother's address and two officers'."""
    made = Desk(store, law, "Joy Addo", Calendar(DAY), emails=read_email)
    open_request(
        made, NewRequest(REF, Child(0, "Farrowdale", "Maisie", date(2020, 3, 14)), date(2026, 6, 24), "parent")
    )
    open_request(made, NewRequest("SEN/26171", Child(0, "Vantongeren", "Callum"), date(2026, 9, 28), "school"))
    add_person(made, REF, Contactable(0, 0, "Josephine Farrowdale", "Mother", email="Jo@Example.org"))
    add_officer(made, Officer(1, "Joy Addo", Role.CASEWORKER, None, email="joy.addo@westmarsh.gov.uk"))
    yield made


def contact(desk: Desk, ref: str = REF) -> RecordedFact:
    return case_view(desk, ref).contacts[0]


def eml(name: str = "visit.eml", **heads: str) -> Attachment:
    made = letter("When is the visit?\n\n  Jo", **heads)
    made.add_attachment(b"%PDF advice", maintype="application", subtype="pdf", filename="Advice.pdf")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="photo.png")
    return Attachment(name, made.as_bytes())


def test_an_email_becomes_a_contact_with_its_attachments_filed(desk: Desk) -> None:
    original = eml()
    changes = file_email(desk, REF, original)
    view, entry = case_view(desk, REF), contact(desk)

    assert entry.fact.on == date(2026, 10, 3)
    assert entry.fact.note == "When is the visit?\n\n  Jo", "word for word"
    attrs = entry.fact.attrs
    assert (attrs["channel"], attrs["direction"], attrs["with"]) == ("email", "in", "Josephine Farrowdale")
    assert (attrs["subject"], attrs["message_id"]) == ("Visit", "<one@example.org>")
    assert attrs["sent"] == "2026-10-03T15:05:00+01:00"
    assert happened(entry.fact) == "Josephine emailed: Visit"
    assert [d.row.filename for d in view.filed] == ["visit.eml", "Advice.pdf", "photo.png"]
    assert all(d.entries == (entry.id,) for d in view.filed)
    assert view.filed[0].details == Details("Email", "Josephine Farrowdale", date(2026, 10, 3), date(2026, 10, 3),
                                            entries=(entry.id,))  # fmt: skip
    with desk.store.read() as work:
        assert [work.document_bytes(d.id) for d in view.documents] == [original.content, b"%PDF advice", b"\x89PNG"]
    assert view.row.case.summary.last_contact_on == date(2026, 10, 3)
    assert changes.facts[0] == entry.id
    assert all(ok for _, ok, _ in verify_record(desk))


def test_the_same_email_again_is_recognised_and_nothing_is_doubled(desk: Desk) -> None:
    first = eml()
    file_email(desk, REF, first)
    before = case_view(desk, REF)
    saved = OutlookEmail(
        "Visit", "When?", sender=JO, message_id="<one@example.org>", sent=datetime(2026, 10, 3, tzinfo=UTC)
    )
    for again in (eml(), eml("another name.eml"), Attachment("from outlook.msg", saved.file())):
        with pytest.raises(
            AlreadyFiled, match=r"was already filed on SEN/26118 on 30 October 2026 by Joy Addo"
        ) as told:
            file_email(desk, REF, again)
        assert again.filename in str(told.value)
    assert case_view(desk, REF) == before
    file_email(desk, "SEN/26171", first)
    assert contact(desk, "SEN/26171").fact.attrs["message_id"] == "<one@example.org>", "another case is another matter"
    with desk.store.connection() as connection:  # type: ignore[attr-defined]
        assert connection.exec_driver_sql("SELECT count(*) FROM blobs").scalar() == 3, "the bytes are kept once"
    withdraw(desk, contact(desk).id, "Wrong child")
    file_email(desk, REF, eml())
    assert contact(desk).stands, "one taken back may be filed again"


def test_an_email_without_an_id_is_known_by_its_bytes(desk: Desk) -> None:
    bare = Attachment("bare.eml", b"From: jo@example.org\r\nDate: Sat, 03 Oct 2026 15:05:00 +0100\r\n\r\nHello")
    file_email(desk, REF, bare)
    assert contact(desk).fact.attrs["message_id"].startswith("sha256:")
    with pytest.raises(AlreadyFiled):
        file_email(desk, REF, bare)


@pytest.mark.parametrize(
    ("sender", "to", "direction", "who"),
    [
        ("Joy <joy.addo@westmarsh.gov.uk>", "Jo <jo@example.org>", "out", "Josephine Farrowdale"),
        (
            "SEND <send@WESTMARSH.gov.uk>",
            "Ilse <i@school.example>, jo@example.org",
            "out",
            "Ilse, Josephine Farrowdale",
        ),
        ("Ilse Brandreth <i@school.example>", "joy.addo@westmarsh.gov.uk", "in", "Ilse Brandreth"),
        ("x@notwestmarsh.gov.uk", "joy.addo@westmarsh.gov.uk", "in", "x@notwestmarsh.gov.uk"),
    ],
)
def test_who_wrote_to_whom(desk: Desk, sender: str, to: str, direction: str, who: str) -> None:
    file_email(desk, REF, eml(From=sender, To=to))
    attrs = contact(desk).fact.attrs
    assert (attrs["direction"], attrs["with"]) == (direction, who)
    received = date(2026, 10, 3) if direction == "in" else None
    assert [d.details.received for d in case_view(desk, REF).filed] == [received] * 3


@pytest.mark.parametrize(("said", "words"), [("Sat, 03 Oct 2052 15:05:00 +0100", "3 October 2052"), ("soon", "does not say"),
                                             ("Thu, 01 Jan 1970 00:00:00 +0000", "1 January 1970")])  # fmt: skip
def test_a_day_that_cannot_be_right_is_filed_under_today_and_said(desk: Desk, said: str, words: str) -> None:
    changes = file_email(desk, REF, eml(Date=said))
    assert (contact(desk).fact.on, contact(desk).fact.approximate) == (DAY, True)
    assert words in changes.warnings[0]


def test_the_day_is_the_councils_own(desk: Desk) -> None:
    file_email(desk, REF, eml(Date="Fri, 02 Oct 2026 23:30:00 +0000"))
    assert contact(desk).fact.on == date(2026, 10, 3), "half past midnight here"


def test_an_email_that_cannot_be_read_leaves_nothing_behind(desk: Desk) -> None:
    before = case_view(desk, REF)
    for bad in (Attachment("notes.eml", b"words"), Attachment("cut.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")):
        with pytest.raises(BadInput, match=bad.filename):
            file_email(desk, REF, bad)

    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        file_email(desk, REF, eml(), progress=stop)
    with pytest.raises(Conflict):
        file_email(desk, REF, eml(), seen_version=1)
    assert case_view(desk, REF) == before


def test_a_body_beyond_measure_stands_in_the_document(desk: Desk) -> None:
    long = Attachment("long.eml", letter("x" * 600_000).as_bytes())
    changes = file_email(desk, REF, long)
    assert len(contact(desk).fact.note) == 500_000
    assert "very long" in changes.warnings[0]


# -- documents ------------------------------------------------------------------------------------------------


def test_a_document_is_filed_with_what_is_known_of_it(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "Отчёт 😀.pdf"
    file.write_bytes(b"%PDF report")
    came = record(desk, REF, NewFact("advice_received", DAY, {"body": "psychology"})).facts[0]
    known = Details("Psychology advice", "Ama Osei", date(2026, 10, 1), date(2026, 10, 2), "draft", None, (came,))
    file_document(desk, REF, attachment_from(file), known)
    view = case_view(desk, REF)
    document = view.filed[0]

    assert document.details == known
    assert (document.row.filename, document.row.size, document.entries) == ("Отчёт 😀.pdf", 11, (came,))
    lines = chronology(desk, REF).lines
    advice = next(line for line in lines if "advice" in line.event)
    assert advice.source == "Document 1 (Отчёт 😀.pdf)"
    assert not any("was filed" in line.event for line in lines), "evidence of an entry is its source, not a line"


def test_details_are_put_right_and_the_earlier_ones_stay(desk: Desk) -> None:
    file_document(desk, REF, Attachment("letter.pdf", b"letter"))
    number = case_view(desk, REF).documents[0].id
    assert case_view(desk, REF).filed[0].details == Details()
    describe_document(desk, REF, number, Details("Letter", "Jo"))
    describe_document(
        desk, REF, number, Details("Letter", "Mark Farrowdale", received=date(2026, 10, 5)), "Signed by Mark"
    )
    view = case_view(desk, REF)
    assert view.filed[0].details.author == "Mark Farrowdale"
    told = [f for f in view.facts if f.fact.kind == "document_filed"]
    assert len(told) == 3 and sum(f.stands for f in told) == 1
    with pytest.raises(BadInput, match=r"known of letter\.pdf already"):
        describe_document(desk, REF, number, view.filed[0].details)
    line = next(x for x in chronology(desk, REF).lines if "was filed" in x.event)
    assert (line.on, line.event) == (date(2026, 10, 5), "A document was filed: Letter by Mark Farrowdale (letter.pdf).")
    assert line.source == "Document 1 (letter.pdf)"
    assert all(ok for _, ok, _ in verify_record(desk))


def test_a_document_is_linked_to_an_entry_later_and_follows_its_corrections(desk: Desk) -> None:
    file_document(desk, REF, Attachment("letter.pdf", b"letter"))
    number = case_view(desk, REF).documents[0].id
    said = record(desk, REF, NewFact("representations_received", DAY)).facts[0]
    describe_document(desk, REF, number, Details("Comments", entries=(said,)))
    right = correct(desk, said, NewFact("representations_received", date(2026, 10, 29)), "A day earlier").facts[0]
    view = case_view(desk, REF)
    assert view.filed[0].entries == (right,)
    assert by_entry(view.filed)[right][0].row.id == number
    withdraw(desk, right, "Another child")
    assert case_view(desk, REF).filed[0].entries == ()


def test_a_newer_version_is_known_as_one(desk: Desk) -> None:
    file_document(desk, REF, Attachment("draft.docx", b"one"), Details("Draft plan", version="1"))
    first = case_view(desk, REF).documents[0].id
    file_document(desk, REF, Attachment("draft.docx", b"two"), Details("Draft plan", version="2", version_of=first))
    old, new = case_view(desk, REF).filed
    assert (old.newer, new.newer, new.details.version_of) == (2, None, first)
    with pytest.raises(BadInput, match="newer version of itself"):
        describe_document(desk, REF, first, Details(version_of=new.row.id))
    with pytest.raises(BadInput, match="newer version of itself"):
        describe_document(desk, REF, first, Details(version_of=first))


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (Details(dated=date(2026, 11, 2)), "2 November 2026 has not come yet"),
        (Details(received=date(1826, 1, 1)), "too long ago"),
        (Details(dated=date(2026, 10, 5), received=date(2026, 10, 4)), "cannot have come before the day it is dated"),
        (Details(entries=(99,)), "Entry 99 is not on this case"),
        (Details(version_of=99), "no document number 99"),
        (Details(author="x" * 201), "room for 200 characters"),
        (Details(what="a\x00b"), "room for 200 characters"),
    ],
)
def test_details_that_cannot_be_right_are_refused_and_nothing_is_filed(
    desk: Desk, details: Details, words: str
) -> None:
    before = case_view(desk, REF)
    with pytest.raises(BadInput, match=words):
        file_document(desk, REF, Attachment("letter.pdf", b"letter"), details)
    assert case_view(desk, REF) == before


def test_a_document_of_another_case_is_not_touched(desk: Desk) -> None:
    file_document(desk, "SEN/26171", Attachment("letter.pdf", b"letter"))
    other = case_view(desk, "SEN/26171").documents[0].id
    with pytest.raises(BadInput, match="has no document number"):
        describe_document(desk, REF, other, Details("Mine"))
    with pytest.raises(BadInput, match="no document number"):
        file_document(desk, REF, Attachment("b.pdf", b"b"), Details(version_of=other))


def test_what_a_document_is_cannot_be_recorded_round_the_corner(desk: Desk) -> None:
    with pytest.raises(BadInput, match="Documents tab"):
        record(desk, REF, NewFact("document_filed", DAY, {"document": "x", "dated": "never"}))


def _long(folder: Path) -> Path:
    return folder / ("x" * 240 + ".pdf")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda f: f / "gone.pdf", "no document at gone.pdf"),
        (lambda f: f, "no document at"),
        (lambda f: _made(f / "empty.pdf", b""), "empty.pdf is empty"),
        (lambda f: f / "nul\x00.pdf", "no document at nul.pdf"),
    ],
)
def test_files_that_cannot_be_filed_are_refused_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        attachment_from(make(tmp_path))


def _made(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024 + 1)
    with pytest.raises(BadInput, match="larger than 200 MB"):
        attachment_from(path, progress=lambda *_: pytest.fail("it was read"))


@pytest.mark.parametrize(
    "name", ["😀" * 60 + ".pdf", "\udcff broken.pdf", "a\nb.pdf", "ملف.pdf", "x" * 230 + ".pdf", "..."]
)
def test_names_in_any_script_are_kept_or_made_safe(desk: Desk, name: str) -> None:
    file_document(desk, REF, Attachment(name, b"x"))
    kept = case_view(desk, REF).filed[0].row.filename
    assert kept == "document" if name == "..." else kept.endswith(".pdf")
    assert len(kept.encode()) <= 200 and "\n" not in kept


def test_a_broken_or_locked_document_is_filed_as_it_is(desk: Desk) -> None:
    for name, content in (("torn.pdf", b"%PDF-1.7 then nothing"), ("locked.docx", b"\xd0\xcf\x11\xe0 EncryptedPackage"),
                          ("bundle.pdf", b"%PDF" + b"page" * 300_000)):  # fmt: skip
        file_document(desk, REF, Attachment(name, content))
    with desk.store.read() as work:
        assert [len(work.document_bytes(d.id)) for d in work.documents(case_view(desk, REF).case.id)] == [
            21,
            21,
            1_200_004,
        ]
    with pytest.raises(BadInput, match="is empty"):
        file_document(desk, REF, Attachment("nothing.pdf", b""))


def test_a_note_of_ten_thousand_lines_is_kept_word_for_word(desk: Desk) -> None:
    words = "\n".join(f"Line {n}: what was said – ‘quoted’ 张伟" for n in range(10_000))
    record(desk, REF, NewFact("note", DAY, note=words))
    assert case_view(desk, REF).facts[-1].fact.note == words
    assert all(ok for _, ok, _ in verify_record(desk))


def test_a_file_that_changes_or_goes_while_it_is_filed_is_not_half_filed(desk: Desk, tmp_path: Path) -> None:
    path = _made(tmp_path / "scan.tif", b"first")
    attach = attachment_from(path)
    path.write_bytes(b"other")
    with pytest.raises(BadInput, match="changed while it was being filed"):
        file_document(desk, REF, attach)
    path.unlink()
    with pytest.raises(KnownFault, match="cannot be read"):
        file_document(desk, REF, attach)
    assert case_view(desk, REF).documents == ()


def test_a_large_file_is_filed_in_pieces_with_progress_and_can_be_stopped(desk: Desk, tmp_path: Path) -> None:
    content = bytes(range(256)) * 40_000
    path, told = _made(tmp_path / "scan.tif", content), list[tuple[int, int, str]]()
    file_document(desk, REF, attachment_from(path), progress=lambda *said: told.append(said))
    assert told[-1] == (len(content), len(content), "Filing scan.tif") and len(told) > 5
    assert case_view(desk, REF).documents[0].sha256 == hashlib.sha256(content).hexdigest()
    assert {name: ok for name, ok, _ in verify_record(desk)}["documents"]

    def stop(done: int, _total: int, _what: str) -> None:
        raise Cancelled("Stopped.")

    path.write_bytes(b"\x00" + content)
    with pytest.raises(Cancelled):
        file_document(desk, REF, attachment_from(path), progress=stop)
    assert len(case_view(desk, REF).documents) == 1


def test_somebody_elses_desk_sees_the_same(desk: Desk) -> None:
    file_email(desk, REF, eml())
    other = replace(desk, user="Thandi Mbeki")
    with pytest.raises(AlreadyFiled, match="by Joy Addo"):
        file_email(other, REF, eml())
