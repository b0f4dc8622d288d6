"""The copy of one's own cases: what is in it and what is not, who can read it, when it is made and when it goes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import last_copy
from db.cipher import KEYRING, KEYS, random_key, way_of
from db.encrypting import rewrite
from db.store import SqlStore, move, open_store, restore
from db.tables import METADATA
from ehcp_desk import last_copies
from ehcp_desk.bootstrap import open_desk, unlock_with
from ehcp_desk.cli.main import run
from ehcp_desk.domain.access import NOT_OPEN, Act
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import DeskError, KnownFault, NotAllowed, PassphraseWanted, SignInWanted
from ehcp_desk.domain.last_copy import ALLOWED, KEPT, READ_ONLY, TOO_OLD, Copied
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Summary
from ehcp_desk.last_copies import find, keep, look, place
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.casework.same_child import say_another
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import open_restricted
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.records.issuing import Asked, print_chronology, print_pick_up
from tests.crash.killing import killed_at, points_of
from tests.support.keyrings import MadeUpKeyring, made_up_keyring
from tests.support.postgres import PostgresServer
from tests.support.records import DAY, NOW
from tests.support.team import NAMED, OPEN_REF, OTHERS, OTHERS_REF, SECRET, SHUT_REF, Team, hold_cases, make_team

PLAIN = (b"farrowdale", b"maisie", b"told of plain", b"01234 567890", SECRET.lower().encode(), OTHERS.lower().encode())


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MadeUpKeyring]:
    """A keyring and a data folder of this test's own."""
    monkeypatch.setattr(last_copies, "user_data_path", lambda *_a, **_k: tmp_path / "data")
    with made_up_keyring() as made:
        unlock_with()
        KEYS.forget()
        yield made


@pytest.fixture
def shared(own_team: Team) -> Team:
    """A team whose cases are held, with a third of another person's, where copies are allowed."""
    hold_cases(own_team)
    with closing(open_store(own_team.admin_url)) as store, store.write("Whoever", NOW) as work:
        work.set_setting(ALLOWED, "on")
        work.set_setting("audit.october", f'{{"refs": ["{SHUT_REF}", "{OTHERS_REF}"]}}')
    return own_team


@pytest.fixture
def desk(shared: Team, ring: MadeUpKeyring) -> Iterator[Desk]:
    made = open_desk(shared.url(NAMED))
    yield made
    made.store.close()


def kept(desk: Desk) -> Path:
    """A copy made now."""
    made = keep(desk, at_once=True)
    assert made.copied is not None, made.why
    return made.path


def everything(folder: Path) -> bytes:
    return b"".join(one.read_bytes().lower() for one in folder.rglob("*") if one.is_file())


def test_my_own_cases_are_in_it_and_nobody_elses(desk: Desk) -> None:
    path = kept(desk)
    with closing(open_store(path)) as copy, copy.read() as work, desk.store.read() as whole:
        assert [row.ref for row in work.every_row()] == [OPEN_REF]
        assert work.case(1) == whole.case(1)
        assert work.facts(1) == whole.facts(1)
        assert work.deadlines(1) == whole.deadlines(1) and work.deadlines(1)
        assert work.contactables(1) == whole.contactables(1) and work.contactables(1)
        assert [d.filename for d in work.documents(1)] == ["Plain.txt"]
        assert [hit.case_id for hit in work.find_text("told plain", 9)] == [1]
        assert work.record_head() == whole.record_head()
        assert work.staff() == whole.staff()
        assert work.case_ids(CaseQuery(DAY, Scope.ALL, search="Quillfeather")) == []
        assert not any(key.startswith("audit.") for key in work.settings())


LEFT = {"document_texts", "restricted", "restricted_names", "read_log", "presence", "imported_rows", "import_profiles",
        "messages", "disposals"}  # fmt: skip


def test_every_table_is_taken_along_or_knowingly_left(desk: Desk) -> None:
    assert isinstance(desk.store, SqlStore)
    with desk.store.read() as work:
        taken = {table.name for table in last_copy._chosen(work, [1], NAMED)}
    assert taken | LEFT == set(METADATA.tables) and not taken & LEFT


@pytest.mark.parametrize("reason_given", [False, True])
def test_a_restricted_case_is_never_in_it_even_with_a_reason(desk: Desk, reason_given: bool) -> None:
    if reason_given:
        open_restricted(desk, SHUT_REF, "The family rings")
        with desk.store.read() as work:
            assert work.facts(2)
    path = kept(desk)
    copied = look(path)
    assert copied is not None and (copied.cases, copied.left_out) == (1, 1)
    with closing(open_store(path)) as copy, copy.snapshot() as connection:
        held = [tuple(row) for table in METADATA.sorted_tables for row in connection.execute(table.select())]
    assert "Farrowdale" in str(held)
    assert not [row for row in held if SECRET in str(row) or OTHERS in str(row) or SHUT_REF in row or OTHERS_REF in row]


