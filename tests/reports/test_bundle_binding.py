"""Bundles as files: pages upright on A4 with their numbers, links, bookmarks and labels; nothing lost, nothing half."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from ehcp_desk.domain.bundles import PAPERS, Added
from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.printing import BundlePress
from ehcp_desk.reports.bundle import binding
from ehcp_desk.reports.bundle.binding import bind
from ehcp_desk.reports.page_reading import letters_of
from ehcp_desk.reports.seals import carried
from tests.reports.bound_papers import A4_TALL, A4_WIDE, MARK, bound, entry, made, one_page, paper, spot, words
from tests.reports.sample_chronology import long_chronology
from tests.reports.sample_head import HEAD
from tests.support.appeals import pdf_pages, scan, scanned_pdf

# ---- numbers, links, bookmarks -------------------------------------------------------------------------------------


def test_every_page_bears_the_number_that_is_its_place_in_the_file(tmp_path: Path) -> None:
    papers = [entry(made(tmp_path, f"{n}.pdf", pdf_pages(f"Paper {n}", n)), n) for n in (1, 2, 3)]
    path = bound(tmp_path, *papers)
    reader = PdfReader(path)
    assert len(reader.pages) == 2 + 6 + 1
    for place, page in enumerate(reader.pages, 1):
        assert page.extract_text().split()[-1].endswith(str(place))
        left, foot = spot(path, place, str(place))
        assert foot < 25 and left > A4_WIDE - 60
    assert reader.page_labels == [str(n) for n in range(1, 10)]


def test_the_index_bookmarks_and_links_lead_to_each_paper(tmp_path: Path) -> None:
    papers = [entry(made(tmp_path, f"{n}.pdf", pdf_pages(f"Paper {n}", 2)), n) for n in (1, 2)]
    reader = PdfReader(bound(tmp_path, *papers))
    assert "Paper 1 Joy Addo 1 March 2026 3 to 4" in " ".join(reader.pages[1].extract_text().split())
    targets = [
        reader.get_page_number(note.get_object()["/Dest"][0].get_object()) for note in reader.pages[1]["/Annots"]
    ]
    assert targets == [2, 4]
    marks = [(item.title, reader.get_destination_page_number(item)) for item in _flat(reader.outline)]
    assert ("Cover and index (pages 1 to 2)", 0) in marks
    assert ("Paper 2, 2 March 2026 (pages 5 to 6)", 4) in marks
    assert ("Council’s evidence", 2) in marks


def _flat(outline: list) -> list:  # type: ignore[type-arg]
    return [item for part in outline for item in (_flat(part) if isinstance(part, list) else [part])]


def test_the_chronology_names_bundle_pages_and_links_to_them(tmp_path: Path) -> None:
    one = entry(made(tmp_path, "1.pdf", pdf_pages("Paper 1", 3)), 7)
    path = bound(tmp_path, one, chronology=long_chronology(12), cited={2: (7,)})
    reader = PdfReader(path)
    start = reader.outline[1][0] if isinstance(reader.outline[1], list) else reader.outline[1]
    first = reader.get_destination_page_number(start)
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages[first : first + 3])
    end = len(reader.pages)
    assert f"Bundle pages {end - 3} to {end - 1}" in text
    notes = [note.get_object() for page in reader.pages[2 : end - 4] for note in page.get("/Annots", ())]
    assert [reader.get_page_number(note["/Dest"][0].get_object()) for note in notes] == [end - 4]


def test_the_list_of_papers_is_printed_attached_and_sealed(tmp_path: Path) -> None:
    one = entry(made(tmp_path, "1.pdf", pdf_pages("Paper 1", 1)))
    path = bound(tmp_path, one)
    reader = PdfReader(path)
    manifest = json.loads(reader.attachments["manifest.json"][0])
    assert manifest["papers"][0] | {"file": ""} == {
        "number": 1, "document": 1, "title": "Paper 1", "file": "", "sha256": f"{1:064d}", "dated": "2026-03-01",
        "part": "council", "pages": ["3"], "taken": [1], "slip": False,
    }  # fmt: skip
    assert manifest["journal_head"] == "ab" * 32
    assert "abababab" in words(path, 4) and "00000001" in words(path, 4)
    assert carried(path).seal == HEAD.seal


def test_large_papers_are_merged_on_the_disk_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    papers = [entry(made(tmp_path, f"{n}.pdf", pdf_pages(f"Paper {n}", 3)), n, "core") for n in (1, 2)]
    papers[1] = replace(papers[1], pages=(2, 0))
    plain = bound(tmp_path, *papers, chronology=long_chronology(12), cited={2: (1,)})
    one = [page.extract_text() for page in PdfReader(plain).pages]
    monkeypatch.setattr(binding, "LARGE", 0)
    merged: list[bool] = []
    beginning = binding._beginning
    monkeypatch.setattr(binding, "_beginning", lambda *given: _told(beginning(*given), merged))
    path = bound(tmp_path, *papers, chronology=long_chronology(12), cited={2: (1,)})
    assert merged == [True] and [page.extract_text() for page in PdfReader(path).pages] == one
    with pikepdf.Pdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
    assert not list(tmp_path.glob("binding-*"))


def _told(pdf: pikepdf.Pdf, merged: list[bool]) -> pikepdf.Pdf:
    merged.append(len(pdf.pages) == 5)
    return pdf


def test_letters_and_page_labels_agree(tmp_path: Path) -> None:
    first = entry(made(tmp_path, "1.pdf", pdf_pages("Paper 1", 2)), 1)
    path = tmp_path / "one.pdf"
    spans = tuple(span for span in bind(paper(first), path).spans if span.key != PAPERS)
    second = entry(made(tmp_path, "2.pdf", pdf_pages("Paper 2", 2)), 2, new=True)
    again = bound(tmp_path, first, second, before=spans, added=Added.LETTERS)
    reader = PdfReader(again)
    assert reader.page_labels == ["1", "2", "3", "4", "4A", "4B", "5"]
    assert reader.pages[4].extract_text().split()[-1] == "4A"


def test_a_bundle_is_sound_and_the_same_each_time(tmp_path: Path) -> None:
    one = entry(made(tmp_path, "1.pdf", scanned_pdf([scan("A letter", dpi=80)])))
    path = bound(tmp_path, one)
    first = path.read_bytes()
    bound(tmp_path, one)
    assert path.read_bytes() == first
    with pikepdf.Pdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []


# ---- pages put right -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("turn", "x", "y"), [(0, 60, 760), (90, 82, 60), (180, 535, 82), (270, 513, 782), (-90, 513, 782),
                                              (450, 82, 60)])  # fmt: skip
def test_a_turned_page_stands_upright_with_its_number_at_the_foot(tmp_path: Path, turn: int, x: int, y: int) -> None:
    """The mark is drawn so that it stands near the top left once the page is turned as it says."""
    degrees = turn % 360
    matrix = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[degrees]
    draw = f"BT /F1 20 Tf {matrix} {x} {y} Tm (MARK) Tj ET"
    path = bound(tmp_path, entry(made(tmp_path, "turned.pdf", one_page(draw, Rotate=turn))))
    page = PdfReader(path).pages[2]
    wide, tall = (A4_TALL, A4_WIDE) if degrees in (90, 270) else (A4_WIDE, A4_TALL)
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((wide, tall), abs=0.1)
    assert page.get("/Rotate", 0) == 0
    left, foot = spot(path, 3, "MARK")
    assert left == pytest.approx(60, abs=3) and foot == pytest.approx(tall - 82, abs=3)
    left, foot = spot(path, 3, "3")
    assert foot < 30 and left > wide - 60


@pytest.mark.parametrize("size", [(1190.55, 1683.78), (612.0, 792.0), (2480.0, 3508.0), (200.0, 100.0)])
def test_a_page_of_another_size_is_fitted_whole_onto_a4(tmp_path: Path, size: tuple[float, float]) -> None:
    wide, tall = size
    draw = MARK.format(x=0, y=tall - 20) + " " + MARK.format(x=wide - 70, y=2).replace("MARK", "FOOT")
    content = one_page(draw, MediaBox=pikepdf.Array([0, 0, wide, tall]))
    path = bound(tmp_path, entry(made(tmp_path, "large.pdf", content)))
    page = PdfReader(path).pages[2]
    assert sorted((float(page.mediabox.width), float(page.mediabox.height))) == pytest.approx(
        [A4_WIDE, A4_TALL], abs=0.1
    )
    for sought in ("MARK", "FOOT"):
        left, foot = spot(path, 3, sought)
        assert 0 <= left < page.mediabox.width and 0 <= foot < page.mediabox.height


def test_only_the_visible_part_of_a_cropped_page_is_shown(tmp_path: Path) -> None:
    draw = MARK.format(x=60, y=700) + " " + MARK.format(x=60, y=10).replace("MARK", "HIDDEN")
    content = one_page(draw, CropBox=pikepdf.Array([40, 60, 540, 780]))
    path = bound(tmp_path, entry(made(tmp_path, "cropped.pdf", content)))
    left, foot = spot(path, 3, "MARK")
    assert (left, foot) == pytest.approx((60 - 40 + (A4_WIDE - 500) / 2, 700 - 60 + (A4_TALL - 720) / 2), abs=3)
    with pdfium.PdfDocument(path) as pdf:
        shown = pdf[2].render(scale=0.5).to_pil().convert("L")
    assert shown.crop((0, 405, 140, 420)).getextrema()[0] > 200, "what was cropped away is not seen"


@pytest.mark.parametrize("draw", ["q 3 0 0 3 100 100 cm " + MARK.format(x=10, y=10), MARK.format(x=60, y=700) + " Q Q"])
def test_a_page_that_does_not_restore_what_it_saves_keeps_its_number_in_place(tmp_path: Path, draw: str) -> None:
    ready = made(tmp_path, "loose.pdf", one_page(draw))
    assert ready.looked.loose == (1,)
    path = bound(tmp_path, entry(ready))
    assert "MARK" in words(path, 3)
    left, foot = spot(path, 3, "3")
    assert foot < 30 and left > A4_WIDE - 60
    with pikepdf.Pdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_pages_without_contents_or_resources_are_kept(tmp_path: Path) -> None:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(A4_WIDE, A4_TALL))
        pdf.add_blank_page(page_size=(A4_WIDE, A4_TALL))
        del pdf.pages[0].obj["/Contents"]
        del pdf.pages[1].obj["/Resources"]
        held = BytesIO()
        pdf.save(held)
    ready = made(tmp_path, "blank.pdf", held.getvalue())
    assert ready.looked.pages == 2 and not ready.looked.wordless, "a blank page is not a picture"
    assert words(bound(tmp_path, entry(ready)), 4) == "4"


def test_what_was_filled_into_a_form_is_seen(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held, pagesize=(A4_WIDE, A4_TALL))
    canvas.drawString(60, 720, "Grounds of appeal")
    canvas.acroForm.textfield(name="grounds", value="OURGROUNDS", x=60, y=650, width=300, height=24)
    canvas.save()
    assert "OURGROUNDS" in words(bound(tmp_path, entry(made(tmp_path, "form.pdf", held.getvalue()))), 3)


def test_one_paper_taken_in_part(tmp_path: Path) -> None:
    from dataclasses import replace

    whole = entry(made(tmp_path, "1.pdf", pdf_pages("Paper 1", 5)))
    path = bound(tmp_path, replace(whole, pages=(1, 4)))
    assert len(PdfReader(path).pages) == 2 + 2 + 1
    assert json.loads(PdfReader(path).attachments["manifest.json"][0])["papers"][0]["taken"] == [2, 5]


# ---- whole or not at all -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["Binding", "Writing"])
def test_stopping_leaves_what_was_there(tmp_path: Path, what: str) -> None:
    one = entry(made(tmp_path, "1.pdf", pdf_pages("Paper 1", 60)))
    path = tmp_path / "out" / "bundle.pdf"
    path.parent.mkdir()
    path.write_bytes(b"the bundle before")

    def stop(done: int, total: int, words: str) -> None:
        if words.startswith(what):
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        BundlePress().bind(paper(one), path, stop)
    assert [p.name for p in path.parent.iterdir()] == ["bundle.pdf"] and path.read_bytes() == b"the bundle before"


@pytest.mark.parametrize("lines", [17, 18, 31])
def test_a_chronology_whose_real_page_numbers_take_less_room_than_was_kept_is_numbered_again(
    tmp_path: Path, lines: int
) -> None:
    one = entry(made(tmp_path, "1.pdf", pdf_pages("Paper 1", 1)), 7)
    cited = dict.fromkeys(range(1, lines + 1), (7,))
    path = bound(tmp_path, one, chronology=long_chronology(lines), cited=cited)
    reader = PdfReader(path)
    assert reader.page_labels == [str(n + 1) for n in range(len(reader.pages))]
    marks = {item.title: reader.get_destination_page_number(item) for item in _flat(reader.outline)}
    place = next(page for title, page in marks.items() if title.startswith("Paper 7"))
    assert "Paper 1" in words(path, place + 1) and f"Bundle page {place + 1}" in words(path, 3)


def test_a_page_number_covers_nothing_of_the_foot_of_the_bundle_s_own_pages(tmp_path: Path) -> None:
    path = bound(tmp_path, entry(made(tmp_path, "a.txt", b"A letter.")), entry(made(tmp_path, "b.mp3", b"ID3"), 2),
                 chronology=long_chronology(20), prefix="C99")  # fmt: skip
    pdf = pdfium.PdfDocument(path)
    for page, label in zip(pdf, PdfReader(path).page_labels, strict=True):
        letters = [x for x in letters_of(page) if x.box is not None and not x.sign.isspace()]
        number = letters[-len(label) :]
        assert "".join(x.sign for x in number) == label, "the number is drawn last"
        left = min(x.box[0] for x in number if x.box) - 4
        top, foot = min(x.box[1] for x in number if x.box), max(x.box[3] for x in number if x.box)
        beside = [x for x in letters[: -len(number)] if x.box and top < (x.box[1] + x.box[3]) / 2 < foot]
        assert all(x.box[2] <= left for x in beside if x.box), "".join(x.sign for x in beside)
    pdf.close()
