"""Work comes back once, on the GUI thread, to whoever asked; and only while they are there."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.errors import BadInput, Cancelled
from ui.tasks import Dispatcher

Progress = Callable[[int, int, str], None]


def test_every_result_arrives_on_the_gui_thread(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, got = QObject(), []

    def arrived(number: int) -> None:
        got.append((number, QThread.currentThread() is QApplication.instance().thread()))  # type: ignore[union-attr]

    for number in range(500):
        dispatcher.read(owner, lambda _p, n=number: n, arrived)
    qtbot.waitUntil(lambda: len(got) == 500, timeout=10_000)
    assert sorted(n for n, _ in got) == list(range(500))
    assert all(on_gui for _, on_gui in got)


def test_work_runs_off_the_gui_thread(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, got = QObject(), []
    dispatcher.read(owner, lambda _p: threading.current_thread().name, got.append)
    dispatcher.write(owner, lambda _p: threading.current_thread().name, got.append)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert {name.rsplit("_", 1)[0] for name in got} == {"desk-read", "desk-write"}


def test_writes_are_done_one_after_another_in_the_order_asked(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, inside, done = QObject(), [], []

    def write(number: int) -> int:
        assert not inside
        inside.append(number)
        inside.pop()
        return number

    for number in range(200):
        dispatcher.write(owner, lambda _p, n=number: write(n), done.append)
    qtbot.waitUntil(lambda: len(done) == 200, timeout=10_000)
    assert done == list(range(200))


def test_an_error_reaches_the_one_who_asked(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, errors = QObject(), []

    def bad(_progress: Progress) -> None:
        raise BadInput("31 February does not exist.")

    dispatcher.read(owner, bad, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "31 February does not exist."


def test_an_error_nobody_waits_for_is_not_lost(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner = QObject()

    def bad(_progress: Progress) -> None:
        raise BadInput("lost?")

    with qtbot.waitSignal(dispatcher.unhandled) as told:
        dispatcher.write(owner, bad)
    assert str(told.args[0]) == "lost?"


def test_a_result_for_a_widget_that_has_gone_is_dropped(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, got, gate = QObject(), [], threading.Event()
    dispatcher.read(owner, lambda _p: gate.wait(5), got.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(dispatcher.ended):
        gate.set()
    assert got == []


def test_progress_is_told_and_stop_stops(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, seen, errors = QObject(), [], []

    def long(progress: Progress) -> None:
        for number in range(1_000_000):
            progress(number, 1_000_000, "Printing")

    job = dispatcher.read(owner, long, on_error=errors.append, on_progress=lambda *now: seen.append(now),
                          title="Printing 31 chronologies")  # fmt: skip
    qtbot.waitUntil(lambda: bool(seen))
    job.cancel()
    qtbot.waitUntil(lambda: bool(errors), timeout=20_000)
    assert isinstance(errors[0], Cancelled)
    assert seen[0] == (0, 1_000_000, "Printing")


@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_stop_that_came_too_late_drops_what_was_read_and_tells_what_was_written(
    qtbot: QtBot, dispatcher: Dispatcher, kind: str
) -> None:
    owner, got, started, gate = QObject(), [], threading.Event(), threading.Event()

    def work(_progress: Progress) -> str:
        started.set()
        gate.wait(5)
        return "done"

    job = getattr(dispatcher, kind)(owner, work, got.append)
    assert started.wait(5)
    job.cancel()
    with qtbot.waitSignal(dispatcher.ended):
        gate.set()
    assert got == (["done"] if kind == "write" else [])


@pytest.mark.parametrize("fails", [False, True])
def test_of_what_was_asked_for_twice_only_the_newest_is_told(qtbot: QtBot, dispatcher: Dispatcher, fails: bool) -> None:
    owner, other, told, started, gate = QObject(), QObject(), [], threading.Event(), threading.Event()

    def older(_progress: Progress) -> str:
        started.set()
        gate.wait(5)
        if fails:
            raise BadInput("of what nobody looks at any more")
        return "older"

    dispatcher.latest(owner, older, told.append, told.append)
    assert started.wait(5)
    dispatcher.latest(owner, lambda _p: "newer", told.append, told.append)
    qtbot.waitUntil(lambda: told == ["newer"])
    dispatcher.latest(owner, lambda _p: "of something else", told.append, about="something else")
    dispatcher.latest(other, lambda _p: "of another owner", told.append)
    dispatcher.read(owner, lambda _p: "of no name", told.append)
    gate.set()
    qtbot.waitUntil(lambda: not dispatcher.busy)
    assert sorted(told) == ["newer", "of another owner", "of no name", "of something else"]


def test_what_stands_beside_a_newer_question_is_left_alone(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, other, told, gate = QObject(), QObject(), [], threading.Event()

    def waiting(words: str) -> Callable[[Progress], str]:
        return lambda _progress: (gate.wait(5), words)[1]

    dispatcher.latest(owner, waiting("about a"), told.append, about="a")
    dispatcher.read(owner, waiting("of no name"), told.append)
    dispatcher.latest(other, waiting("of another owner"), told.append, about="b")
    dispatcher.write(owner, waiting("written"), told.append)
    dispatcher.forget(owner, "b")
    gate.set()
    qtbot.waitUntil(lambda: not dispatcher.busy)
    assert sorted(told) == ["about a", "of another owner", "of no name", "written"]


def test_what_is_forgotten_is_told_to_nobody(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    owner, told, started, gate = QObject(), [], threading.Event(), threading.Event()

    def work(_progress: Progress) -> None:
        started.set()
        gate.wait(5)

    dispatcher.latest(owner, work, told.append, told.append)
    assert started.wait(5)
    dispatcher.forget(owner)
    gate.set()
    qtbot.waitUntil(lambda: not dispatcher.busy)
    assert told == []


def test_closing_waits_for_the_write_that_is_running_and_drops_the_queue(qapp: QApplication) -> None:
    dispatcher, owner = Dispatcher(), QObject()
    started, gate, done = threading.Event(), threading.Event(), []

    def write(_progress: Progress) -> None:
        started.set()
        gate.wait(5)
        done.append("running")

    dispatcher.write(owner, write)
    dispatcher.write(owner, lambda _p: done.append("queued"))
    assert started.wait(5)
    threading.Timer(0.05, gate.set).start()
    dispatcher.close()
    assert done == ["running"]
    assert dispatcher.read(owner, lambda _p: 1).cancelled


@pytest.mark.parametrize("title", ["", "Long work"])
def test_only_titled_work_is_long_work(qtbot: QtBot, dispatcher: Dispatcher, title: str) -> None:
    from ui.widgets.long_work import LongWork

    line, owner, gate = LongWork(dispatcher), QObject(), threading.Event()
    qtbot.addWidget(line)
    dispatcher.read(owner, lambda _p: gate.wait(5), title=title)
    if title:
        qtbot.waitUntil(lambda: not line.isHidden())
    with qtbot.waitSignal(dispatcher.ended):
        gate.set()
    assert line.isHidden()
