"""What a bundle must not give away: addresses not to be disclosed, and copies in the place of documents."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.bundles import CONFIDENTIAL, AppealType
from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.preflight import Fix
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import add_person, change_person
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.bundle_lists import keep_list, list_from, list_text
from ehcp_desk.services.records.bundle_secrets import in_its_place
from ehcp_desk.services.records.bundles import CaseBundle, LookedAt, build, look_at, open_bundle
from ehcp_desk.services.records.recipient_papers import document_copy
from tests.support.everything_in_a_pdf import traces

REF, KIND, DAY = "SEN/26118", AppealType.REFUSAL_TO_ASSESS, date(2026, 10, 30)
HIDDEN = "14 Larch Road, Ferryham"


def paper(*pages: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for words in pages:
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A mother whose address is hidden, a letter that names it on its second page, a note of the same."""
    made = open_desk(str(tmp_path / "desk.db"), "Joy Addo", DAY, create=True)
    open_request(made, NewRequest(REF, Child(0, "Tamworth", "Joel", date(2016, 3, 14)), date(2026, 6, 24), "parent"))
    mother = Contactable(0, 0, "Cressida Tamworth", "mother", parental_responsibility=True, address=HIDDEN, hidden=True)
    add_person(made, REF, mother)
    add_person(made, REF, Contactable(0, 0, "Daniel Harrow", "father", parental_responsibility=True))
    record(made, REF, NewFact("note", date(2026, 7, 1), note="A letter went to 14 Larch Road."))
    letter = paper("Joel likes trains.", "They moved to 14 Larch Road in May.")
    file_document(
        made, REF, Attachment("Letter.pdf", letter), Details("Letter of the school", "Larkspur", date(2026, 7, 2))
    )
    file_document(
        made, REF, Attachment("Report.pdf", paper("Joel reads well.")), Details("Report", "", date(2026, 7, 9))
    )
    yield made
    made.store.close()


def looked(desk: Desk, folder: Path, bundle: CaseBundle | None = None) -> LookedAt:
    (folder / "work").mkdir(exist_ok=True)
    return look_at(desk, bundle or open_bundle(desk, REF, KIND), folder / "work")


def hidden(found: LookedAt) -> list[Fix]:
    return [fix for fix in found.found.fixes if fix.check == "hidden"]


def test_a_paper_that_names_a_hidden_address_is_a_line_of_the_fix_list(desk: Desk, tmp_path: Path) -> None:
    found = looked(desk, tmp_path)
    paper_, told = hidden(found)
    assert (paper_.document, paper_.serious, told.serious) == (1, True, False)
    assert paper_.words == (
        "Letter.pdf: the address of Cressida Tamworth (mother) must not be disclosed, and stands in page 2."
    )
    assert "--copy 1=NUMBER" in paper_.where
    opened = open_bundle(desk, REF, KIND)
    one = opened.list.pick(1)
    assert one is not None
    first_page = replace(opened, list=opened.list.with_pick(one.changed(pages="1")))
    assert [f.document for f in hidden(looked(desk, tmp_path, first_page))] == [0], "only pages that are taken count"


def test_a_bundle_that_would_give_an_address_away_is_not_built(desk: Desk, tmp_path: Path) -> None:
    path, before = tmp_path / "b.pdf", b"the bundle of last week"
    path.write_bytes(before)
    found = looked(desk, tmp_path)
    with desk.store.read() as work:
        head = work.record_head()
    assert [fix.document for fix in found.gives_away] == [1]
    with pytest.raises(BadInput, match=r"Letter\.pdf names an address that must not be disclosed, so .* was not built"):
        build(desk, found, path)
    assert path.read_bytes() == before and not list(tmp_path.glob("*confidential*"))
    with desk.store.read() as work:
        assert work.record_head() == head
    opened = open_bundle(desk, REF, KIND)
    one = opened.list.pick(1)
    assert one is not None
    for changes in ({"pages": "1"}, {"left_out": "not needed"}, {"part": CONFIDENTIAL}):
        chosen = looked(desk, tmp_path, replace(opened, list=opened.list.with_pick(one.changed(**changes))))
        assert chosen.gives_away == ()
        built = build(desk, chosen, path)
        assert traces(path.read_bytes(), "Larch") == [] and path in built.files


