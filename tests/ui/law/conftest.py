"""The window's own fixtures: a real window on a copy of a small demo record."""

from tests.ui.pages.conftest import *  # noqa: F403
