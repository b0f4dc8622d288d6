"""A paper against the record it was issued from: genuine, altered, from elsewhere, and no longer supported."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document as open_word

from db.store import open_store
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.chronology_choice import Choice
from ehcp_desk.domain.record import NewFact
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.marking import mark_entries
from ehcp_desk.services.casework.recording import correct, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.issuing import Asked, print_chronology, print_pick_up
from ehcp_desk.services.upkeep.paper_check import verify_paper


@pytest.fixture
def office(desk: Desk, maisie: str) -> Desk:
    """The desk with a printer."""
    return replace(desk, papers=Printer())


def said(desk: Desk, path: Path) -> dict[str, tuple[bool, str]]:
    return {check: (ok, words) for check, ok, words in verify_paper(desk, path)}


FORMS = (".pdf", ".html", ".docx")
ASKED = {
    "all": Asked(),
    "then": Asked(as_at=date(2026, 10, 30)),
    "one page": Asked(one_page=True),
    "sides": Asked(both_sides=True, gap_weeks=4),
    "chosen": Asked("the Tribunal", choice=Choice(first=date(2026, 6, 1), statutory=True), pages={1: "page 7"}),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_paper_just_printed_is_known_in_every_form_and_the_record_supports_it(
    office: Desk, maisie: str, tmp_path: Path, name: str
) -> None:
    record(office, maisie, NewFact("note", date(2026, 10, 1), note="A visit"))
    files = [tmp_path / f"c{form}" for form in FORMS]
    print_chronology(office, maisie, ASKED[name], files)
    for path in files:
        found = said(office, path)
        assert all(ok for ok, _ in found.values()), found
        assert list(found) == ["seal", "issue", "entries", "documents", "record", "since"]


def test_printing_the_same_again_is_the_same_bytes_and_no_second_line_of_issue(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(), [path])
    with office.store.read() as work:
        before, first = work.journal_head()[0], path.read_bytes()
    print_chronology(office, maisie, Asked(), [path])
    with office.store.read() as work:
        assert (work.journal_head()[0], path.read_bytes()) == (before, first)


def test_an_altered_web_page_and_word_file_say_what_was_altered(office: Desk, maisie: str, tmp_path: Path) -> None:
    web, word = tmp_path / "c.html", tmp_path / "c.docx"
    print_chronology(office, maisie, Asked(), [web, word])
    web.write_text(web.read_text().replace("from a parent", "from nobody"))
    file = open_word(str(word))
    cell = next(p for row in file.tables[1].rows for c in row.cells for p in c.paragraphs if "request" in p.text)
    cell.runs[0].text = "The council received nothing."
    file.save(str(word))
    for path in (web, word):
        found = said(office, path)
        assert not found["issue"][0] and "altered" in found["issue"][1]
        assert not found["words"][0] and "from a parent" in found["words"][1]


def test_a_file_saved_again_with_the_same_words_is_told_from_the_original(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    word = tmp_path / "c.docx"
    print_chronology(office, maisie, Asked(), [word])
    open_word(str(word)).save(str(word))
    found = said(office, word)
    assert not found["issue"][0] and "not the file that was issued" in found["issue"][1]
    assert "words" not in found and found["record"][0]


def test_what_is_added_where_a_papers_own_words_are_not_read_is_not_spoken_well_of(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    """A sentence in the head of a Word file, or in a block the reader takes for one nobody sees, shows all the same."""
    word, web = tmp_path / "c.docx", tmp_path / "c.html"
    print_chronology(office, maisie, Asked(), [word, web])
    file = open_word(str(word))
    file.sections[0].header.paragraphs[0].text = "The council admits that it was late."
    file.save(str(word))
    hidden = '<div class="unseen" style="all:unset">The council admits that it was late.</div></body>'
    web.write_text(web.read_text().replace("</body>", hidden))
    for path in (word, web):
        ok, words = said(office, path)["issue"]
        assert not ok and "not the file that was issued" in words and "what it shows may not be" in words


def test_one_byte_of_a_pdf_is_noticed(office: Desk, maisie: str, tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(), [path])
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    assert not all(ok for ok, _ in said(office, path).values())


def test_a_paper_of_another_record_says_so(office: Desk, maisie: str, tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(), [path])
    open_store(str(tmp_path / "other.db"), create=True).close()
    other = open_desk(str(tmp_path / "other.db"))
    found = said(other, path)
    assert "another record" in found["seal"][1] and not found["issue"][0]
    other.store.close()


def test_a_file_that_carries_nothing_is_refused_in_words(office: Desk, maisie: str, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_text("<p>Chronology</p>")
    assert "no seal" in said(office, path)["seal"][1]


def test_what_was_corrected_withdrawn_or_written_up_since_is_named(office: Desk, maisie: str, tmp_path: Path) -> None:
    one, two = (record(office, maisie, NewFact("note", date(2026, 9, n), note=f"Note {n}")).facts[0] for n in (1, 2))
    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(), [path])
    late = record(office, maisie, NewFact("note", date(2026, 9, 3), note="Written up later")).facts[0]
    found = said(office, path)
    assert found["since"][0] and f"entry {late}" in found["since"][1], "an addition does not contradict the paper"
    mark_entries(office, maisie, [one], "disputed", "the parents")
    new = correct(office, one, NewFact("note", date(2026, 9, 1), note="Right"), "Slip").facts[0]
    withdraw(office, two, "Another child")
    found = said(office, path)
    assert found["record"][0], "as at then the record says the same"
    assert not found["since"][0]
    assert f"entry {one} (note) was corrected by entry {new}" in found["since"][1]
    assert f"entry {two} (note) was withdrawn" in found["since"][1]


def test_a_record_rewritten_behind_the_desk_no_longer_supports_the_paper(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    import sqlite3

    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(), [path])
    raw = sqlite3.connect(tmp_path / "desk.db")
    raw.execute("DROP TRIGGER facts_no_update")
    raw.execute("UPDATE facts SET happened_on = '2026-06-25' WHERE kind = 'request_received'")
    raw.commit()
    raw.close()
    found = said(office, path)
    assert found["issue"][0] and not found["record"][0]


def test_a_pick_up_sheet_is_known_again_and_says_what_changed(office: Desk, maisie: str, tmp_path: Path) -> None:
    entry = record(office, maisie, NewFact("note", date(2026, 9, 1), note="A visit")).facts[0]
    files = [tmp_path / "p.pdf", tmp_path / "p.docx"]
    print_pick_up(office, maisie, files)
    assert all(ok for path in files for ok, _ in said(office, path).values())
    withdraw(office, entry, "Another child")
    assert not said(office, files[0])["since"][0]


@pytest.mark.parametrize("change", ["happened_on = '2026-13-45'", "attrs = '{'", "note = CAST(x'ff' AS TEXT)"])
def test_a_case_with_an_entry_that_cannot_be_read_says_what_was_checked_and_what_was_not(
    office: Desk, maisie: str, tmp_path: Path, change: str
) -> None:
    record(office, maisie, NewFact("note", date(2026, 10, 1), note="A visit"))
    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(), [path])
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute(f"UPDATE facts SET {change} WHERE kind = 'note'")
    raw.close()
    found = said(office, path)
    assert found["seal"][0] and found["issue"][0] and found["documents"][0], "what can be checked is checked"
    assert not found["entries"][0] and maisie in found["entries"][1]
    assert not found["record"][0] and "cannot be read" in found["record"][1]
    assert all("ehcp-desk" not in words and "attrs" not in words for _, words in found.values())
