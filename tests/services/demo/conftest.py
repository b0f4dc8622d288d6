"""Told authorities, made once for the session: the pure stream without a store, and one on a real record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import pytest

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.services.upkeep.authority.composition import compose
from ehcp_desk.services.upkeep.authority.scenarios import scenarios_begun
from ehcp_desk.services.upkeep.authority.staffing import Roster
from ehcp_desk.services.upkeep.authority.stream import Authority
from ehcp_desk.services.upkeep.bulk import BulkCase
from tests.support.databases import *  # noqa: F403

Told = tuple[Authority, list[BulkCase]]
Tell = Callable[..., Told]


def tell_authority(law: Ruleset, total: int, day: date, seed: int = 1) -> Told:
    """Every case of an authority, with staff numbered from 1 as an empty record would."""
    told = min(total, scenarios_begun(day))
    authority = Authority(compose(total - told, day), seed, day)
    roster = Roster(authority.staff, range(1, len(authority.staff.posts) + 1), (1, 2), day)
    return authority, list(authority.cases(law, roster, told))


@pytest.fixture(scope="session")
def tell(law: Ruleset) -> Tell:
    """The same authority is told once, however many tests look at it."""
    return lru_cache(maxsize=4)(lambda total, day, seed=1: tell_authority(law, total, day, seed))
