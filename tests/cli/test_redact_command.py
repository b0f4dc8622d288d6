"""Copies for a recipient from the command line: papers and filed documents, looked at first, logged, and truly without."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from tests.cli.conftest import Desk
from tests.support.everything_in_a_pdf import traces

REF = "SEN/26118"
HIDDEN = "14 Larch Road"


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> Desk:
    """Joel's case: parents apart, the mother's address hidden, an aunt who rings, a sister, a restricted note."""
    import db.store
    from ehcp_desk.bootstrap import open_desk
    from ehcp_desk.domain.case import Child, Contactable
    from ehcp_desk.domain.record import NewFact
    from ehcp_desk.services.casework.details import add_person
    from ehcp_desk.services.casework.recording import NewRequest, open_request, record
    from tests.services.conftest import DAY

    assert db.store
    made = open_desk(str(tmp_path / "desk.db"), "Bea Tindall", DAY, create=True)
    child = Child(0, "Tamworth", "Joel", DAY.replace(year=2013), "M", setting="Larkspur Primary")
    open_request(made, NewRequest(REF, child, DAY.replace(month=6, day=24), "parent"))
    for person in (
        Contactable(
            0, 0, "Cressida Tamworth", "mother", "07700 900123", "", True, address=f"{HIDDEN}, Ferryham", hidden=True
        ),
        Contactable(0, 0, "Daniel Harrow", "father", "07700 900456", "", True),
        Contactable(0, 0, "Beatrix Quillfeather", "aunt", "01632 960777"),
    ):
        add_person(made, REF, person)
    on = DAY.replace(month=7, day=1)
    record(made, REF, [
        NewFact("note", on, note=f"Cressida rang from {HIDDEN}. Beatrix Quillfeather's number is 01632 960777."),
        NewFact("safeguarding", on, {"marker": "concern", "lead": "Jo Vale"}, "A neighbour wrote about shouting at night."),
        NewFact("sibling", on, {"name": "Ottoline Tamworth"}),
        NewFact("note", on, note="Ottoline plays with Joel. Daniel Harrow agrees."),
    ])  # fmt: skip
    made.store.close()
    return desk


def letter() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, f"Cressida Tamworth of {HIDDEN} says that Joel likes trains.")
    canvas.drawString(72, 680, "Miss Quillfeather agrees, and so does Daniel Harrow.")
    canvas.save()
    return out.getvalue()


def file(case: Desk, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    answer = case("record", REF, "document", "--attach", str(tmp_path / name))
    assert answer.code == 0, answer.err


def test_a_chronology_for_the_father_has_nothing_of_what_he_must_not_read(case: Desk, tmp_path: Path) -> None:
    out, html = tmp_path / "c.pdf", tmp_path / "c.html"
    told = case("chronology", REF, "--for", "father", "--out", str(out), "--html", str(html), "--confirm", "--json")
    assert told.code == 0, told.err
    page, content = html.read_text(encoding="utf-8"), out.read_bytes()
    secret = ("Cressida", "Larch", "Quillfeather", "960777", "Ottoline", "shouting", "neighbour")
    assert not [word for word in secret if word in page] and traces(content, *secret) == []
    for word in (
        "Daniel Harrow agrees",
        "Joel Tamworth",
        "[removed: sibling]",
        "[removed: restricted note]",
        "the father, Daniel Harrow",
    ):
        assert word in page, word
    assert "marked not to be disclosed to the father. It stands in 1 place and is removed." in " ".join(
        told.json["risks"]
    )
    assert {found["rule"] for found in told.json["found"]} >= {
        "hidden_address",
        "other_parent",
        "third_party",
        "sibling",
        "restricted",
    }


def test_the_copy_is_logged_with_its_digest_and_shown_on_the_case(case: Desk, tmp_path: Path) -> None:
    import hashlib

    out = tmp_path / "c.pdf"
    assert case("chronology", REF, "--for", "father", "--out", str(out), "--confirm").code == 0
    logged = case("case", REF, "--json").json["disclosures"]
    assert len(logged) == 1 and logged[0]["to"] == "the father, Daniel Harrow" and logged[0]["by"] == "Bea Tindall"
    assert logged[0]["digest"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert "Address not to be disclosed: 1 removed" in logged[0]["reasons"] and int(logged[0]["removed"]) > 4
    again = case("chronology", REF, "--out", str(tmp_path / "d.pdf"), "--html", str(tmp_path / "d.html"))
    assert again.code == 0 and "A copy of" not in (tmp_path / "d.html").read_text(encoding="utf-8"), (
        "the log is not the story"
    )
    refused = case("record", REF, "disclosure", "--on", "2026-10-30")
    assert refused.code == 2
    assert case("verify").code == 0


def test_what_is_to_look_at_stops_the_copy_until_somebody_decides(case: Desk, tmp_path: Path) -> None:
    case("record", REF, "note", "--on", "2026-07-02", "--note", "Dr Patel rang.")
    out = tmp_path / "c.pdf"
    told = case("chronology", REF, "--for", "father", "--out", str(out), "--json")
    assert told.code == 1 and told.json["to_look_at"] == 1 and not out.exists() and told.json["files"] == []
    assert case("case", REF, "--json").json["disclosures"] == []
    kept = case("chronology", REF, "--for", "father", "--out", str(out), "--json", "--keep", "Dr Patel=the family doctor",
                "--remove", "Case record=not for him")  # fmt: skip
    assert kept.code == 0 and out.exists(), kept.err
    logged = case("case", REF, "--json").json["disclosures"][0]
    assert "“Dr patel” (somebody the case does not know) kept: the family doctor." in logged["reasons"]
    assert "“Case record” (asked for by a person) removed: not for him." in logged["reasons"]
    assert traces(out.read_bytes(), "Dr Patel") and not traces(out.read_bytes(), "Case record")


def test_looking_first_writes_nothing(case: Desk, tmp_path: Path) -> None:
    out = tmp_path / "c.pdf"
    told = case("chronology", REF, "--for", "mother", "--out", str(out), "--dry-run")
    assert "Beatrix Quillfeather" in told.out and not out.exists()
    assert case("case", REF, "--json").json["disclosures"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("--for", "uncle"), "'uncle' is nobody this copy can be for; say one of: mother, father"),
     (("--for", "father", "--keep", f"{HIDDEN}=he knows"), "marked not to be disclosed, so it cannot be kept"),
     (("--for", "father", "--keep", "Zebra=why"), "'Zebra' is not among what was found"),
     (("--for", "father", "--keep", "Grace"), "should be WORDS=REASON"),
     (("--for", "father", "--keep", "#1=why", "--remove", "plays=why"), "the numbers change with it"),
     (("--confirm",), "say who with --for")],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_code_two(
    case: Desk, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    import re

    told = case("chronology", REF, "--out", str(tmp_path / "c.pdf"), *words)
    assert told.code == 2 and re.search(sentence, told.err) and not (tmp_path / "c.pdf").exists()


def test_a_filed_pdf_is_copied_without_what_the_father_must_not_read(case: Desk, tmp_path: Path) -> None:
    file(case, tmp_path, "letter.pdf", letter())
    out = tmp_path / "copy.pdf"
    told = case("redact", REF, "1", "--for", "father", "--out", str(out), "--confirm", "--json")
    assert told.code == 0, told.err
    assert traces(out.read_bytes(), "Cressida", "Larch", "Quillfeather") == []
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(out).pages).split())
    assert "says that Joel likes trains." in text and "Daniel Harrow" in text and "Left out:" in text
    assert case("case", REF, "--json").json["disclosures"][0]["paper"] == "document 1"


def test_a_word_document_and_an_email_are_copied_as_their_words(case: Desk, tmp_path: Path) -> None:
    made = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in ("Joel likes trains.", "Beatrix Quillfeather came.")
    )
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    file(case, tmp_path, "Quillfeather notes.docx", made.getvalue())
    mail = b"From: Beatrix Quillfeather <bea@example.org>\r\nTo: send@westmarsh.example\r\n\r\nHe likes trains.\r\n"
    file(case, tmp_path, "mail.txt", mail)
    for number in ("1", "2"):
        out = tmp_path / f"copy{number}.pdf"
        told = case("redact", REF, number, "--for", "school", "--out", str(out), "--confirm")
        assert told.code == 0, told.err
        assert traces(out.read_bytes(), "Quillfeather", "bea@example") == []
        assert "likes trains" in PdfReader(out).pages[0].extract_text()


def test_what_cannot_be_copied_is_refused_in_a_sentence(case: Desk, tmp_path: Path) -> None:
    file(case, tmp_path, "sheet.xlsx", b"PK fictional")
    file(case, tmp_path, "broken.pdf", b"%PDF-1.7 nothing")
    out = tmp_path / "copy.pdf"
    for number, words in (("1", "sheet.xlsx"), ("2", "broken.pdf"), ("9", "no document number 9")):
        told = case("redact", REF, number, "--for", "school", "--out", str(out))
        assert told.code == 2 and words in told.err and not out.exists()
    file(case, tmp_path, "note.txt", b"Joel likes trains.")
    assert "Give a file to write with --out" in case("redact", REF, "3", "--for", "school").err


def test_a_plan_and_a_pick_up_sheet_take_a_recipient_too(case: Desk, tmp_path: Path) -> None:
    case("plan", REF, "--start", "draft")
    lines = tmp_path / "lines.csv"
    lines.write_text("Section,Text\nA,Beatrix Quillfeather takes Joel swimming.\n", encoding="utf-8")
    assert case("plan", REF, "--lines", str(lines)).code == 0
    for words, name in ((("plan", REF), "p"), (("handover", REF), "h")):
        pdf, html = tmp_path / f"{name}.pdf", tmp_path / f"{name}.html"
        told = case(*words, "--for", "school", "--out", str(pdf), "--html", str(html), "--confirm")
        assert told.code == 0, told.err
        assert traces(pdf.read_bytes(), "Quillfeather", "shouting") == []
        assert "Quillfeather" not in html.read_text(encoding="utf-8")
        assert "Left out" in html.read_text(encoding="utf-8")


def test_a_copy_that_cannot_be_logged_is_not_left_behind(
    case: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehcp_desk.domain.errors import KnownFault
    from ehcp_desk.services.records import recipient_copies

    def refused(*_args: object, **_kw: object) -> None:
        raise KnownFault("The record is locked.")

    monkeypatch.setattr(recipient_copies, "put", refused)
    out = tmp_path / "c.pdf"
    told = case("chronology", REF, "--for", "father", "--out", str(out), "--confirm")
    assert told.code == 3 and not out.exists()


def test_a_copy_in_which_removed_words_can_still_be_read_is_not_kept(
    case: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehcp_desk.reports import redacted_pages

    whole = redacted_pages._words
    monkeypatch.setattr(redacted_pages, "_words", lambda letters, _taken: whole(letters, {}))
    monkeypatch.setattr(redacted_pages, "_burn", lambda *_args: None)
    file(case, tmp_path, "letter.pdf", letter())
    out = tmp_path / "copy.pdf"
    told = case("redact", REF, "1", "--for", "father", "--out", str(out), "--confirm")
    assert told.code == 3 and "could still be read" in told.err and not out.exists()
    assert case("case", REF, "--json").json["disclosures"] == []


def test_a_banner_about_disclosing_is_read_out_with_the_risks(case: Desk, tmp_path: Path) -> None:
    words = (
        "record",
        REF,
        "sensitivity",
        "--on",
        "2026-10-01",
        "--set",
        "about=disclosure",
        "--set",
        "review=2027-01-01",
    )
    assert case(*words, "--note", "Tell nobody where they live").code == 0
    told = case("chronology", REF, "--for", "school", "--dry-run", "--out", str(tmp_path / "c.pdf"))
    assert "A banner on the case says: Tell nobody where they live." in told.err


def test_an_answer_to_the_public_says_nowhere_who_the_child_is(case: Desk, tmp_path: Path) -> None:
    out, html = tmp_path / "c.pdf", tmp_path / "c.html"
    told = case("chronology", REF, "--for", "foi", "--out", str(out), "--html", str(html), "--confirm")
    assert told.code == 0 and "somebody must read the whole copy" in told.err
    secret = (
        "Joel",
        "Tamworth",
        "26118",
        "Larkspur",
        "Harrow",
        "Tindall",
        "Quillfeather",
        "Ottoline",
        "30 October 2013",
    )
    page = html.read_text(encoding="utf-8")
    assert not [word for word in secret if word in page] and traces(out.read_bytes(), *secret) == []
