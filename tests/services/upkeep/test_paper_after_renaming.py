"""A paper against a record that has not changed though the council, the law or the program has; and one that has."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.papers import Chronology
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.small_papers import ListsPaper
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.recording import record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import compile_notice
from ehcp_desk.services.letters.issuing import issue, write_letters
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.law_changes import apply
from ehcp_desk.services.oversight.law_changes import withdraw as withdraw_law
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import Asked, print_chronology, print_lists, print_pick_up
from ehcp_desk.services.upkeep.council import change_council, council_view
from tests.clock.test_clock_changing import EIGHTEEN, final_plan
from tests.services.upkeep.test_paper_check import ASKED, FORMS, said
from tests.support.notices import complete


@pytest.fixture
def office(desk: Desk, maisie: str) -> Desk:
    """The desk with a printer."""
    return replace(desk, papers=Printer())


def rename(desk: Desk, name: str) -> None:
    change_council(desk, replace(council_view(desk).council, name=name))


@pytest.mark.parametrize("name", ASKED)
def test_a_council_that_was_renamed_is_no_changed_record(office: Desk, maisie: str, tmp_path: Path, name: str) -> None:
    rename(office, "Westmarsh Council")
    files = [tmp_path / f"c{form}" for form in FORMS]
    print_chronology(office, maisie, ASKED[name], files)
    for new in ("Westmarsh City Council", "Greater Westmarsh"):
        rename(office, new)
    for path in files:
        found = said(office, path)
        assert all(ok for ok, _ in found.values()), found
        assert "named as it was then (Westmarsh Council)" in found["record"][1]
    entry = record(office, maisie, NewFact("note", date(2026, 9, 1), note="A visit")).facts[0]
    print_chronology(office, maisie, Asked(), [tmp_path / "later.pdf"])
    withdraw(office, entry, "Another child")
    found = said(office, tmp_path / "later.pdf")
    assert found["record"][0] and not found["since"][0], "what changed on the record is still told"


def test_a_paper_printed_before_the_council_was_named_is_known_after_it(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    print_chronology(office, maisie, Asked(), [tmp_path / "c.pdf"])
    rename(office, "Westmarsh Council")
    found = said(office, tmp_path / "c.pdf")
    assert found["record"][0] and "Council not named yet" in found["record"][1]


def test_a_law_the_council_applied_and_withdrew_is_no_changed_record(office: Desk, maisie: str, tmp_path: Path) -> None:
    before, under, after = (tmp_path / f"{name}.pdf" for name in ("before", "under", "after"))
    print_chronology(office, maisie, Asked(), [before])
    change = ChangeFile("quicker.toml", final_plan(**EIGHTEEN))
    apply(office, change, "A changed rule")
    print_chronology(office, maisie, Asked(), [under])
    assert said(office, before)["record"][0] and said(office, under)["record"][0]
    withdraw_law(office, "quicker", "Struck down")
    print_chronology(office, maisie, Asked(), [after])
    for path in (before, under, after):
        found = said(office, path)
        assert all(ok for ok, _ in found.values()), found


class Reworded(Printer):
    """What another version of the program would print."""

    def lines(self, value: Chronology) -> list[str]:
        return [*super().lines(value), "Words that an earlier version did not print"]


def test_other_words_of_the_program_are_no_changed_record_but_other_entries_are(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    path, later = tmp_path / "c.pdf", replace(office, papers=Reworded())
    print_chronology(office, maisie, Asked(), [path])
    child = case_view(office, maisie).case.child
    change_child(office, maisie, child, replace(child, surname="Farrow", setting="Rookery Lane"))
    record(office, maisie, NewFact("note", date(2026, 9, 1), note="Later"))
    found = said(later, path)
    assert found["record"][0] and "in other words" in found["record"][1] and found["entries"][0]
    raw = sqlite3.connect(tmp_path / "desk.db")
    raw.execute("DROP TRIGGER facts_no_update")
    raw.execute("UPDATE facts SET happened_on = '2026-06-25' WHERE kind = 'request_received'")
    raw.commit()
    raw.close()
    found = said(later, path)
    assert not found["record"][0] and "altered" in found["record"][1] and not found["entries"][0]


def test_a_name_changed_behind_the_desk_is_a_changed_record(office: Desk, maisie: str, tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(), [path])
    raw = sqlite3.connect(tmp_path / "desk.db")
    raw.execute("UPDATE children SET surname = 'Nobody'")
    raw.commit()
    raw.close()
    assert not said(replace(office, papers=Reworded()), path)["record"][0]


def test_as_at_today_does_not_take_in_what_is_written_later_that_day(office: Desk, maisie: str, tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    print_chronology(office, maisie, Asked(as_at=date(2026, 10, 30)), [path])
    record(office, maisie, NewFact("note", date(2026, 10, 29), note="Later that day"))
    child = case_view(office, maisie).case.child
    change_child(office, maisie, child, replace(child, setting="Rookery Lane"))
    found = said(office, path)
    assert all(ok for ok, _ in found.values()), found
    assert "it says the same" in found["record"][1]


def test_a_document_gone_from_the_record_is_named_for_every_paper_of_the_case(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    filed = Attachment("report.txt", b"A report")
    record(office, maisie, NewFact("note", date(2026, 9, 1), note="A visit"), attach=filed)
    print_pick_up(office, maisie, [tmp_path / "p.pdf"])
    assert said(office, tmp_path / "p.pdf")["documents"] == (True, "its one document is as filed")
    raw = sqlite3.connect(tmp_path / "desk.db")
    raw.execute("UPDATE documents SET filename = 'other.txt'")
    raw.commit()
    raw.close()
    ok, words = said(office, tmp_path / "p.pdf")["documents"]
    assert not ok and "report.txt" in words


def test_a_return_says_when_what_it_counted_was_corrected_since(office: Desk, maisie: str, tmp_path: Path) -> None:
    entry = record(office, maisie, NewFact("note", date(2026, 9, 1), note="A visit")).facts[0]
    with office.store.read() as work:
        head = paper_head(work, office)
    paper, path = ListsPaper(head, "Monthly return", "", (), "Joy Addo"), tmp_path / "r.pdf"
    print_lists(office, paper, [path])
    record(office, maisie, NewFact("note", date(2026, 9, 2), note="Written up later"))
    ok, words = said(office, path)["since"]
    assert ok and "on 1 case something was written up since" in words
    withdraw(office, entry, "Another child")
    ok, words = said(office, path)["since"]
    assert not ok and f"on 1 case something was corrected or withdrawn ({maisie})" in words


def test_a_letter_as_it_was_issued_is_known_and_a_draft_of_it_is_not_called_altered(
    office: Desk, maisie: str, tmp_path: Path
) -> None:
    ready = complete(office, maisie, "refusal_to_assess")
    draft = compile_notice(office, maisie, "refusal_to_assess", ready.on, "post", ready.written, draft=True)
    write_letters(office, draft, tmp_path / "draft.pdf")
    ok, words = said(office, tmp_path / "draft.pdf")["issue"]
    assert not ok and "a draft that never went" in words and "not those its own digest" not in words
    issue(office, maisie, "refusal_to_assess", ready.on, "post", ready.written)
    for filed in case_view(office, maisie).filed:
        with office.store.read() as work:
            (tmp_path / filed.row.filename).write_bytes(work.document_bytes(filed.row.id))
        found = said(office, tmp_path / filed.row.filename)
        assert all(ok for ok, _ in found.values()), found
        assert f"{filed.row.filename}, filed on {maisie}" in found["issue"][1]
    letter = next(tmp_path.glob("Refusal*.pdf"))
    assert "sent to Jo Farrowdale on 30 October 2026" in said(office, letter)["issue"][1]
    letter.write_bytes(letter.read_bytes() + b"%")
    assert not said(office, letter)["issue"][0]


@pytest.mark.parametrize("form", FORMS)
def test_every_word_of_a_letter_is_under_its_digest(office: Desk, maisie: str, tmp_path: Path, form: str) -> None:
    ready = complete(office, maisie, "refusal_to_assess")
    notice = compile_notice(office, maisie, "refusal_to_assess", ready.on, "post", ready.written)
    (path,) = write_letters(office, notice, tmp_path / f"letter{form}")
    found = Printer().carried(path)
    if form != ".docx":  # a letter in Word is there to be changed, and carries no digest
        assert found.content and found.content == found.found
    assert "leaflet" in found.words, "what stands under a point is one of its words"
