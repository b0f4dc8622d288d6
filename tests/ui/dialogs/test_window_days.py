"""Days that are typed: what stands on the screen is what is saved, or a sentence says why it is not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ui.case.at_the_desk import AtTheDesk
from ui.dialogs.record_fact import RecordFact
from ui.widgets.date_field import DateField


def day_of(dialog: RecordFact, name: str) -> DateField:
    """The control of a day that a kind of entry says."""
    control = dialog.attrs.fields[name].control
    assert isinstance(control, DateField)
    return control


def type_day(at: AtTheDesk, day: DateField, words: str) -> None:
    """Type a day and stay in its line, as whoever saves by the keys does."""
    day.line.setFocus()
    day.line.selectAll()
    at.qtbot.keyClicks(day.line, words)


def away(at: AtTheDesk) -> RecordFact:
    """The form of a child who is away, with its first day."""
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="absent_from_area")
    dialog.when.set_day(date(2026, 10, 20))
    day_of(dialog, "from").set_day(date(2026, 10, 1))
    return dialog


def test_a_day_typed_last_is_saved_by_the_keys(at: AtTheDesk) -> None:
    dialog = away(at)
    type_day(at, day_of(dialog, "to"), "20 oct 2026")
    at.save(dialog)
    at.gone(dialog)
    said = max(at.view().facts, key=lambda f: f.id).fact
    assert (said.kind, said.attrs) == ("absent_from_area", {"from": "2026-10-01", "to": "2026-10-20"})


def test_the_first_day_away_is_asked_for_and_the_last_only_if_known(at: AtTheDesk) -> None:
    dialog, before = away(at), len(at.view().facts)
    assert [dialog.attrs.fields[name].words for name in ("from", "to")] == [
        "First day away",
        "Last day away (if known)",
    ]
    day_of(dialog, "from").line.clear()
    type_day(at, day_of(dialog, "to"), "20 oct 2026")
    at.save(dialog)
    at.qtbot.waitUntil(lambda: bool(dialog.trouble.sentence))
    assert "give the first day away" in dialog.trouble.sentence
    assert len(at.view().facts) == before


def test_a_day_nobody_can_read_is_never_left_out(at: AtTheDesk) -> None:
    dialog, before = away(at), len(at.view().facts)
    last = day_of(dialog, "to")
    type_day(at, last, "32/13")
    at.save(dialog)
    at.settle()
    assert dialog.isVisible() and len(at.view().facts) == before
    assert "There is no month 13" in last.sentence and dialog.focusWidget() is last.line
    assert last.sentence in at.spoken


def test_a_day_that_may_stay_empty_holds_nothing_up(at: AtTheDesk) -> None:
    dialog = away(at)
    at.save(dialog)
    at.gone(dialog)
    assert "to" not in max(at.view().facts, key=lambda f: f.id).fact.attrs


@pytest.mark.parametrize(
    ("kind", "name", "typed", "meant"),
    [
        ("hearing_listed", "date", "25 jan", date(2027, 1, 25)),
        ("hearing_listed", "date", "mon", date(2026, 11, 2)),
        ("complaint", "answer_by", "12 dec", date(2026, 12, 12)),
        ("placement", "review", "1 mar", date(2027, 3, 1)),
        ("absent_from_area", "from", "25 nov", date(2026, 11, 25)),
        ("absent_from_area", "from", "25 sept", date(2026, 9, 25)),
        ("absent_from_area", "to", "1 mar", None),
        ("decision", "told_on", "1 mar", date(2026, 3, 1)),
    ],
)
def test_a_day_to_come_typed_without_its_year_is_to_come(
    at: AtTheDesk, kind: str, name: str, typed: str, meant: date | None
) -> None:
    at.open_case()
    day = day_of(at.ask("record_fact", RecordFact, case_id=at.case_id, kind=kind), name)
    type_day(at, day, typed)
    assert day.read() == meant
    assert meant is not None or "Type the year as well." in day.sentence
