"""Copies for a recipient from the command line: papers and filed documents, looked at first, logged, and truly without."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from tests.cli.conftest import Desk
from tests.support.appeals import locked
from tests.support.everything_in_a_file import words_left
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
    file(case, tmp_path, "locked.pdf", locked(letter()))
    for number, words in (
        ("1", "sheet.xlsx"), ("2", "broken.pdf"), ("3", "locked.pdf cannot be opened"), ("9", "no document number 9"),
    ):  # fmt: skip
        told = case("redact", REF, number, "--for", "school", "--out", str(out))
        assert told.code == 2 and words in told.err and not out.exists()
    file(case, tmp_path, "note.txt", b"Joel likes trains.")
    assert "Give a file to write with --out" in case("redact", REF, "4", "--for", "school").err
    pack = case("subject-access", REF, "--for", "mother", "--dry-run")
    assert pack.code == 1 and "locked.pdf cannot be opened" in pack.err, (
        "answered by hand, and the rest is gone through"
    )


def test_legal_advice_is_not_given_away_by_a_copy_or_a_pack(case: Desk, tmp_path: Path) -> None:
    """Its name, in a chronology too, is looked at before it goes; the paper itself stays out of a pack."""
    (tmp_path / "Counsel.pdf").write_bytes(letter())
    case(
        "record", REF, "document", "--attach", str(tmp_path / "Counsel.pdf"), "--set", "what=Legal advice on the appeal"
    )
    out = tmp_path / "copy.pdf"
    told = case("chronology", REF, "--for", "tribunal", "--out", str(out))
    assert told.code == 1 and not out.exists() and "“Legal advice on the appeal”" in told.out
    assert case("chronology", REF, "--for", "tribunal", "--confirm", "--out", str(out)).code == 0
    assert words_left(out, "Legal advice", "Counsel.pdf") == []
    assert "may be privileged" in case("redact", REF, "1", "--for", "school", "--dry-run").err
    folder = tmp_path / "pack"
    pack = case("subject-access", REF, "--for", "father", "--confirm", "--out", str(folder))
    assert "document 1 (Counsel.pdf): by its name it may be privileged" in pack.err
    assert [p.name for p in folder.iterdir() if p.name.startswith("document")] == []


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


SECRET = ("Cressida", "Larch", "Quillfeather", "960777", "Ottoline", "shouting", "neighbour")
FORMS = ("pdf", "html", "docx")


@pytest.fixture
def disputed(case: Desk) -> Desk:
    """The aunt disputes an entry in her own words, and proposes one of hers that was let in."""
    notes = [e["entry"] for e in case("chronology", REF, "--json").json["entries"] if e["kind"] == "note"]
    assert case("chronology", REF, "--mark", f"{notes[0]}=disputed", "--by", "Beatrix Quillfeather", "--says",
                f"Ottoline was at {HIDDEN} that day", "--source", "Letter of Beatrix Quillfeather", "--why", "She rang",
                ).code == 0  # fmt: skip
    assert case("chronology", REF, "--mark", f"{notes[1]}=agreed", "--by", "Cressida Tamworth").code == 0
    return case


@pytest.mark.parametrize("options", [(), ("--both-sides", "--gaps", "2"), ("--one-page",),
                                     ("--text", "Larch", "--from", "2026-06-01")])  # fmt: skip
def test_marks_both_sides_gaps_and_what_lines_were_chosen_by_give_nothing_away_in_any_form(
    disputed: Desk, tmp_path: Path, options: tuple[str, ...]
) -> None:
    files = {form: tmp_path / f"c.{form}" for form in FORMS}
    wanted = [word for form, option in zip(FORMS, ("--out", "--html", "--docx"), strict=True)
              for word in (option, str(files[form]))]  # fmt: skip
    plain = disputed("chronology", REF, *wanted, "--both-sides")
    assert plain.code == 0
    for path in files.values():
        assert set(words_left(path, "Quillfeather", "Ottoline", "Larch")), "without --for they are there to be found"
        path.unlink()
    told = disputed("chronology", REF, "--for", "father", *wanted, *options, "--confirm", "--json")
    assert told.code == 0 and told.json["files"] == [str(path) for path in files.values()], told.err
    for path in files.values():
        assert words_left(path, *SECRET) == []
    assert "the father, Daniel Harrow" in files["html"].read_text(encoding="utf-8")


def test_verify_knows_a_copy_and_a_copy_of_pages_again_and_says_for_whom(disputed: Desk, tmp_path: Path) -> None:
    files = [tmp_path / f"c.{form}" for form in FORMS]
    assert disputed("chronology", REF, "--for", "father", "--out", str(files[0]), "--html", str(files[1]), "--docx",
                    str(files[2]), "--confirm").code == 0  # fmt: skip
    sheet = tmp_path / "sheet.pdf"
    assert disputed("handover", REF, "--for", "school", "--out", str(sheet), "--confirm").code == 0
    file(disputed, tmp_path, "letter.pdf", letter())
    pages = tmp_path / "pages.pdf"
    assert disputed("redact", REF, "1", "--for", "father", "--out", str(pages), "--confirm").code == 0
    for path in (*files, sheet, pages):
        known = disputed("verify", str(path), "--json")
        issue = next(check["detail"] for check in known.json["checks"] if check["check"] == "issue")
        assert known.code == 0 and "byte for byte the copy of" in issue, known.json
    assert "for the father, Daniel Harrow" in issue
    pages.write_bytes(pages.read_bytes() + b"%")
    assert disputed("verify", str(pages)).code == 1
    entry = disputed("chronology", REF, "--json").json["entries"][1]["entry"]
    assert disputed("verify", str(files[0])).code == 0
    import db.store
    from ehcp_desk.bootstrap import open_desk
    from ehcp_desk.services.casework.recording import withdraw
    from tests.services.conftest import DAY

    assert db.store
    made = open_desk(str(tmp_path / "desk.db"), "Bea Tindall", DAY)
    withdraw(made, entry, "Recorded on the wrong case")
    made.store.close()
    since = disputed("verify", str(files[0]), "--json")
    assert since.code == 1 and any(f"entry {entry}" in check["detail"] for check in since.json["checks"])


def test_what_goes_to_the_other_side_to_be_filled_in_is_looked_over_too(disputed: Desk, tmp_path: Path) -> None:
    import csv

    for form in ("csv", "docx"):
        sent = tmp_path / f"sent.{form}"
        told = disputed("chronology", REF, "--exchange", str(sent), "--for", "father", "--confirm")
        assert told.code == 0 and words_left(sent, *SECRET) == [], told.err
    sent = tmp_path / "sent.csv"
    rows = list(csv.reader(sent.read_text(encoding="utf-8-sig").splitlines()))
    assert any("[removed: " in row[2] for row in rows)
    for row in rows[1:]:
        row[4] = "agree"
    with sent.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    back = disputed("chronology", REF, "--merge", str(sent), "--party", "Daniel Harrow", "--json")
    assert back.json["outcomes"] == {"agreed": len(rows) - 1}, "they agree to what they were given to read"
    assert any(row["reason"] == "their copy had words left out" for row in back.json["rows"])
    rows = [[*r[:2], "[removed: address]." if "[removed: " in r[2] else r[2], *r[3:]] for r in rows]
    with sent.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    forged = disputed("chronology", REF, "--merge", str(sent), "--party", "Daniel Harrow", "--json")
    assert forged.code == 1 and forged.json["outcomes"]["held"], "no more may be left out than was"


def test_a_brothers_file_that_is_closed_is_said_before_the_copy_goes(case: Desk, tmp_path: Path) -> None:
    out = tmp_path / "c.pdf"
    child = ("--set", "surname=Tamworth", "--set", "forenames=Perran", "--set", "born=2016-05-01")
    assert case("request", "SEN/26119", "--received", "2026-06-24", "--source", "parent", *child).code == 0
    assert case("person", "SEN/26119", "--set", "name=Isolde Marrack", "--set", "relation=foster carer").code == 0
    words = ("record", REF, "sibling", "--on", "2026-07-03", "--set", "name=Perran", "--set", "ref=SEN/26119")
    assert case(*words).code == 0
    assert case("record", REF, "note", "--on", "2026-07-04", "--note", "Isolde Marrack came along.").code == 0
    told = case("chronology", REF, "--for", "father", "--out", str(out), "--dry-run", "--json")
    assert any(found["words"] == "Isolde Marrack" for found in told.json["found"])
    import db.store
    from ehcp_desk.bootstrap import open_desk
    from ehcp_desk.domain.people import Role
    from tests.services.conftest import DAY

    assert db.store
    made = open_desk(str(tmp_path / "desk.db"), "Bea Tindall", DAY)
    with made.store.write(made.user, made.now()) as work:
        work.add_officer("Carl Brindle", Role.CASEWORKER)
    made.store.close()
    assert (
        case(
            "restrict", "SEN/26119", "--to", "Carl Brindle", "--reason", "A relation works here", user="Carl Brindle"
        ).code
        == 0
    )
    told = case("chronology", REF, "--for", "father", "--out", str(out), "--dry-run", "--json")
    assert any("The file SEN/26119 of a brother or sister is not open to you" in risk for risk in told.json["risks"])
    assert (
        case("restrict", REF, "--to", "Carl Brindle", "--reason", "A relation works here", user="Carl Brindle").code
        == 0
    )
    for words in (("chronology", REF), ("handover", REF), ("redact", REF, "1")):
        closed = case(*words, "--for", "father", "--out", str(out), "--confirm")
        assert closed.code == 2 and not out.exists(), "of a closed case there are no copies"
