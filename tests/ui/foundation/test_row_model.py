"""The windowed model: never waits, fetches what is in view, keeps Qt's rules, and speaks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.errors import KnownFault
from tests.ui.foundation.rows import COLUMNS, Row, Source, row, sentence
from ui.models.columns import Column, Kind
from ui.models.row_model import BLOCK, KEPT_BLOCKS, VALUE, RowModel
from ui.models.row_source import Group, Listing
from ui.tasks import Dispatcher

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def loaded(qtbot: QtBot, dispatcher: Dispatcher, source: Source) -> RowModel[Row]:
    model = RowModel(COLUMNS, sentence)
    model.set_source(source, dispatcher)
    with qtbot.waitSignal(model.loaded):
        model.load()
    return model


def test_it_keeps_the_rules_of_qt(qtbot: QtBot, dispatcher: Dispatcher, qtmodeltester: ModelTester) -> None:
    model = loaded(qtbot, dispatcher, Source(300))
    qtmodeltester.check(model, force_py=True)
    with qtbot.waitSignal(model.loaded):
        model.sort_by("week", descending=True)


def test_groups_keep_the_rules_of_qt(qapp: QApplication, qtmodeltester: ModelTester) -> None:
    model = RowModel(COLUMNS, sentence)
    model.set_rows([row(1), row(2)], [Group("Overdue", [1]), Group("Later", [2], foldable=True)])
    qtmodeltester.check(model, force_py=True)
    model.fold(2)


def test_the_first_rows_come_with_the_ids_and_the_rest_when_looked_at(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    source = Source(200_000)
    model = loaded(qtbot, dispatcher, source)
    assert model.rowCount() == 200_000
    assert model.index(0, 0).data() == "Child 1, SEN/1"
    assert len(source.asked) == 1
    far = model.index(150_000, 0)
    assert far.data() is None
    assert far.data(SPOKEN) == "not here yet"
    with qtbot.waitSignal(model.dataChanged):
        pass
    assert far.data() == "Child 150001, SEN/150001"
    assert [len(ids) for ids in source.asked] == [BLOCK, BLOCK]


def test_looking_never_waits_for_the_source(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    source = Source(1_000)
    model = loaded(qtbot, dispatcher, source)
    source.gate.clear()
    assert model.index(900, 0).data() is None  # the source is held back, and this line was still reached
    source.gate.set()
    qtbot.waitUntil(lambda: model.index(900, 0).data() is not None)


def test_a_block_is_asked_for_once_however_often_it_is_painted(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    source = Source(1_000)
    model = loaded(qtbot, dispatcher, source)
    with qtbot.waitSignal(model.dataChanged):
        for column in range(4):
            for line in range(500, 510):
                model.index(line, column).data(VALUE)
    assert len(source.asked) == 2


def test_rows_far_from_view_are_let_go(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    model = loaded(qtbot, dispatcher, Source(BLOCK * (KEPT_BLOCKS + 10)))
    for block in range(1, KEPT_BLOCKS + 9):
        with qtbot.waitSignal(model.dataChanged):
            assert model.index(block * BLOCK, 0).data() is None
    assert len(model._cache) <= KEPT_BLOCKS * BLOCK
    assert model.index(BLOCK * (KEPT_BLOCKS + 8), 0).data() is not None


def test_sorting_is_asked_of_the_source(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    source = Source(50)
    model = loaded(qtbot, dispatcher, source)
    with qtbot.waitSignal(model.loaded):
        model.sort_by("week", descending=True)
    assert (source.orders[-1].key, source.orders[-1].descending) == ("week", True)
    assert model.id_at(0) == 50


def test_the_rows_shown_stay_until_the_answer_is_here(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    source = Source(50)
    model = loaded(qtbot, dispatcher, source)
    source.gate.clear()
    model.load(None, model.order)
    assert model.index(3, 0).data() == "Child 4, SEN/4"
    with qtbot.waitSignal(model.loaded):
        source.gate.set()


def test_a_lost_record_is_told_and_the_rows_stay(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    class Lost(Source):
        def ids(self, filter: object, order: object) -> list[int]:
            raise KnownFault("The team database does not answer.")

    model = RowModel(COLUMNS, sentence)
    model.set_rows([row(1)])
    model.set_source(Lost(0), dispatcher)
    with qtbot.waitSignal(model.failed) as told:
        model.load()
    assert str(told.args[0]) == "The team database does not answer."
    assert model.rowCount() == 1


def test_groups_are_headings_that_are_passed_over_and_spoken(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    groups = Listing((Group("Overdue", [5, 6]), Group("Due today", [7])))
    model = loaded(qtbot, dispatcher, Source(0, groups))
    assert [model.id_at(r) for r in range(5)] == [None, 5, 6, None, 7]
    heading = model.index(0, 0)
    assert heading.data(SPOKEN) == "Overdue, 2 cases"
    assert model.index(3, 0).data(SPOKEN) == "Due today, 1 case"
    assert model.flags(heading) == Qt.ItemFlag.NoItemFlags
    assert model.total() == 3
    assert model.group_rows() == [0, 3]


def test_a_group_can_be_folded_away_and_opened(qapp: QApplication) -> None:
    model = RowModel(COLUMNS, sentence)
    model.set_rows(
        [row(n) for n in (1, 2, 3)], [Group("Overdue", [1]), Group("Later", [2, 3], shut=True, foldable=True)]
    )
    assert [model.id_at(r) for r in range(model.rowCount())] == [None, 1, None]
    assert model.flags(model.index(2, 0)) & Qt.ItemFlag.ItemIsEnabled
    model.fold(2)
    assert [model.id_at(r) for r in range(model.rowCount())] == [None, 1, None, 2, 3]
    model.fold(2)
    assert model.rowCount() == 3
    assert model.total() == 3


def test_a_row_is_one_sentence_and_each_cell_says_its_column(qapp: QApplication) -> None:
    model = RowModel(COLUMNS, sentence)
    model.set_rows([row(12)])
    assert model.index(0, 0).data(SPOKEN) == "Child 12, 12 days left"
    assert model.index(0, 2).data(SPOKEN) == "State: 12 days left"
    assert [model.headerData(n, Qt.Orientation.Horizontal) for n in range(4)] == ["Child", "Week", "State", "Note"]


def test_boxes_are_ticked_by_id_and_forgotten_when_the_row_goes(qapp: QApplication) -> None:
    model, counts = RowModel(COLUMNS, sentence), []
    model.chosen_changed.connect(counts.append)
    model.set_rows([row(1), row(2), row(3)])
    model.choose([1, 3])
    assert model.chosen == {1, 3}
    model.set_rows([row(2), row(3)])
    assert model.chosen == {3}
    model.choose_all()
    model.choose_all(False)
    assert counts[-2:] == [2, 0]


def test_nothing_is_under_a_row(qapp: QApplication) -> None:
    model = RowModel(COLUMNS, sentence)
    model.set_rows([row(1)])
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_a_row_without_a_sentence_of_its_own_says_every_column_in_turn(qapp: QApplication) -> None:
    columns: list[Column[Row]] = [
        Column("on", "When", lambda r: "9 October"),
        Column("pick", "", lambda r: r.id, kind=Kind.CHECK, spoken_title="Choose"),
        Column("said", "What was said", lambda r: "Thanked us for the call."),
        Column("reply", "Reply owed", lambda r: "–"),
        Column("by", "Written by", lambda r: r.name),
        Column("stage", "Stage", lambda r: "drafting", hidden=True),
    ]
    model = RowModel(columns)
    model.set_rows([row(1)])
    spoken = [model.index(0, n).data(SPOKEN) for n in (0, 2)]
    assert spoken[0] == "When: 9 October. What was said: Thanked us for the call. Written by: Child 1"
    assert spoken[1] == "What was said: Thanked us for the call."
