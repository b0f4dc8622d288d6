"""Settings: read together where they are short, each as it stands in the unit of work, and none closes the others."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from db.store import SqlStore, open_store
from ehcp_desk.domain.errors import Unreadable
from tests.support.records import NOW


def test_settings_short_and_long_are_read_as_they_stand_in_the_unit_of_work(store: SqlStore) -> None:
    logo = "x" * 20_000
    with store.write("Ada Pell", NOW) as work:
        assert work.setting("letters.logo") is None
        work.set_setting("letters.logo", logo)
        work.set_setting("authority", "Westmarsh")
        assert (work.setting("letters.logo"), work.setting("authority")) == (logo, "Westmarsh")
        work.set_setting("authority", "Eastmarsh")
        assert work.setting("authority") == "Eastmarsh"
    with store.read() as work:
        assert (work.setting("letters.logo"), work.setting("authority")) == (logo, "Eastmarsh")
        assert work.settings() == {"letters.logo": logo, "authority": "Eastmarsh"}
        assert work.setting("signature") is None


def test_a_long_setting_is_changed_whether_it_was_read_before_or_not(store: SqlStore) -> None:
    with store.write("Ada Pell", NOW) as work:
        work.set_setting("letters.logo", "x" * 20_000)
    with store.write("Ada Pell", NOW) as work:
        assert work.setting("authority") is None
        work.set_setting("letters.logo", "y" * 20_000)
        assert work.setting("letters.logo") == "y" * 20_000
        work.set_setting("letters.logo", "")
    with store.read() as work:
        assert work.setting("letters.logo") == ""


@pytest.fixture
def damaged(empty_file: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """A file in which the telephone number on letters is no text any more."""
    path = Path(shutil.copy(empty_file, tmp_path / "desk.db"))
    path.chmod(0o600)
    with closing(open_store(path)) as store:
        with store.write("Ada Pell", NOW) as work:
            work.set_setting("authority", "Westmarsh")
            work.set_setting("letters.phone", "01234 567890")
        with store.connection(write=True) as connection:
            connection.exec_driver_sql("UPDATE settings SET value = CAST(x'ff41' AS TEXT) WHERE key = 'letters.phone'")
        yield store


def test_a_damaged_setting_of_a_file_closes_nothing_but_itself(damaged: SqlStore) -> None:
    with damaged.read() as work:
        assert (work.setting("authority"), work.setting("signature")) == ("Westmarsh", None)
    with pytest.raises(Unreadable), damaged.read() as work:
        work.setting("letters.phone")


def test_a_damaged_setting_of_a_file_is_put_right_by_setting_it(damaged: SqlStore) -> None:
    with damaged.write("Ada Pell", NOW) as work:
        assert work.setting("authority") == "Westmarsh"
        work.set_setting("letters.phone", "01234 000000")
        assert work.setting("letters.phone") == "01234 000000"
    with damaged.read() as work:
        assert work.settings() == {"authority": "Westmarsh", "letters.phone": "01234 000000"}


def test_a_long_setting_is_measured_once_and_not_by_every_unit_of_work(store: SqlStore) -> None:
    """A register of schools is megabytes, and everything that is done asks for some setting."""
    schools = secrets.token_hex(2_000_000)
    with store.write("Ada Pell", NOW) as work:
        work.set_setting("schools", schools)
    first, *later = [_asking(store) for _ in range(6)]
    assert min(later) < first / 5
    with store.read() as work:
        assert work.setting("schools") == schools
    with store.write("Ada Pell", NOW) as work:
        work.set_setting("schools", "")
        assert work.setting("schools") == ""
    with store.read() as work:
        assert (work.setting("schools"), work.setting("authority")) == ("", None)


def _asking(store: SqlStore) -> float:
    """What asking for one setting that was never set costs a unit of work, in seconds."""
    with store.read() as work:
        began = perf_counter()
        assert work.setting("authority") is None
        return perf_counter() - began
