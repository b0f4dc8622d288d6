"""The tests of a team's server share one private server and, where they change nothing, one made-up team."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.databases import *  # noqa: F403
from tests.support.postgres import PostgresServer
from tests.support.team import Team, make_team


@pytest.fixture(scope="session")
def team(postgres_server: PostgresServer) -> Team:
    """A team whose managers see only what they are named on; for tests that leave it as it was."""
    return make_team(postgres_server)


@pytest.fixture
def own_team(postgres_server: PostgresServer) -> Iterator[Team]:
    """A team of this test's own, whose managers see restricted files."""
    made = make_team(postgres_server, managers="on")
    yield made
    postgres_server.drop(made.database)
