"""Emails and documents through the real command."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.services.casework.attaching import LARGEST_DOCUMENT
from tests.cli.conftest import Desk
from tests.exchange.test_emails import letter
from tests.support.outlook_file import OutlookEmail

REF = "SEN/26001"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """An email saved from a mail program, with one attachment."""
    made = letter("When is the visit?")
    made.add_attachment(b"%PDF advice", maintype="application", subtype="pdf", filename="Advice.pdf")
    path = tmp_path / "visit.eml"
    path.write_bytes(made.as_bytes())
    return path


def test_an_email_is_filed_and_recognised(westmarsh: Desk, saved: Path) -> None:
    first = westmarsh("record", REF, "email", "--attach", str(saved), "--json")
    assert first.code == 0
    assert (first.json["on"], first.json["with"], first.json["subject"]) == ("2026-10-03", "Jo Farrowdale", "Visit")
    assert len(first.json["documents"]) == 2
    again = westmarsh("record", REF, "email", "--attach", str(saved))
    assert again.code == 2 and "already filed on SEN/26001" in again.err and again.err.count("\n") == 1
    case = westmarsh("case", REF, "--json").json
    assert [d["filename"] for d in case["documents"]] == ["visit.eml", "Advice.pdf"]
    assert [d["what"] for d in case["documents"]] == ["Email", "Email attachment"]
    assert case["documents"][1]["entries"] == [first.json["id"]]
    assert "Advice.pdf" in westmarsh("case", REF).out
    assert westmarsh("verify").code == 0


def test_an_outlook_email_with_something_to_look_at(westmarsh: Desk, tmp_path: Path) -> None:
    path = tmp_path / "outlook.msg"
    path.write_bytes(OutlookEmail("Visit", "x", sender=("Jo", "jo@example.org"), files=[("winmail.dat", b"x")]).file())
    answer = westmarsh("record", REF, "email", "--attach", str(path))
    assert answer.code == 0
    assert "winmail.dat" in answer.err and "does not say when it was sent" in answer.err
    assert "email from Jo, 30 October 2026, filed with 1 attachment." in answer.out


def test_a_document_is_filed_and_more_is_said_of_it_later(westmarsh: Desk, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF")
    filed = westmarsh("record", REF, "document", "--attach", str(path), "--on", "2026-10-02", "--set", "author=Ama Osei",
                      "--json")  # fmt: skip
    assert (filed.code, filed.json["on"], filed.json["received"]) == (0, "2026-10-02", "2026-10-02")
    entry = next(f["id"] for f in westmarsh("case", REF, "--json").json["facts"] if f["fact"] != "document_filed")
    said = ["--set", f"document={filed.json['document']}", "--set", "what=Therapy report", "--set", f"entries={entry}"]
    assert "Therapy report (report.pdf), put right." in westmarsh("record", REF, "document", *said).out
    document = westmarsh("case", REF, "--json").json["documents"][0]
    assert (document["what"], document["author"], document["entries"]) == ("Therapy report", "", [entry])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("email",), "Say which email, with --attach FILE"),
        (("email", "--attach", "{saved}", "--on", "2026-10-03"), "An email says its own day"),
        (("email", "--attach", "{gone}"), "There is no document at gone.eml"),
        (("document",), "Say which document"),
        (("document", "--attach", "{saved}", "--set", "document=1"), "Say which document"),
        (("document", "--attach", "{saved}", "--set", "colour=red"), "A document has no colour"),
        (("document", "--attach", "{saved}", "--set", "dated=soon"), "soon is not a date"),
        (("document", "--set", "document=one"), "should be a number"),
        (("document", "--set", "document=9999"), "has no document number 9999"),
        (("note",), "Say which day note was, with --on DATE"),
        (("document_filed", "--on", "2026-10-03", "--set", "dated=never"), "Documents tab"),
    ],
)
def test_what_cannot_be_filed_is_one_sentence_and_exit_2(
    westmarsh: Desk, saved: Path, words: tuple[str, ...], told: str
) -> None:
    filled = [w.format(saved=saved, gone=saved.with_name("gone.eml")) for w in words]
    answer = westmarsh("record", REF, *filled)
    assert answer.code == 2 and told in answer.err and answer.err.count("\n") == 1
    assert westmarsh("case", REF, "--json").json["documents"] == []


def test_a_document_beyond_the_limit_is_refused(westmarsh: Desk, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(LARGEST_DOCUMENT + 1)
    answer = westmarsh("record", REF, "document", "--attach", str(path))
    assert answer.code == 2 and "larger than 200 MB" in answer.err
