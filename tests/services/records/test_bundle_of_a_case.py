"""A case's bundle from its documents: what goes in, versions kept, what is apart, and what is said of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.bundle_changes import what_changed
from ehcp_desk.domain.bundles import Added, AppealType
from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import BadInput, Cancelled, Conflict, KnownFault
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.emails import file_email
from ehcp_desk.services.casework.filing import describe_document, file_document
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.bundle_lists import file_bundle, keep_list, list_from, list_text
from ehcp_desk.services.records.bundles import BuiltBundle, CaseBundle, build, file_name, look_at, open_bundle
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.appeals import email, pdf_pages

REF, KIND, DAY = "SEN/26118", AppealType.REFUSAL_TO_ASSESS, date(2026, 10, 30)


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Desk]:
    """A case with four papers, one of them confidential, and an email with an attachment."""
    made = open_desk(str(tmp_path / "desk.db"), "Joy Addo", DAY, create=True)
    child = Child(0, "Farrowdale", "Maisie", date(2020, 3, 14))
    open_request(made, NewRequest(REF, child, date(2026, 6, 24), "parent"))
    put(made, "Appeal form.pdf", 2, Details("Appeal form", "Jo Farrowdale", date(2026, 9, 1), date(2026, 9, 3)))
    put(made, "Letter.pdf", 3, Details("Letter of the school", "Larkspur Primary", date(2026, 7, 1), date(2026, 7, 2)))
    put(made, "Confidential note.pdf", 1, Details("Confidential note", "Joy Addo", date(2026, 7, 3)))
    put(made, "Decision letter.pdf", 1, Details("Decision letter", "Joy Addo", date(2026, 8, 1)))
    yield made
    made.store.close()


def put(desk: Desk, name: str, pages: int, details: Details) -> None:
    file_document(desk, REF, Attachment(name, pdf_pages(name, pages)), details)


def built(desk: Desk, folder: Path, bundle: CaseBundle | None = None) -> tuple[CaseBundle, BuiltBundle]:
    opened = bundle or open_bundle(desk, REF, KIND)
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    return opened, build(desk, look_at(desk, opened, work), folder / "bundle.pdf")


def kept(desk: Desk, folder: Path, bundle: CaseBundle | None = None) -> BuiltBundle:
    opened, made = built(desk, folder, bundle)
    now, _ = keep_list(desk, REF, made.list, opened.last)
    return replace(made, list=now)


def chosen(desk: Desk, added: Added, **left_out: str) -> CaseBundle:
    """The bundle with a person's choices: ``d2="why"`` leaves document 2 out, and nothing puts it in."""
    opened = open_bundle(desk, REF, KIND)
    made = replace(opened.list, added=added)
    for name, why in left_out.items():
        pick = made.pick(int(name[1:]))
        assert pick is not None
        made = made.with_pick(pick.changed(left_out=why))
    return replace(opened, list=made)


def pages(made: BuiltBundle) -> dict[str, tuple[str, ...]]:
    return {span.key: span.labels for span in made.list.spans}


def said(path: Path, page: int) -> str:
    return " ".join(PdfReader(path).pages[page].extract_text().split())


def test_the_confidential_part_is_a_file_apart(wired: Desk, tmp_path: Path) -> None:
    _, made = built(wired, tmp_path)
    assert [p.name for p in made.files] == ["bundle.pdf", "bundle confidential.pdf"]
    main = " ".join(page.extract_text() for page in PdfReader(made.files[0]).pages[:2])
    assert "1 paper, in a file apart" in main and "Confidential note" not in main
    apart = PdfReader(made.files[1])
    assert apart.page_labels[:3] == ["C1", "C2", "C3"] and "Confidential note" in apart.pages[2].extract_text()
    assert "Confidential note" not in json.dumps(PdfReader(made.files[0]).attachments["manifest.json"][0].decode())


def test_the_chronology_tells_nothing_of_a_confidential_paper(wired: Desk, tmp_path: Path) -> None:
    """That it was filed is left out and said; an entry that rests on it is for a person to put right."""
    told = Attachment("Confidential record.pdf", pdf_pages("Told", 1))
    record(wired, REF, NewFact("note", date(2026, 7, 4), note="The address was told."), told)
    _, made = built(wired, tmp_path)
    named, left = (f for f in made.found.fixes if f.check == "confidential")
    assert "which only tells that papers were filed" in left.words and not left.serious
    assert "names Confidential record.pdf, which is in the confidential part" in named.words and named.serious