def test_a_restricted_case_is_not_named_in_it_by_another_that_is_said_to_be_alike(desk: Desk, shared: Team) -> None:
    alike = f"may be the same child as {SHUT_REF}, score 80 (names alike)"
    with closing(open_store(shared.admin_url)) as admin, admin.write("Whoever", NOW) as work:
        work.save_case(replace(work.case(3), held=alike), Summary(Stage.DECIDING, None), work.deadlines(3))
    mina = open_desk(shared.url("Mina Okafor"))
    with closing(mina.store):
        open_restricted(mina, SHUT_REF, "To compare")
        say_another(mina, OTHERS_REF, SHUT_REF, "Twins")
    carl = open_desk(shared.url("Carl Brindle"))
    with closing(carl.store), closing(open_store(kept(carl))) as copy:
        here = replace(carl, store=copy)
        with copy.read() as work:
            said = [
                work.case(3),
                work.case_rows([3]),
                list(work.every_row()),
                work.cases_of_child(work.case(3).child.id),
            ]
            attrs = [one.fact.attrs for one in work.facts(3) if one.fact.kind == "another_child"]
        pages = case_view(here, OTHERS_REF).case, case_history(here, 3)
    assert SHUT_REF not in f"{said}{attrs}{pages}" and attrs == [{"ref": NOT_OPEN}]
    assert f"{said}{pages}".count(f"same child as {NOT_OPEN}") == 5 and NOT_OPEN in str(pages[1])


def test_nothing_of_it_can_be_read_without_its_key(desk: Desk, ring: MadeUpKeyring, tmp_path: Path) -> None:
    path = kept(desk)
    assert way_of(path) == KEYRING and path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    with closing(open_store(path)) as copy, copy.read() as work:
        assert work.facts(1)
        assert not any(word in everything(tmp_path) for word in PLAIN)
    KEYS.forget()
    ring.kept.clear()
    with pytest.raises(PassphraseWanted):
        open_store(path)
    assert look(path) is None
    again = kept(desk)  # under a new key, as the old one is lost
    with closing(open_store(again)) as copy, copy.read() as work:
        assert work.facts(1)


def test_nothing_can_be_changed_in_it_by_any_way(desk: Desk) -> None:
    path = kept(desk)
    before = path.read_bytes()
    copy = open_desk(str(path), "Somebody Else")
    try:
        assert copy.user == NAMED and copy.roles == desk.roles
        for act in Act:
            assert copy.may(act) is (act in (Act.VIEW, Act.PAPERS))
        with pytest.raises(NotAllowed, match=READ_ONLY):
            record(copy, OPEN_REF, NewFact("note", DAY, note="slipped in"))
        assert isinstance(copy.store, SqlStore)
        with pytest.raises(DeskError, match="read-only"), copy.store.connection(write=True) as raw:
            raw.exec_driver_sql("UPDATE cases SET ref = 'SEN/9'")
    finally:
        copy.store.close()
    for act in (move, restore):
        with pytest.raises(DeskError, match="not a backup"):
            act(path, path.with_name("another.db"))
    with pytest.raises(DeskError):
        rewrite(path, None)
    assert not path.with_name("another.db").exists()
    assert path.read_bytes() == before


def test_a_paper_from_it_says_so_on_it_and_the_journal_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    path = kept(desk)
    copied = look(path)
    assert copied is not None
    copy = open_desk(str(path))
    try:
        case_view(copy, OPEN_REF)
        sheet = print_pick_up(copy, OPEN_REF, [tmp_path / "sheet.pdf", tmp_path / "sheet.html"])
        story = print_chronology(copy, OPEN_REF, Asked(), [tmp_path / "story.pdf"])
        back = print_chronology(copy, OPEN_REF, Asked(as_at=DAY), [tmp_path / "then.pdf"])
    finally:
        copy.store.close()
    words = copied.words[1:]
    assert all(words in paper.head.as_at for paper in (sheet, story, back))
    assert words in (tmp_path / "sheet.html").read_text(encoding="utf-8")


def test_a_document_says_where_it_is(desk: Desk) -> None:
    with (
        closing(open_store(kept(desk))) as copy,
        copy.read() as work,
        pytest.raises(KnownFault, match="not in this copy"),
    ):
        work.document_bytes(work.documents(1)[0].id)


