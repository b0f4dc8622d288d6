"""Whoever needs large print gets it without asking, in PDF, Word and HTML; a council's logo reaches every letter whole."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.shared import Mm
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import raw

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.large_print import reads_large_print
from ehcp_desk.domain.record import NewFact
from ehcp_desk.exchange.document_text import document_text
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import change_person
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import compile_notice
from ehcp_desk.services.letters.issuing import issue, write_letters
from ehcp_desk.services.letters.letterhead import change_logo
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.introductions import write_letters as write_introductions
from ehcp_desk.services.records.issuing import Asked
from ehcp_desk.services.records.recipient_papers import chronology_copy, document_copy, pick_up_copy, plan_copy
from tests.reports.reading import type_sizes
from tests.support.notices import complete

SAID = "Needs large print; rings in the morning"


@pytest.fixture
def printing(desk: Desk) -> Desk:
    return replace(desk, papers=Printer(), documents=document_text)


def mother(desk: Desk, ref: str, preference: str) -> Contactable:
    person = next(p for p in case_view(desk, ref).people if p.name == "Jo Farrowdale")
    change_person(desk, ref, person, replace(person, preference=preference))
    return person


def word_sizes(path: Path) -> set[float]:
    """Every size of type a reader of the Word file meets, in points."""
    file = docx.Document(str(path))
    found = {run.font.size.pt for p in file.paragraphs for run in p.runs if run.font.size}
    found |= {
        p.style.font.size.pt
        for p in (*file.paragraphs, *file.sections[0].footer.paragraphs)
        if p.style and p.style.font.size
    }
    return found | {run.font.size.pt for p in file.sections[0].footer.paragraphs for run in p.runs if run.font.size}


@pytest.mark.parametrize(("said", "needs"), [
    ("large print", True), ("Large-print letters, please", True), ("bigger text", True), ("", False), ("text first", False),
    ("no longer needs large print", False), ("Does not need large print", False), ("not by phone; large print", True),
])  # fmt: skip
def test_what_says_large_print(said: str, needs: bool) -> None:
    assert reads_large_print(said) is needs


def test_a_letter_to_somebody_who_needs_large_print_is_in_it(printing: Desk, maisie: str, tmp_path: Path) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    plain = compile_notice(printing, maisie, "refusal_to_assess", ready.on, "post", ready.written)
    write_letters(printing, plain, tmp_path / "plain.pdf")
    mother(printing, maisie, SAID)
    notice = compile_notice(printing, maisie, "refusal_to_assess", ready.on, "post", ready.written)
    assert notice.large_print and any("is set in type of at least 16 points" in words for words in notice.warnings)
    for name in ("large.pdf", "large.docx", "large.html"):
        write_letters(printing, notice, tmp_path / name)
    assert min(type_sizes(tmp_path / "plain.pdf")) < 16 <= min(type_sizes(tmp_path / "large.pdf"))
    assert max(type_sizes(tmp_path / "large.pdf")) > 20, "headings are larger than the words"
    assert len(PdfReader(tmp_path / "large.pdf").pages) > len(PdfReader(tmp_path / "plain.pdf").pages), "it flows anew"
    assert min(word_sizes(tmp_path / "large.docx")) >= 16
    page = (tmp_path / "large.html").read_text()
    assert "font: 1.6rem" in page and "font-size: 16pt" in page and page.rstrip().count(".small, thead th") == 1


def test_somebody_may_say_no(printing: Desk, maisie: str, tmp_path: Path) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    mother(printing, maisie, SAID)
    notice = compile_notice(printing, maisie, "refusal_to_assess", ready.on, "post", ready.written, ordinary=True)
    assert any("in ordinary print because that was asked for" in words for words in notice.warnings)
    write_letters(printing, notice, tmp_path / "plain.pdf")
    assert min(type_sizes(tmp_path / "plain.pdf")) < 16


@pytest.mark.parametrize("ordinary", [False, True])
def test_what_is_filed_is_what_was_shown(printing: Desk, maisie: str, tmp_path: Path, ordinary: bool) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    mother(printing, maisie, SAID)
    issue(printing, maisie, "refusal_to_assess", ready.on, "post", ready.written, ordinary=ordinary)
    filed = next(d for d in case_view(printing, maisie).filed if d.row.filename.endswith(".pdf"))
    with printing.store.read() as work:
        (tmp_path / "filed.pdf").write_bytes(work.document_bytes(filed.row.id))
    assert (min(type_sizes(tmp_path / "filed.pdf")) < 16) is ordinary


def test_a_copy_for_them_is_in_large_print_too(printing: Desk, maisie: str, tmp_path: Path) -> None:
    complete(printing, maisie, "refusal_to_assess")
    mother(printing, maisie, SAID)
    copy = chronology_copy(printing, maisie, "Jo Farrowdale")
    assert "Jo Farrowdale needs large print: this copy is set in type of at least 16 points." in copy.risks
    rulings = copy.rulings({}, confirmed=True)
    copy.write(printing, [tmp_path / "large.pdf"], rulings)
    small = copy.in_print(False)
    assert "in ordinary print" in small.risks[-1]
    small.write(printing, [tmp_path / "small.pdf"], small.rulings({}, confirmed=True))
    assert min(type_sizes(tmp_path / "small.pdf")) < 16 <= min(type_sizes(tmp_path / "large.pdf"))
    assert not chronology_copy(printing, maisie, "school").recipient.large_print


@pytest.mark.parametrize("paper", ["plan", "pick-up sheet", "one page", "both sides", "words", "introduction"])
def test_no_paper_in_large_print_has_smaller_words(printing: Desk, maisie: str, tmp_path: Path, paper: str) -> None:
    complete(printing, maisie, "final_plan")
    record(printing, maisie, NewFact("note", date(2026, 9, 1), note="Seen"), attach=Attachment("r.txt", b"A report."))
    mother(printing, maisie, SAID)
    document = case_view(printing, maisie).filed[-1].number
    copies: dict[str, Callable[[], Any]] = {
        "plan": lambda: plan_copy(printing, maisie, "Jo Farrowdale"),
        "pick-up sheet": lambda: pick_up_copy(printing, maisie, "Jo Farrowdale"),
        "one page": lambda: chronology_copy(printing, maisie, "Jo Farrowdale", Asked(one_page=True)),
        "both sides": lambda: chronology_copy(printing, maisie, "Jo Farrowdale", Asked(both_sides=True, gap_weeks=4)),
        "words": lambda: document_copy(printing, maisie, document, "Jo Farrowdale"),
    }
    path = tmp_path / "large.pdf"
    if paper == "introduction":
        assign(printing, [maisie], "Joy Addo", "New")
        write_introductions(printing, [maisie], tmp_path)
        path = next(tmp_path.glob("Your caseworker*.pdf"))
    else:
        copy = copies[paper]()
        copy.write(printing, [path], copy.rulings({}, confirmed=True))
    assert min(type_sizes(path)) >= 16


# ---- the logo ------------------------------------------------------------------------------------------------------


def logo(kind: str, size: tuple[int, int] = (300, 100)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "size"), [("PNG", (300, 100)), ("JPEG", (300, 100)), ("PNG", (3000, 60)), ("PNG", (60, 900))]
)
def test_a_logo_reaches_every_form_of_a_letter(
    printing: Desk, maisie: str, tmp_path: Path, kind: str, size: tuple[int, int]
) -> None:
    change_logo(printing, logo(kind, size))
    ready = complete(printing, maisie, "refusal_to_assess")
    notice = compile_notice(printing, maisie, "refusal_to_assess", ready.on, "post", ready.written)
    for name in ("a.pdf", "a.docx", "a.html"):
        write_letters(printing, notice, tmp_path / name)
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0]
    (drawn,) = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
    left, foot, right, top = drawn.get_bounds()
    assert (right - left) / (top - foot) == pytest.approx(size[0] / size[1], rel=0.02), "its shape is kept"
    assert right - left <= 150 * 1.2 and top - foot <= 44 * 1.2 and left > 30 and top < page.get_height()
    file = docx.Document(str(tmp_path / "a.docx"))
    (shape,) = file.inline_shapes
    assert shape.width <= Mm(60) + 1 and shape.height <= Mm(15) + 1
    assert shape.width / shape.height == pytest.approx(size[0] / size[1], rel=0.02)
    assert shape._inline.docPr.get("descr") == "Logo of Westmarsh Council"
    assert f"data:image/{kind.lower()};base64," in (tmp_path / "a.html").read_text()


def bomb() -> bytes:
    """A picture of a few hundred bytes that says it is forty thousand dots wide and high."""
    made = logo("PNG", (1, 1))
    head = b"IHDR" + (40_000).to_bytes(4, "big") * 2 + made[24:29]
    return made[:12] + head + zlib.crc32(head).to_bytes(4, "big") + made[33:]


@pytest.mark.parametrize(("picture", "told"), [
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PNG nor a JPEG"), (b"GIF89a", "neither a PNG nor a JPEG"),
    (b"\x89PNG\r\n\x1a\n" + b"0" * 400_000, "larger than 300 KB"), (logo("PNG")[:60], "is damaged"),
    (bomb(), "more than 6,000 dots"), (logo("PNG", (7000, 10)), "more than 6,000 dots"),
])  # fmt: skip
def test_a_logo_that_no_letter_could_show_is_refused_in_a_sentence(desk: Desk, picture: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        change_logo(desk, picture)
    assert not re.search(r"\n", str(refused.value))


@pytest.mark.parametrize("kind", ["final_plan", "transfer_in", "draft_plan", "refusal_to_issue"])
@pytest.mark.parametrize("said", ["", SAID])
def test_no_signature_stands_on_a_page_by_itself(
    printing: Desk, maisie: str, tmp_path: Path, kind: str, said: str
) -> None:
    change_logo(printing, logo("PNG"))
    ready = complete(printing, maisie, kind)
    if said:
        mother(printing, maisie, said)
    notice = compile_notice(printing, maisie, kind, ready.on, "post", ready.written)
    write_letters(printing, notice, tmp_path / "a.pdf")
    last = PdfReader(tmp_path / "a.pdf").pages[-1].extract_text()
    assert "Yours sincerely" in last and "Please tell us if you would like this letter in another form" in " ".join(
        last.split()
    )