def test_the_chronology_stands_in_the_core_with_bundle_pages(wired: Desk, tmp_path: Path) -> None:
    _, made = built(wired, tmp_path)
    labels = {span.key: span.labels for span in made.list.spans}
    order = [span.key for span in made.list.spans if "/" not in span.key]
    assert order == ["front", "document 4", "document 1", "chronology", "document 2", "papers"]
    told = said(made.files[0], int(labels["chronology"][0]) - 1)
    first, last = labels["document 1"][0], labels["document 1"][-1]
    assert f"Bundle pages {first} to {last}" in told


def test_the_day_the_hearing_was_listed_comes_from_the_record(wired: Desk) -> None:
    assert open_bundle(wired, REF, KIND).list.listed is None
    for day, hearing in ((date(2026, 9, 1), "2026-12-01"), (date(2026, 10, 1), "2027-01-10")):
        record(wired, REF, NewFact("hearing_listed", day, {"date": hearing}))
    assert open_bundle(wired, REF, KIND).list.listed == date(2026, 10, 1), "as it was listed last"
    record(wired, REF, NewFact("tribunal_direction", date(2026, 10, 1), {"rule": "evidence", "date": "2026-11-20"}))
    assert open_bundle(wired, REF, KIND).list.evidence_by == date(2026, 11, 20)


def test_a_list_is_kept_once_and_reopened(wired: Desk, tmp_path: Path) -> None:
    first = kept(wired, tmp_path)
    assert first.list.version == 1
    again = kept(wired, tmp_path)
    opened = open_bundle(wired, REF, KIND)
    assert again.list.version == 1 and len(opened.kept) == 1, "nothing changed, so nothing was kept again"
    assert open_bundle(wired, REF, AppealType.CEASE).kept == (), "each type of appeal has its own bundle"
    left = opened.list.with_pick(opened.list.picks[1].changed(left_out="the parent asked"))
    kept(wired, tmp_path, replace(opened, list=left))
    opened = open_bundle(wired, REF, KIND)
    assert [k.version for k in opened.kept] == [1, 2]
    assert any(line == "Document 2 (Letter.pdf) is left out: the parent asked."
               for line in what_changed(opened.kept[0], opened.kept[1]))  # fmt: skip
    assert all(ok for _, ok, _ in verify_record(wired))


def test_two_people_who_amend_one_bundle_do_not_lose_each_others_choices(wired: Desk, tmp_path: Path) -> None:
    kept(wired, tmp_path)
    mine, theirs = open_bundle(wired, REF, KIND), open_bundle(wired, REF, KIND)
    out = theirs.list.pick(2)
    assert out is not None
    keep_list(wired, REF, theirs.list.with_pick(out.changed(left_out="agreed")), theirs.last)
    with pytest.raises(Conflict, match=r"Joy Addo kept version 2 of this bundle on 30 October 2026, after you opened"):
        built(wired, tmp_path / "mine", mine)
    assert not (tmp_path / "mine" / "bundle.pdf").exists(), "nothing is issued that would not be kept"
    with pytest.raises(Conflict):
        keep_list(wired, REF, replace(mine.list, pages=3), mine.last)
    again = open_bundle(wired, REF, KIND)
    assert again.last is not None and again.last.version == 2
    assert again.list.pick(2).left_out == "agreed"  # type: ignore[union-attr]


def test_the_kept_list_is_no_evidence_and_not_told(wired: Desk, tmp_path: Path) -> None:
    kept(wired, tmp_path)
    opened = open_bundle(wired, REF, KIND)
    assert [p.document for p in opened.list.picks] == [1, 2, 3, 4]
    assert not any("bundle" in line.event.casefold() for line in chronology(wired, REF).lines)


@pytest.mark.parametrize("added", list(Added))
def test_papers_that_came_later(wired: Desk, tmp_path: Path, added: Added) -> None:
    before = {s.key: s.labels for s in kept(wired, tmp_path).list.spans}
    put(wired, "New letter.pdf", 2, Details("New letter", "Larkspur Primary", date(2026, 10, 1), date(2026, 10, 2)))
    opened = open_bundle(wired, REF, KIND)
    _, made = built(wired, tmp_path, replace(opened, list=replace(opened.list, added=added)))
    now = {s.key: s.labels for s in made.list.spans}
    assert len(now["document 6"]) == 2
    if added is Added.RENUMBER:
        assert PdfReader(made.files[0]).page_labels == [str(n + 1) for n in range(made.pages)]
        return
    for key in ("document 4", "document 1", "document 2"):
        assert now[key] == before[key], "pages that were cited keep their numbers"
    last = int(before["document 2"][-1])
    assert now["document 6"] == ((str(last + 1), str(last + 2)) if added is Added.END else (f"{last}A", f"{last}B"))
    if added is Added.END:
        index = " ".join(p.extract_text() for p in PdfReader(made.files[0]).pages[:2])
        assert "Added since version 1" in index


