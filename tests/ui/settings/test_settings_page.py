"""Settings: what a person changes is kept, and what cannot be is refused in a sentence where it was typed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.model import Deadline, State
from ehcp_desk.domain.dates import in_words, short
from ehcp_desk.domain.signals import USUAL, Signals, signals_of
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.printing import Printer
from ehcp_desk.services.letters.letterhead import change_letterhead, letterhead
from ehcp_desk.services.oversight.notifying import notify
from ehcp_desk.services.oversight.return_settings import read_settings
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.oversight.weighing import change_weights, weights
from ehcp_desk.services.records.case_view import CaseView, case_view
from ehcp_desk.services.records.heads import COUNCIL
from ehcp_desk.services.records.issuing import Asked, print_chronology
from ehcp_desk.services.upkeep.alerting import alerts, change_alerts
from ehcp_desk.services.upkeep.council import CASELOAD, Council, change_council, council_view, set_target
from ehcp_desk.services.upkeep.practice import change_practice, practice
from tests.support.demo_window import TODAY, Bench
from tests.ui.settings.opening import Open, setting, settled
from ui.a11y import problems
from ui.dialogs.files import Files
from ui.pages.case.deadline_words import every_entry
from ui.theme.appearance import Choice

# -- council ---------------------------------------------------------------------------------------------------------


def test_the_council_is_kept_and_journaled(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("council")
    page.council.name.setText("Eastmarsh  Council")
    page.council.caseload.setText("48")
    page.council.save.click()
    settled(qtbot, at)
    assert (setting(at, COUNCIL), setting(at, CASELOAD)) == ("Eastmarsh Council", "48")
    with at.desk.store.read() as work:
        last = list(work.journal())[-1]
    assert last.kind == "council_changed" and "Westmarsh Council" in str(last.payload)
    assert at.said.done == ["The council is saved."]


def test_what_somebody_else_saved_meanwhile_is_not_written_over(at: Bench, opened: Open, qtbot: QtBot) -> None:
    other = replace(at.desk, user="Thandi Mbeki")
    page = opened("council")
    section = page.council
    section.service.setText("SEND Casework")
    change_council(other, replace(council_view(other).council, caseload=55, cautious=True))
    section.reread()
    settled(qtbot, at)
    assert section.caseload.text() == "55" and section.cautious.isChecked(), "what nobody touched is read again"
    assert section.service.text() == "SEND Casework", "what is being typed stays"
    section.save.click()
    settled(qtbot, at)
    assert council_view(at.desk).council == Council("Westmarsh Council", "SEND Casework", 55, True)


def test_what_both_changed_is_said_and_saved_only_when_it_is_meant(at: Bench, opened: Open, qtbot: QtBot) -> None:
    other = replace(at.desk, user="Thandi Mbeki")
    page = opened("council")
    section = page.council
    section.caseload.setText("47")
    change_council(other, replace(council_view(other).council, caseload=56))
    section.reread()
    settled(qtbot, at)
    section.save.click()
    settled(qtbot, at)
    assert at.said.trouble[-1].startswith("Thandi Mbeki changed what you are changing at ")
    assert "cases for a full-time caseworker: 56." in at.said.trouble[-1]
    assert setting(at, CASELOAD) == "56" and section.caseload.text() == "47" and at.said.done == []
    section.save.click()
    settled(qtbot, at)
    assert setting(at, CASELOAD) == "47" and at.said.done == ["The council is saved."]


def test_two_steps_switched_on_meanwhile_stay_on(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("practice")
    section = page.practice
    section.note_kinds.setPlainText("Supervision")
    change_practice(replace(at.desk, user="Thandi Mbeki"), "Concern\nHome visit", "", True)
    section.save.click()  # before the page has heard of it
    settled(qtbot, at)
    assert at.said.trouble and practice(at.desk).note_kinds == ("Concern", "Home visit")
    section.save.click()
    settled(qtbot, at)
    assert practice(at.desk).note_kinds == ("Supervision",) and practice(at.desk).two_step == at.desk.today()
    assert section.two_step.isChecked()


def test_each_part_of_the_settings_keeps_a_colleagues_change(
    at: Bench, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    other, page = replace(at.desk, user="Thandi Mbeki"), opened("weights")
    page.weights.lines["appeal"].setText("2")
    change_weights(other, {"plan": 0.3})
    page.weights.save.click()
    settled(qtbot, at)
    page.arrive(section="alerts")
    settled(qtbot, at)
    page.alerts.seals.setText(str(tmp_path))
    change_alerts(other, replace(alerts(other), ladder="5 team manager", low_attendance=80))
    page.alerts.save.click()
    settled(qtbot, at)
    page.arrive(section="signals")
    settled(qtbot, at)
    page.signals.low.setText("85")
    change_alerts(other, replace(alerts(other), signals="none", ladder="6 team manager"))
    page.signals.save.click()
    settled(qtbot, at)
    page.arrive(section="letters")
    settled(qtbot, at)
    page.letters.controls["leaflet"].setText("If you disagree")  # type: ignore[union-attr]
    change_letterhead(other, replace(letterhead(other), signatory="Ruth"))
    page.letters.save.click()
    settled(qtbot, at)
    assert (weights(at.desk).numbers["plan"], weights(at.desk).numbers["appeal"]) == (0.3, 2.0)
    kept = alerts(at.desk)
    assert (kept.ladder, kept.low_attendance, kept.signals) == ("6 team manager", 85, "none")
    assert kept.seal_folder, "what the alerts changed stays through the signals"
    assert (letterhead(at.desk).signatory, letterhead(at.desk).leaflet) == ("Ruth", "If you disagree")
    assert at.said.trouble == []


def test_the_strictest_reading_stands_beside_a_date_and_makes_nothing_overdue(
    at: Bench, opened: Open, qtbot: QtBot
) -> None:
    with at.desk.store.read() as work:
        ref = work.case_rows(work.case_ids(CaseQuery(TODAY, overdue=True)))[0].ref

    def final() -> tuple[CaseView, Deadline, str]:
        view = case_view(at.desk, ref)
        d = next(d for d in view.timeline.deadlines if d.state is State.OVERDUE and d.cautious != d.due)
        return view, d, every_entry(view, d).bottom

    before, d, words = final()
    assert before.cautious_date(d) is None and "strictly" not in words
    page = opened("council")
    assert not page.council.cautious.isChecked()
    page.council.cautious.click()
    page.council.save.click()
    settled(qtbot, at)
    assert setting(at, "clock.cautious") == "on" and page.council.cautious.isChecked()
    after, same, words = final()
    assert after.cautious_date(same) == same.due - timedelta(1)
    assert words.endswith(f"read strictly {short(same.due - timedelta(1), TODAY)}")
    assert (same.due, same.state, same.days) == (d.due, d.state, d.days)


@pytest.mark.parametrize(
    ("name", "caseload", "field", "sentence"),
    [
        ("", "55", 0, "A council needs a name: it stands at the head of every paper."),
        ("Eastmarsh", "many", 2, "Type a whole number of cases, such as 55, or leave it empty."),
        ("Eastmarsh", "0", 2, "A caseload is a whole number from 1 to 500; leave it empty where none is agreed."),
    ],
)
def test_what_cannot_be_right_is_said_under_its_field(
    at: Bench, opened: Open, qtbot: QtBot, name: str, caseload: str, field: int, sentence: str
) -> None:
    page = opened("council")
    page.council.name.setText(name)
    page.council.caseload.setText(caseload)
    page.council.save.click()
    settled(qtbot, at)
    assert page.council.fields[field].problem.sentence == sentence
    assert setting(at, COUNCIL) == "Westmarsh Council"


def test_a_target_holds_from_this_month_and_not_before(at: Bench) -> None:
    set_target(at.desk, "K02", "65%")
    with at.desk.store.read() as work:
        targets = read_settings(work).targets
    assert str(targets.on("K02", TODAY)[0]) == "65"
    assert str(targets.on("K02", date(2026, 9, 30))[0]) == "61.3"
    set_target(at.desk, "K02", "")
    set_target(at.desk, "K05", "Baseline")
    view = {row.code: row.words for row in council_view(at.desk).targets}
    assert (view["K02"], view["K05"]) == ("", "baseline")


def test_a_target_that_is_no_number_is_refused_in_its_dialog(at: Bench, opened: Open, qtbot: QtBot) -> None:
    from ui.pages.settings.council import TargetDialog

    page = opened("council")
    page.council.change_target(1)
    dialog = page.findChildren(TargetDialog)[0]
    dialog.target.setText("lots")
    dialog.act()
    settled(qtbot, at)
    refused = "A target is a number such as 60 or 61.3, or the word baseline; “lots” is neither."
    assert dialog.field.problem.sentence == refused
    dialog.target.setText("70")
    dialog.act()
    settled(qtbot, at)
    assert page.council.rows.index(0, 2).data() == "70%"


# -- look ------------------------------------------------------------------------------------------------------------


def test_a_theme_holds_at_once_and_is_kept(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("look")
    dark = next(b for b in page.look.theme.findChildren(QRadioButton) if b.text() == "Dark")
    qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert at.context.appearance.choice is Choice.DARK and at.context.appearance.tokens.name == "dark"
    assert at.context.settings.get("theme", "") == "dark"
    page.look.percent.setCurrentIndex(page.look.percent.findData("130"))
    page.look.percent.activated.emit(page.look.percent.currentIndex())
    assert at.context.appearance.percent == 130 and at.context.settings.get("text_size", 0) == 130
    page.look.room.setCurrentIndex(page.look.room.findData("team"))
    page.look.room.activated.emit(page.look.room.currentIndex())
    assert at.context.settings.get("first_room", "") == "team"


def test_a_theme_chosen_elsewhere_is_shown(at: Bench, opened: Open) -> None:
    page = opened("look")
    at.context.appearance.choose(Choice.CONTRAST)
    assert page.look.theme.chosen == "contrast"


# -- record ----------------------------------------------------------------------------------------------------------


def test_a_backup_of_a_journal_that_does_not_fit_together_says_so(
    at: Bench, opened: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened("record")
    held = {"journal_seq": "40", "chain_breaks_at": "31"}
    monkeypatch.setattr(type(at.desk.store), "backup", lambda *_given: held)
    page.record._choose_file = lambda *_a: tmp_path / "copy.db"
    page.record.backup.click()
    settled(qtbot, at)
    assert "does not fit together at entry 31" in at.said.trouble[-1]


def test_a_backup_is_a_whole_record_and_is_never_overwritten(
    at: Bench, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    page = opened("record")
    page.record._choose_file = lambda *_a: target
    page.record.backup.click()
    settled(qtbot, at)
    assert at.said.trouble == [] and str(target) in page.record.backed_up.text()
    copy = open_desk(str(target), "Imogen Tranter", TODAY)
    assert staff(copy) == staff(at.desk)
    copy.store.close()
    page.record.backup.click()
    settled(qtbot, at)
    assert at.said.trouble[-1].endswith("give the backup a new name, so that no backup is overwritten.")


def test_checking_says_what_agrees_and_names_what_does_not(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("record")
    page.record.verify.click()
    settled(qtbot, at)
    assert at.said.done == ["Everything in the record agrees."]
    words = [page.record.rows.index(row, 0).data() for row in range(page.record.rows.rowCount())]
    assert "The journal’s chain" in words and "Every deadline, worked out again" in words
    page.record._checked([("deadlines", False, "1 of 120 cases differ from their facts: SEN/26-00101")])
    assert page.record.wrong.text() == (
        "Every deadline, worked out again: 1 of 120 cases differ from their facts: SEN/26-00101."
    )
    assert at.said.trouble


def test_a_paper_is_checked_in_the_window_also_after_the_council_was_renamed(
    at: Bench, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    page, path = opened("record"), tmp_path / "c.pdf"
    with at.desk.store.read() as work:
        ref = next(iter(work.every_row())).ref
    object.__setattr__(at.desk, "papers", Printer())
    print_chronology(at.desk, ref, Asked(), [path])
    change_council(at.desk, replace(council_view(at.desk).council, name="Renamed Council"))
    page.record._files = Files(open_files=lambda *_: [path])
    page.record.paper.click()
    settled(qtbot, at)
    assert at.said.done == ["c.pdf is what was issued here, and the record supports it."]
    words = [page.record.rows.index(row, 0).data() for row in range(page.record.rows.rowCount())]
    assert "What was issued" in words and "Worked out again as at then" in words
    path.write_bytes(path.read_bytes() + b"%")
    page.record.paper.click()
    settled(qtbot, at)
    assert "c.pdf does not hold" in at.said.trouble[-1]
    page.record._files = Files(open_files=lambda *_: [tmp_path / "x.zip"])
    page.record.paper.click()
    assert at.said.trouble[-1].startswith("x.zip is no PDF")


def test_the_law_is_listed_with_where_it_is_written(at: Bench, opened: Open) -> None:
    page = opened("record")
    rules = page.record.law
    cited = {rules.index(row, 1).data() for row in range(rules.rowCount())}
    assert "SEND Regulations 2014 reg 13(2)" in cited
    assert page.record.explained.text().startswith(at.desk.law.rules[0].summary)


@pytest.mark.parametrize("section", ["council", "people", "teams", "look", "record"])
def test_every_section_can_be_used_by_ear(opened: Open, section: str) -> None:
    assert problems(opened(section)) == []


# -- alerts ----------------------------------------------------------------------------------------------------------


def test_the_mail_server_is_kept_and_a_wrong_port_is_refused_where_it_was_typed(
    opened: Open, at: Bench, qtbot: QtBot
) -> None:
    page = opened("alerts")
    section = page.alerts
    section.host.setText("mail.westmarsh.example")
    section.come_from.setText("desk@westmarsh.example")
    section.port.setText("ninety")
    section.save.click()
    assert section.fields["port"].problem.isVisible()
    assert setting(at, "mail.host") is None
    section.port.setText("465")
    section.ladder.setText("3 director")
    section.save.click()
    settled(qtbot, at)
    assert section.fields["ladder"].problem.isVisible()
    section.ladder.setText("3 team manager")
    section.save.click()
    settled(qtbot, at)
    assert (setting(at, "mail.host"), setting(at, "mail.port")) == ("mail.westmarsh.example", "465")
    assert setting(at, "alerts.ladder") == "3 team manager"
    assert not problems(page)


def test_the_council_says_what_raises_a_case_and_the_journal_keeps_what_it_was(
    opened: Open, at: Bench, qtbot: QtBot
) -> None:
    page = opened("signals")
    section = page.signals
    assert section.ticks["exclusion"].isChecked() and not section.ticks["place_offered"].isChecked()
    section.ticks["exclusion"].click()
    section.ticks["place_offered"].click()
    section.low.setText("none")
    section.save.click()
    assert section.low_field.problem.isVisible() and setting(at, "signal_kinds") is None
    section.low.setText("80")
    section.save.click()
    settled(qtbot, at)
    with at.desk.store.read() as work:
        chosen = signals_of(work.setting)
        last = list(work.journal())[-1]
    assert chosen == Signals(USUAL - {"exclusion"} | {"place_offered"}, 80)
    assert last.kind == "alerts_changed" and last.payload is not None
    kept = json.loads(last.payload)
    assert "exclusion" in kept["before"]["signals"] and "exclusion" not in kept["after"]["signals"]
    assert not section.ticks["exclusion"].isChecked() and section.low.text() == "80"
    assert at.said.done == ["The signals are saved."] and not problems(page)


def test_who_was_told_today_stands_beside_what_became_of_the_message(opened: Open, at: Bench) -> None:
    notify(at.desk, None)
    page = opened("alerts")
    section = page.alerts
    assert section.table.isVisible()
    assert not section.nobody.isVisible()
    assert section.rows.rowCount() > 3


def test_notes_and_decisions_are_the_councils_own_words(opened: Open, at: Bench, qtbot: QtBot) -> None:
    page = opened("practice")
    section = page.practice
    assert "Concern" in section.note_kinds.toPlainText() and section.templates.toPlainText().startswith("# Home visit")
    section.templates.setPlainText("no name")
    section.save.click()
    qtbot.waitUntil(lambda: bool(section.templates_field.problem.sentence), timeout=10_000)
    section.templates.setPlainText("# Call\nWhat they asked:")
    section.note_kinds.setPlainText("Challenge raised\nThanks")
    section.two_step.click()
    assert problems(page) == []
    section.save.click()
    qtbot.waitUntil(lambda: practice(at.desk).note_kinds == ("Challenge raised", "Thanks"), timeout=10_000)
    settled(qtbot, at)
    assert [one.name for one in practice(at.desk).templates] == ["Call"]
    assert practice(at.desk).two_step == TODAY and f"So since {in_words(TODAY)}." in section.since.text()
