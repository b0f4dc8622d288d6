"""The clock's answers to very many cases: in order, as JSON, on every core there is, in flat memory.

A couple of thousand cases are answered before another process could have started, so helpers are called only then.
Each gets a hundred cases at a time and only a few hundreds are on their way at once, whatever the length of the list
(docs/decisions/clock-many-cases.md).
"""

from __future__ import annotations

import json
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.exchange.clock_json import answer_json, read_case
from ehcp_desk.exchange.json_values import BadCase

ALONE = 2_000  # cases answered before helpers are worth their start
CHUNK = 100  # cases handed to a helper at a time
MOST = 6  # helpers, beyond which the reading cannot keep up with them
# A case's place in the list (0 where it stands alone) and its parsed JSON, or what is wrong with the text there.
Placed = tuple[int, Any]


def answers(cases: Iterable[Placed], today: date, cores: int = 0, alone: int = ALONE) -> Iterator[str]:
    """What the clock says of each case, as a line of JSON each, in order.

    ``cores`` is how many helpers may work, 0 for as many as this process may use; ``alone`` is how many cases are
    answered before they start.  Raises BadCase for the first case that cannot be used, KnownFault where a helper is
    stopped from outside.
    """
    waiting = iter(cases)
    for placed in islice(waiting, alone):
        yield answer(placed, today)
    cores = min(cores or usable_cores(), MOST)
    chunks = _chunks(waiting)
    first = next(chunks, None)
    if first is None:
        return
    yield from _answer_all(first, today)
    pool = _pool(cores) if cores > 1 else None
    if pool is None:
        for chunk in chunks:
            yield from (answer(placed, today) for placed in chunk)
    else:
        yield from _together(pool, chunks, today, cores)


def answer(placed: Placed, today: date) -> str:
    """What the clock says of one case, as a line of JSON.  Raises BadCase."""
    place, case = placed
    if isinstance(case, BadCase):
        raise case
    return json.dumps(answer_json(read_case(case, today, place), _law()), ensure_ascii=False)


def usable_cores() -> int:
    """How many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not everywhere
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _together(pool: ProcessPoolExecutor, chunks: Iterator[list[Placed]], today: date, cores: int) -> Iterator[str]:
    """The answers in the order of the cases, with a few chunks for each helper under way."""
    under_way: deque[Future[list[str]]] = deque()
    try:
        for chunk in chunks:
            with _undisturbed():
                under_way.append(pool.submit(_answer_all, chunk, today))
            if len(under_way) > 2 * cores:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    except BrokenProcessPool:
        raise KnownFault(
            "A helper process of the clock was stopped before it was done, perhaps for want of memory; "
            "nothing was printed. Run it again, or with fewer cases at a time."
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _chunks(cases: Iterator[Placed]) -> Iterator[list[Placed]]:
    """The cases by the hundred.  Text that is no JSON takes the place of a case, so that a fault of an earlier case,
    which a helper is yet to find, is told first."""
    chunk: list[Placed] = []
    try:
        for placed in cases:
            chunk.append(placed)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
    except BadCase as problem:
        chunk.append((0, problem))
    if chunk:
        yield chunk


def _answer_all(chunk: list[Placed], today: date) -> list[str]:
    return [answer(placed, today) for placed in chunk]


def _pool(cores: int) -> ProcessPoolExecutor | None:
    """Helpers, or None where this system has none to give."""
    try:
        return ProcessPoolExecutor(cores, get_context("spawn"), _ready)
    except (NotImplementedError, OSError):
        return None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl+C waits while a helper starts, which inherits that the key is not for it."""
    mask = getattr(signal, "pthread_sigmask", None)  # not everywhere
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, before)


def _ready() -> None:
    """Make a helper ready: it leaves Ctrl+C to the process that called it, and goes when that process goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_go_with, args=(parent_process(),), daemon=True).start()
    _law()


def _go_with(caller: BaseProcess | None) -> None:
    if caller is not None:
        caller.join()
        os._exit(1)


@cache
def _law() -> Ruleset:
    return Ruleset.load()