def test_a_person_edits_the_list_as_a_file(wired: Desk) -> None:
    opened = open_bundle(wired, REF, KIND)
    told = json.loads(list_text(opened.list, opened.filed))
    assert told["documents"][1] | {"part": ""} == {
        "document": 2, "file": "Letter.pdf", "what": "Letter of the school", "dated": "2026-07-01", "part": "",
        "kind": "", "left_out": "", "pages": "", "order": None, "title": "", "late": "", "instead": 0}  # fmt: skip
    told["documents"][1] |= {"part": "parent", "pages": "1-2", "title": "Letter of 1 July"}
    told["listed"] = "2026-09-09"
    made = list_from(json.dumps(told).encode(), "list.json", opened.list)
    pick = made.pick(2)
    assert pick is not None and (pick.part, pick.pages, pick.title, pick.by) == (
        "parent",
        "1-2",
        "Letter of 1 July",
        "person",
    )
    assert made.listed == date(2026, 9, 9)
    assert made.pick(1) == opened.list.pick(1), "what was not changed is still the rule's"


@pytest.mark.parametrize(("text", "words"), [
    (b"{", "is not a list of a bundle"),
    (b'{"documents": [{"document": 99}]}', "no document number 99"),
    (b'{"documents": [{"document": 1, "part": "attic"}]}', "no part called attic"),
    (b'{"documents": [{"document": 1, "pages": "x"}]}', "write them like"),
    (b'{"documents": [], "type": "cease"}', "give the same --type"),
    (b'{"documents": [], "extra": 1}', "is not a list of a bundle"),
])  # fmt: skip
def test_a_list_that_is_wrong_is_refused_in_a_sentence(wired: Desk, text: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        list_from(text, "list.json", open_bundle(wired, REF, KIND).list)


def test_an_email_is_set_and_its_missing_attachment_named(wired: Desk, tmp_path: Path) -> None:
    content = email("A visit", "Jo Farrowdale <jo@example.org>", "send@westmarsh.gov.uk", date(2026, 9, 9),
                    ("Plan of the visit.pdf", pdf_pages("Visit", 1)))  # fmt: skip
    file_document(wired, REF, Attachment("visit.eml", content), Details("Email about a visit", "", date(2026, 9, 9)))
    _, made = built(wired, tmp_path)
    assert any("Plan of the visit.pdf is not on the case" in f.words for f in made.found.fixes)
    labels = {s.key: s.labels for s in made.list.spans}
    shown = said(made.files[0], int(labels["document 5"][0]) - 1)
    assert "Jo Farrowdale <jo@example.org>" in shown and "Please tell me what happens next" in shown
    add_person(wired, REF, Contactable(0, 0, "Jo Farrowdale", "mother", email="jo@example.org"))
    file_email(
        wired, REF, Attachment("again.eml", content.replace(b"Jo Farrowdale <jo@example.org>", b"jo@example.org"))
    )
    mine = open_bundle(wired, REF, KIND).filed[-2]
    assert mine.details.author == "Jo Farrowdale", "the index names who wrote it, not an address"
    _, made = built(wired, tmp_path)
    assert not any("is not on the case" in f.words for f in made.found.fixes)


def test_every_document_of_the_case_is_accounted_for(wired: Desk, tmp_path: Path) -> None:
    file_document(wired, REF, Attachment("Broken.pdf", b"%PDF-1.7 broken"), Details("A record", "", date(2026, 5, 5)))
    opened, made = built(wired, tmp_path)
    spans = {span.key.removeprefix("confidential/") for span in made.list.spans}
    listed = {f.document for f in made.found.fixes}
    for pick in opened.list.picks:
        assert pick.left_out or f"document {pick.document}" in spans or pick.document in listed
    assert any(f.check == "unreadable" and f.document == 5 for f in made.found.fixes)


def test_a_built_bundle_filed_on_the_case_is_not_taken_into_the_next(wired: Desk, tmp_path: Path) -> None:
    made = kept(wired, tmp_path)
    file_bundle(wired, REF, made.files[0], made.list)
    opened = open_bundle(wired, REF, KIND)
    mine = next(p for p in opened.list.picks if p.name == "bundle.pdf")
    assert mine.left_out.startswith("a bundle made earlier")


def test_stopping_keeps_nothing(wired: Desk, tmp_path: Path) -> None:
    opened = open_bundle(wired, REF, KIND)
    looked = look_at(wired, opened, tmp_path)

    def stop(*_: object) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        build(wired, looked, tmp_path / "out" / "bundle.pdf", stop)
    assert not list((tmp_path / "out").iterdir())
    assert open_bundle(wired, REF, KIND).kept == ()


def test_the_file_has_a_name_without_the_child(wired: Desk) -> None:
    assert file_name(open_bundle(wired, REF, KIND)) == "SEN-26118 Bundle version 1.pdf"


def test_an_entry_with_evidence_in_the_bundle_names_its_pages(wired: Desk, tmp_path: Path) -> None:
    record(wired, REF, NewFact("note", date(2026, 7, 5), note="We rang the school."),
           Attachment("Note of a call.pdf", pdf_pages("Note", 1)))  # fmt: skip
    _, made = built(wired, tmp_path)
    labels = {s.key: s.labels for s in made.list.spans}
    pages = [int(n) - 1 for n in labels["chronology"]]
    told = " ".join(said(made.files[0], n) for n in pages)
    assert f"Bundle page {labels['document 5'][0]}" in told


def test_a_paper_gone_from_the_record_is_named_and_nothing_is_built(wired: Desk, tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "desk.db")
    raw.execute("DELETE FROM blobs WHERE sha256 = (SELECT sha256 FROM documents WHERE filename = 'Letter.pdf')")
    raw.commit()
    raw.close()
    with pytest.raises(KnownFault, match=r"^Letter\.pdf is damaged or gone from the record"):
        built(wired, tmp_path)
    assert not (tmp_path / "bundle.pdf").exists()
    opened = open_bundle(wired, REF, KIND)
    letter = next(p for p in opened.list.picks if p.name == "Letter.pdf")
    without = replace(opened, list=opened.list.with_pick(letter.changed(left_out="lost; asked for again")))
    assert built(wired, tmp_path, without)[1].pages, "the rest can be built without it"


# ---- a version after the first -----------------------------------------------------------------------------------


def test_what_the_rules_make_of_a_paper_now_goes_for_a_bundle_kept_before(wired: Desk, tmp_path: Path) -> None:
    put(wired, "scan1.pdf", 1, Details("Scan", "", date(2026, 7, 5)))
    put(wired, "scan2.pdf", 2, Details("Scan", "", date(2026, 7, 6)))
    assert "document 6" in pages(kept(wired, tmp_path))
    describe_document(wired, REF, 5, Details("Legal advice from counsel", "", date(2026, 7, 5)))
    put(wired, "scan2 again.pdf", 2, Details("Scan", "", date(2026, 7, 6), version_of=6))
    opened, made = built(wired, tmp_path)
    assert not {"document 5", "document 6"} & set(pages(made)), "neither counsel’s advice nor what was replaced"
    said = {f.document: (f.words, f.serious) for f in made.found.fixes if f.check == "since"}
    assert said[5] == ("scan1.pdf was in version 1 and is left out now: may be privileged or without prejudice: "
                       "a person decides whether it goes in.", False)  # fmt: skip
    assert said[6][0] == "scan2.pdf was in version 1 and is left out now: replaced by document 8."
    told = what_changed(opened.kept[0], made.list)
    assert "Document 6 (scan2.pdf) is left out: replaced by document 8." in told
    mine = built(wired, tmp_path, chosen(wired, Added.END, d5="", d6=""))[1]
    assert {"document 5", "document 6"} <= set(pages(mine)), "a person says otherwise"
    fixes = {(f.check, f.document): f.words for f in mine.found.fixes}
    assert not {("since", 5), ("since", 6)} & set(fixes)
    assert fixes["newer", 6] == "scan2.pdf is in beside document 8, which replaces it."


def test_a_day_of_the_record_is_read_each_time_and_one_a_person_gave_stands(wired: Desk, tmp_path: Path) -> None:
    def direct(day: date, last: str) -> None:
        record(wired, REF, NewFact("tribunal_direction", day, {"rule": "evidence", "date": last}))

    direct(date(2026, 9, 10), "2026-10-01")
    assert kept(wired, tmp_path).list.evidence_by == date(2026, 10, 1)
    direct(date(2026, 10, 5), "2026-12-18")
    direct(date(2026, 8, 1), "2026-09-15")
    opened = open_bundle(wired, REF, KIND)
    assert opened.list.evidence_by == date(2026, 12, 18), "by the direction given last, whenever it was written down"
    assert "The last day for evidence is 2026-12-18; it was 2026-10-01." in what_changed(opened.kept[0], opened.list)
    kept(wired, tmp_path, replace(opened, list=opened.list.giving(evidence_by=date(2026, 10, 1))))
    direct(date(2026, 10, 20), "2027-01-08")
    opened = open_bundle(wired, REF, KIND)
    assert opened.list.evidence_by == date(2026, 10, 1), "a person said so"
    kept(wired, tmp_path, replace(opened, list=opened.list.giving(evidence_by=None)))
    assert open_bundle(wired, REF, KIND).list.evidence_by == date(2027, 1, 8), "and takes it back"


def test_correcting_the_words_of_an_earlier_direction_of_the_day_brings_its_date_not_back(wired: Desk) -> None:
    told = [NewFact("tribunal_direction", date(2026, 9, 10), {"rule": "evidence", "date": last}, "As sent")
            for last in ("2026-10-01", "2026-12-18")]  # fmt: skip
    first = record(wired, REF, told).facts[0]
    correct(wired, first, replace(told[0], note="As sent by email"), "Slip")
    assert open_bundle(wired, REF, KIND).list.evidence_by == date(2026, 12, 18)


def test_a_day_kept_before_it_was_kept_who_gave_it(wired: Desk, tmp_path: Path) -> None:
    """A list of before: a day the record told is the record's, any other is a person's."""
    record(wired, REF, NewFact("tribunal_direction", date(2026, 9, 1), {"rule": "evidence", "date": "2026-10-01"}))
    opened = open_bundle(wired, REF, KIND)
    keep_list(wired, REF, replace(opened.list, listed=date(2026, 9, 9)), None)
    record(wired, REF, NewFact("tribunal_direction", date(2026, 9, 2), {"rule": "evidence", "date": "2026-11-20"}))
    record(wired, REF, NewFact("hearing_listed", date(2026, 9, 8), {"date": "2026-12-01"}))
    now = open_bundle(wired, REF, KIND).list
    assert (now.evidence_by, now.listed) == (date(2026, 11, 20), date(2026, 9, 9))


def test_a_version_of_before_that_says_the_same_is_not_kept_again(wired: Desk, tmp_path: Path) -> None:
    _, made = built(wired, tmp_path)
    picks = tuple(replace(pick, ruled="") for pick in made.list.picks)
    spans = tuple(replace(span, pages=()) for span in made.list.spans)
    assert (picks, spans) != (made.list.picks, made.list.spans)
    keep_list(wired, REF, replace(made.list, picks=picks, spans=spans), None)
    assert kept(wired, tmp_path).list.version == 1


def test_a_page_number_is_never_given_to_another_page(wired: Desk, tmp_path: Path) -> None:
    one = pages(kept(wired, tmp_path))
    two = pages(kept(wired, tmp_path, chosen(wired, Added.END, d2="not relevant")))
    assert not set(two["papers"]) & set(one["document 2"]), "nor to the list of papers"
    put(wired, "New letter.pdf", 2, Details("New letter", "Larkspur Primary", date(2026, 10, 1), date(2026, 10, 2)))
    new = open_bundle(wired, REF, KIND).filed[-1].number
    three = pages(kept(wired, tmp_path, chosen(wired, Added.END)))
    assert "document 2" not in three
    last = int(one["document 2"][-1])
    assert three[f"document {new}"] == (str(last + 1), str(last + 2)), "after every number there ever was"
    four = pages(kept(wired, tmp_path, chosen(wired, Added.END, d2="")))
    assert (four["document 2"], four[f"document {new}"]) == (one["document 2"], three[f"document {new}"])


def test_other_pages_of_a_paper_have_other_numbers(wired: Desk, tmp_path: Path) -> None:
    def taking(ranges: str) -> CaseBundle:
        opened = chosen(wired, Added.LETTERS)
        pick = opened.list.pick(2)
        assert pick is not None
        return replace(opened, list=opened.list.with_pick(pick.changed(pages=ranges)))

    first, second = pages(kept(wired, tmp_path, taking("1-2")))["document 2"]
    opened = taking("2-3")
    keep_list(wired, REF, opened.list, opened.last)  # kept and not built: the numbers are still those of version 1
    assert pages(kept(wired, tmp_path, taking("2-3")))["document 2"] == (second, f"{second}A")
    assert pages(kept(wired, tmp_path, taking("")))["document 2"] == (first, second, f"{second}A")
