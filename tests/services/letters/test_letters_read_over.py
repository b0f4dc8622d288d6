"""Letters read over for what their reader must not be told."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.letters import Notice
from ehcp_desk.domain.record import NewFact
from ehcp_desk.exchange.document_text import document_text
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import compile_notice
from ehcp_desk.services.letters.issuing import issue, write_letters
from tests.support.notices import complete

KIND = "refusal_to_assess"
HIDDEN = "17 Osier Crescent\nWestmarsh\nWM9 9ZZ"


@pytest.fixture
def office(desk: Desk, maisie: str) -> Desk:
    """A sister, an aunt whose address is hidden, and everything the letter needs."""
    complete(desk, maisie, KIND)
    record(desk, maisie, NewFact("sibling", date(2026, 7, 1), {"name": "Ottoline Farrowdale"}))
    add_person(desk, maisie, Contactable(0, 0, "Beatrix Quillfeather", "aunt", address=HIDDEN, hidden=True))
    return replace(desk, papers=Printer(), documents=document_text)


def made(desk: Desk, ref: str, reasons: str) -> Notice:
    return compile_notice(desk, ref, KIND, date(2026, 10, 30), "post", {"reasons": reasons, "looked_at": "the request"})


@pytest.mark.parametrize(
    "words", ["- 17 Osier Crescent", "They live in Osier\u00ad Cres\u00adcent now.", "WM9  9ZZ is their postcode."]
)
def test_an_address_not_to_be_disclosed_refuses_the_letter_however_it_is_written(
    office: Desk, maisie: str, words: str
) -> None:
    assert not made(office, maisie, "Progress has been steady.").refused
    assert any("give away an address" in said for said in made(office, maisie, words).refused)


def test_a_sister_and_an_aunt_named_in_what_was_written_are_a_warning(office: Desk, maisie: str) -> None:
    said = " ".join(made(office, maisie, "Ottoline and Beatrix Quillfeather were asked.").warnings)
    assert "to read this?" in said and "“Ottoline” (" in said and "“Beatrix Quillfeather” (" in said
    assert "to read this?" not in " ".join(made(office, maisie, "Progress has been steady.").warnings)


def test_a_letter_changed_in_word_is_read_over_before_it_is_issued(office: Desk, maisie: str, tmp_path: Path) -> None:
    written = {"reasons": "Progress has been steady.", "looked_at": "the request"}
    (path,) = write_letters(office, made(office, maisie, written["reasons"]), tmp_path / "letter.docx")
    file = docx.Document(io.BytesIO(path.read_bytes()))
    file.add_paragraph("Beatrix is at 17 Osier Crescent.")
    file.save(str(path))
    with pytest.raises(BadInput, match=r"letter\.docx: The letter would give away an address"):
        issue(office, maisie, KIND, date(2026, 10, 30), "post", written, path)
