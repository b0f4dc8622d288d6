"""The store's tests run over SQLite and PostgreSQL alike."""

from tests.support.databases import *  # noqa: F403