def test_an_address_hidden_after_the_papers_were_looked_at_is_looked_for_again(desk: Desk, tmp_path: Path) -> None:
    with desk.store.read() as work:
        mother = next(p for p in work.contactables(work.case(1).child.id) if p.hidden)
    change_person(desk, REF, mother, replace(mother, hidden=False), "She says so")
    found = looked(desk, tmp_path)
    build(desk, found, tmp_path / "b.pdf")
    add_person(desk, REF, Contactable(0, 0, "Sorrel Tamworth", "aunt", address="2 Mill Row, Ferryham"))
    build(desk, found, tmp_path / "b.pdf")
    with desk.store.read() as work:
        open_again = next(p for p in work.contactables(work.case(1).child.id) if p.address == HIDDEN)
    change_person(desk, REF, open_again, replace(open_again, hidden=True), "He came to the door")
    with pytest.raises(Conflict, match=r"must not be disclosed changed .* look at the papers again"):
        build(desk, found, tmp_path / "b.pdf")


def test_the_chronology_of_a_bundle_never_says_it(desk: Desk, tmp_path: Path) -> None:
    opened = open_bundle(desk, REF, KIND)
    one = opened.list.pick(1)
    assert one is not None
    opened = replace(opened, list=opened.list.with_pick(one.changed(left_out="not needed")))
    path = tmp_path / "b.pdf"
    build(desk, looked(desk, tmp_path, opened), path)
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    assert "A letter went to [removed:" in " ".join(text.split()) and traces(path.read_bytes(), "Larch") == []


def test_a_case_without_a_hidden_address_is_not_read_for_one(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehcp_desk.printing import BundlePress

    with desk.store.read() as work:
        mother = next(p for p in work.contactables(work.case(1).child.id) if p.hidden)
    change_person(desk, REF, mother, replace(mother, hidden=False), "She says so")
    monkeypatch.setattr(BundlePress, "words", lambda *_: pytest.fail("read for nothing"))
    assert hidden(looked(desk, tmp_path)) == []


def test_a_copy_stands_in_the_place_of_its_original_and_only_a_copy_may(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Document 2 is not a copy of document 1"):
        in_its_place(open_bundle(desk, REF, KIND).list, 1, 2, {})
    copy = document_copy(desk, REF, 1, "tribunal")
    path = tmp_path / "copy.pdf"
    copy.write(desk, [path], copy.rulings(confirmed=True))
    copy.close()
    file_document(desk, REF, Attachment("Copy.pdf", path.read_bytes()), Details("Copy"))
    opened = open_bundle(desk, REF, KIND)
    out = opened.list.pick(3)
    assert out is not None and out.left_out == "a copy of document 1 for the tribunal"
    listed = in_its_place(opened.list, 1, 3, opened.copies)
    again = list_from(list_text(listed, opened.filed).encode(), "list.json", opened.list)
    assert again.pick(3) == listed.pick(3), "a person who edits the list as a file keeps it"
    found = looked(desk, tmp_path, replace(opened, list=listed))
    assert [f.document for f in hidden(found)] == [0]
    entry = next(e for e in found.main.entries if e.document == 3)
    assert (entry.title, entry.dated) == ("Letter of the school", date(2026, 7, 2)), "it is called what its original is"
    assert not any(e.document == 1 for e in found.main.entries)
    built = build(desk, found, tmp_path / "b.pdf")
    assert traces((tmp_path / "b.pdf").read_bytes(), "Larch") == []
    keep_list(desk, REF, built.list, None)
    assert open_bundle(desk, REF, KIND).list.pick(3) == listed.pick(3)