def test_it_is_made_again_only_when_it_is_old_enough(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = keep(desk).copied
    record(desk, OPEN_REF, NewFact("note", datetime.now(UTC).date(), note="later"))
    assert keep(desk).copied == first
    monkeypatch.setattr(last_copies, "EVERY", timedelta(0))
    path = keep(desk).path
    with closing(open_store(path)) as copy, copy.read() as work:
        assert [f.fact.note for f in work.facts(1)][-1] == "later"


def test_one_that_is_too_old_is_not_shown(desk: Desk, ring: MadeUpKeyring, tmp_path: Path) -> None:
    key = random_key()
    KEYS.learn(key)
    for age, shown in (
        (KEPT - timedelta(hours=1), True),
        (KEPT + timedelta(hours=1), False),
        (-timedelta(days=2), False),
    ):
        path = tmp_path / f"{age.total_seconds()}.db"
        assert isinstance(desk.store, SqlStore)
        last_copy.make_copy(desk.store, path, key, Copied(datetime.now(UTC) - age, "there", NAMED))
        if shown:
            open_store(path).close()
            continue
        with pytest.raises(KnownFault, match=TOO_OLD):
            open_store(path)


def test_one_that_is_too_old_is_destroyed_where_it_is_looked_for(desk: Desk, shared: Team, ring: MadeUpKeyring) -> None:
    path, where = kept(desk), shared.url(NAMED)
    for days, there in ((6.9, True), (7.1, False)):
        made = datetime.now(UTC).timestamp() - days * 86_400
        os.utime(path, (made, made))
        assert (find(where, "", "nobody") == path) is there
    assert not path.exists() and not any("record" in name for _, name in ring.kept)


@pytest.mark.parametrize("why", ["forbidden", "policy", "left", "no keyring", "off the staff list"])
def test_it_goes_where_none_may_be_kept_any_more(
    desk: Desk, shared: Team, ring: MadeUpKeyring, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kept(desk)
    store = open_store(shared.admin_url)
    with store.write("Whoever", NOW) as work:
        officer = work.staff().named(NAMED)
        assert officer is not None
        if why == "forbidden":
            work.set_setting(ALLOWED, "off")
        elif why == "left":
            work.save_officer(replace(officer, left_on=DAY))
        elif why == "off the staff list":
            work.save_officer(replace(officer, name="Joy Baxter"))
    store.close()
    if why == "policy":
        monkeypatch.setattr(last_copies, "policy", lambda: last_copies_policy(False))
    elif why == "no keyring":
        monkeypatch.setattr(last_copies, "keyring_here", lambda: None)
    said = keep(desk)
    assert said.copied is None and said.why
    assert not path.exists() and not any("record" in name for _, name in ring.kept)


def last_copies_policy(allowed: bool) -> object:
    from ehcp_desk.policy import Policy

    return Policy(last_copy=allowed)


def test_somebody_whom_the_server_refuses_loses_it(desk: Desk, shared: Team) -> None:
    path = kept(desk)
    shared_url = shared.url(NAMED)
    with pytest.raises(SignInWanted):
        open_desk(shared_url.replace(":made-up-for-one-test@", "@"))
    assert path.exists()  # nobody was refused: a password was asked for
    from db.team.setting_up import remove_user

    desk.store.close()
    remove_user(shared.admin_url, NAMED)
    with pytest.raises((NotAllowed, SignInWanted)):
        open_desk(shared_url)
    assert not path.exists()


def test_somebody_taken_off_this_team_loses_it_whose_login_another_team_still_opens(
    desk: Desk, shared: Team, postgres_server: PostgresServer
) -> None:
    """The server then asks for no other password: it says that this database is not theirs."""
    from db.team.setting_up import remove_user

    other = make_team(postgres_server)
    try:
        path = kept(desk)
        desk.store.close()
        assert "still opens" in remove_user(shared.admin_url, NAMED)
        with pytest.raises(NotAllowed, match="you are not on its team"):
            open_desk(shared.url(NAMED))
        assert not path.exists()
    finally:
        postgres_server.drop(other.database)


def test_an_outage_is_no_refusal(desk: Desk, shared: Team) -> None:
    path = kept(desk)
    nobody_there = shared.url(NAMED).replace(f":{shared.server.port}/", ":1/")
    with pytest.raises(KnownFault):
        open_desk(nobody_there)
    assert path.exists()


RUNS = int(os.environ.get("EHCP_FAULT_RUNS", "14"))


def test_one_that_is_being_made_and_killed_leaves_the_last_good_one(desk: Desk, shared: Team, tmp_path: Path) -> None:
    path, where = kept(desk), shared.url(NAMED)
    key, copied = KEYS.key_of(path), look(path)
    assert key is not None and copied is not None
    record(desk, OPEN_REF, NewFact("note", datetime.now(UTC).date(), note="newer"))
    desk.store.close()  # the processes that are killed have connections of their own

    def make(folder: Path) -> None:
        with closing(open_store(where)) as store:
            last_copy.make_copy(store, folder / path.name, key, copied)

    def notes(folder: Path) -> list[str]:
        with closing(open_store(folder / path.name)) as copy, copy.read() as work:
            return [fact.fact.note for fact in work.facts(1)]

    def with_the_old_one(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(path, folder / path.name)
        return folder

    old = notes(path.parent)
    points = len(points_of(make, with_the_old_one("counted")))
    new = notes(tmp_path / "counted")
    assert new == [*old, "newer"] and points > 100
    killed = 0
    for turn in range(RUNS):
        folder = with_the_old_one(f"run-{turn}")
        end = killed_at(make, folder, points * turn // RUNS + 1, 0.0)
        assert not end.unexpected
        killed += not end.finished
        assert notes(folder) in ([old] if not end.finished and turn < RUNS - 2 else [old, new])
        assert not any(word in everything(folder) for word in PLAIN)
    assert killed >= RUNS - 2


def test_a_full_disk_leaves_the_last_good_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(desk)
    before = path.read_bytes()

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(last_copy, "copy_rows", full)
    with pytest.raises(KnownFault, match="No space left"):
        keep(desk, at_once=True)
    assert path.read_bytes() == before and len(list(path.parent.iterdir())) == 1


def test_the_copy_of_a_server_is_found_whichever_way_it_is_named(desk: Desk, shared: Team) -> None:
    path = kept(desk)
    where = shared.url(NAMED)
    bare = where.replace("Joy%20Addo:made-up-for-one-test@", "")
    assert find(where, "", "nobody") == find(bare, NAMED, "nobody") == find(bare, "", NAMED) == path
    assert find(bare, "", "jaddo") == path  # nobody was named: the newest
    assert find(where, "", "nobody") != place(where, "Carl Brindle")
    assert find(bare, "Carl Brindle", "jaddo") is None
    shutil.rmtree(path.parent)
    assert find(bare, "", "jaddo") is None


def answered(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    """What a command answers."""
    assert run([*words, "--json"]) == code
    said = capsys.readouterr()
    found: dict[str, Any] = json.loads(said.out) if said.out else {"said": said.err}
    return found


def test_the_command_makes_shows_and_destroys_it(
    shared: Team, ring: MadeUpKeyring, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    db = ("--db", shared.url(NAMED))
    assert answered(capsys, *db, "last-copy") == {"file": None, "copy": None}
    made = answered(capsys, *db, "last-copy", "make")
    assert (made["copy"]["cases"], made["copy"]["restricted_left_out"], made["copy"]["name"]) == (1, 1, NAMED)
    assert answered(capsys, *db, "last-copy", "show") == made
    copy = ("--db", made["file"])
    rows = answered(capsys, *copy, "cases")
    assert OPEN_REF in json.dumps(rows) and SHUT_REF not in json.dumps(rows)
    answered(capsys, *copy, "chronology", OPEN_REF, "--out", str(tmp_path / "story.pdf"))
    assert (tmp_path / "story.pdf").stat().st_size
    for refused in (("record", OPEN_REF, "note", "--on", "2026-10-30", "--note", "A"), ("verify",),
                    ("backup", "--out", str(tmp_path / "out.db"))):  # fmt: skip
        assert READ_ONLY in answered(capsys, *copy, *refused, code=4)["said"]
    assert not (tmp_path / "out.db").exists()
    assert answered(capsys, *db, "last-copy", "destroy") == {"destroyed": True}
    assert answered(capsys, *db, "last-copy", "destroy") == {"destroyed": False}
    assert not Path(made["file"]).exists() and not ring.kept
    assert "which server" in answered(capsys, "--db", str(tmp_path / "a.db"), "last-copy", code=2)["said"]


def test_only_whoever_changes_the_settings_allows_copies(
    shared: Team, ring: MadeUpKeyring, capsys: pytest.CaptureFixture[str]
) -> None:
    joy, mina = ("--db", shared.url(NAMED)), ("--db", shared.url("Mina Okafor"))
    answered(capsys, *joy, "last-copy", "forbid", code=4)
    made = answered(capsys, *joy, "last-copy", "make")
    assert answered(capsys, *mina, "last-copy", "forbid") == {"allowed": False}
    assert "does not let" in answered(capsys, *joy, "last-copy", "make", code=3)["said"]
    assert not Path(made["file"]).exists()
    assert answered(capsys, *mina, "last-copy", "allow") == {"allowed": True}
    answered(capsys, *joy, "last-copy", "make")
    with closing(shared.store("Ann Redfern")) as store, store.read() as work:
        assert [entry.kind for entry in work.journal(kind="copies_allowed")] == ["copies_allowed"] * 2


def test_signing_out_takes_it_away(desk: Desk, shared: Team, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept(desk)
    answered(capsys, "--db", shared.url(NAMED), "team", "sign-in", "--forget")
    assert not path.exists()
