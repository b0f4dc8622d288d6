"""Crashes are tried on both kinds of database."""

from tests.support.databases import *  # noqa: F403
