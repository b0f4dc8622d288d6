"""A list read a few rows at a time ends with its unit of work, however little of it was read."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from db.store import SqlStore
from ehcp_desk.domain.errors import BadInput
from tests.support.records import NOW, add_case, one_case


def test_a_list_left_half_read_ends_with_its_unit_of_work(store: SqlStore) -> None:
    """As when somebody presses Cancel: the read stops by an error, which holds the list until it is forgotten."""
    one_case(store)
    with store.write("Joy Addo", NOW) as work:
        for number in range(3):
            add_case(work, ref=f"SEN/30{number}")
    left: list[Iterator[object]] = []
    with pytest.raises(BadInput), store.read() as work:
        left.append(work.every_identity())
        next(left[0])
        raise BadInput("Cancelled.")
    assert list(left.pop()) == []
    gc.collect()
    with store.read() as work:
        assert len(list(work.every_identity())) == 4
