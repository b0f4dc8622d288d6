"""Signing in to a team's server: passwords in the keyring and nowhere else, and the server's certificate verified."""

from __future__ import annotations

import io
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import keyring
import pytest
import trustme
from keyring.backends.fail import Keyring as NoKeyring
from sqlalchemy.engine import make_url

from db.engine import is_loopback, verified
from db.store import open_store
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.errors import KnownFault, ServerGone, SignInWanted
from ehcp_desk.signing_in import keep_password, with_password
from tests.support.keyrings import MadeUpKeyring, made_up_keyring
from tests.support.postgres import PostgresServer
from tests.support.team import PASSWORD, Team


@pytest.fixture
def ring() -> Iterator[MadeUpKeyring]:
    with made_up_keyring() as made:
        yield made


def test_a_password_is_kept_in_the_keyring_and_used_from_there(
    team: Team, ring: MadeUpKeyring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = team.url("Carl Brindle").replace(f":{PASSWORD}@", "@")
    with pytest.raises(KnownFault, match="refused the name or password"):
        open_desk(bare)
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    assert run(["--db", bare, "team", "sign-in", "--password-stdin"]) == 3
    assert not ring.kept, "a wrong password is not kept"
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert run(["--db", bare, "team", "sign-in", "--password-stdin"]) == 0
    said = capsys.readouterr()
    assert "Signed in as Carl Brindle" in said.out and PASSWORD not in said.out + said.err
    desk = open_desk(bare, user="Somebody Else")
    assert desk.user == "Carl Brindle" and PASSWORD not in desk.store.description
    desk.store.close()
    assert run(["--db", bare, "team", "sign-in", "--forget"]) == 0
    assert not ring.kept


def test_without_a_keyring_nothing_is_kept_and_a_sentence_says_so(team: Team) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        bare = team.url("Carl Brindle").replace(f":{PASSWORD}@", "@")
        assert with_password(bare) == bare
        with pytest.raises(KnownFault, match="no keyring"):
            keep_password(bare, PASSWORD)
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("where", ["desk.db", "sqlite:///desk.db", "postgresql://server/db", "postgresql://a:b@s/db"])
def test_what_needs_no_password_is_left_as_it_is(ring: MadeUpKeyring, where: str) -> None:
    assert with_password(where) == where


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://a@db.council.example/desk", "verify-full"),
        ("postgresql://a@10.0.0.5/desk", "verify-full"),
        ("postgresql://a@/desk?host=one.example:5432&host=two.example:5432", "verify-full"),
        ("postgresql://a@/desk?host=127.0.0.1:5432&host=two.example:5432", "verify-full"),
        ("postgresql://a@localhost/desk?hostaddr=10.0.0.5", "verify-full"),
        ("postgresql://a@db.council.example/desk?sslmode=require", "require"),
        ("postgresql://a@/desk?service=council", "verify-full"),
        ("postgresql://a@127.0.0.1/desk", None),
        ("postgresql://a@localhost:5433/desk", None),
        ("postgresql://a@/desk?host=/run/postgresql", None),
    ],
)
def test_a_server_elsewhere_must_prove_itself(url: str, mode: str | None) -> None:
    assert verified(make_url(url)).query.get("sslmode") == mode


@pytest.mark.parametrize(
    ("name", "value"), [("PGSERVICE", "council"), ("PGHOSTADDR", "10.0.0.5"), ("PGHOST", "db.example")]
)
def test_a_server_named_by_the_computer_must_prove_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert verified(make_url("postgresql://a@/desk")).query.get("sslmode") == "verify-full"


def test_a_server_that_cannot_look_for_its_desks_lets_them_in(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, which refuses any other value of the setting than 0."""
    monkeypatch.setattr("db.engine._LOOKED_AFTER", ("client_connection_check_interval", "-5"))
    store = team.store("Carl Brindle")
    with store.read() as work:
        assert work.find_case("SEN/1") is not None
    store.close()


def test_of_several_servers_the_one_that_can_be_written_to_is_used(team: Team) -> None:
    hosts = f"host=127.0.0.1:1&host=127.0.0.1:{team.server.port}&target_session_attrs=read-write"
    store = open_store(f"postgresql+psycopg://Carl%20Brindle:{PASSWORD}@/{team.database}?{hosts}")
    assert store.signed_in is not None and store.signed_in.name == "Carl Brindle"
    store.close()


OPTIONS = {
    "krbsrvname": "council", "gssencmode": "prefer", "channel_binding": "disable", "sslrootcert": "/etc/council ca.pem",
    "require_auth": "scram-sha-256,gss", "gsslib": "gssapi",
}  # fmt: skip


def test_what_the_address_says_of_signing_in_reaches_the_connection_as_it_is(team: Team) -> None:
    with (
        closing(open_store(f"{team.url('Carl Brindle')}?{urlencode(OPTIONS)}")) as store,
        store.connection() as connection,
    ):
        driver: Any = connection.connection.driver_connection
        said = driver.info.get_parameters()
    assert {name: said.get(name) for name in OPTIONS} == OPTIONS


@pytest.mark.parametrize(
    ("option", "kind", "words"),
    [
        ("gssencmode=require", KnownFault, "GSSAPI"),
        ("channel_binding=require", KnownFault, "does not encrypt"),
        ("require_auth=gss", KnownFault, "in another way than the address asks for"),
        ("gssencmode=nonsense", KnownFault, "gssencmode"),
        ("nonsense=3", KnownFault, "nonsense"),
    ],
)
def test_what_the_address_asks_for_and_the_server_does_not_do_is_said(
    team: Team, option: str, kind: type[Exception], words: str
) -> None:
    """It was said that no server answers, and a window would have waited for one."""
    with pytest.raises(kind, match=words) as refused:
        open_store(f"{team.url('Carl Brindle')}?{option}")
    assert not isinstance(refused.value, ServerGone)


@contextmanager
def asking(server: PostgresServer, team: Team, how: str) -> Iterator[None]:
    """The team's server asks people of this computer in another way who they are."""
    path = server.home / "data" / "pg_hba.conf"
    before = path.read_text()
    path.write_text(f"host {team.database} all 127.0.0.1/32 {how}\n{before}")
    try:
        with server.admin() as admin:
            admin.execute("SELECT pg_reload_conf()")
            while admin.execute(
                "SELECT count(*) FROM pg_hba_file_rules WHERE %s = ANY (database)", (team.database,)
            ).fetchone() == (0,):
                time.sleep(0.05)  # fmt: skip
        time.sleep(0.3)
        yield
    finally:
        path.write_text(before)
        with server.admin() as admin:
            admin.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)


def test_a_password_asked_for_as_ldap_asks_for_it_signs_in(team: Team, postgres_server: PostgresServer) -> None:
    """A server that signs in by LDAP asks the desk for the password itself, as ``password`` does, and asks the directory."""
    with asking(postgres_server, team, "password"):
        with closing(team.store("Carl Brindle")) as store:
            assert store.signed_in is not None and store.signed_in.name == "Carl Brindle"
        with pytest.raises(SignInWanted, match="refused the name or password"):
            open_store(team.url("Carl Brindle").replace(PASSWORD, "wrong"))


@pytest.mark.parametrize(
    ("how", "kind", "words"),
    [
        ("ldap ldapserver=127.0.0.1 ldapport=1 ldapprefix=cn=", SignInWanted, "refused the name or password"),
        ("ident", SignInWanted, "refused the name or password"),
        ("reject", KnownFault, "does not let this computer, or this name, in"),
    ],
)
def test_a_refusal_of_another_way_of_signing_in_is_said_as_one(
    team: Team, postgres_server: PostgresServer, how: str, kind: type[Exception], words: str
) -> None:
    with asking(postgres_server, team, how), pytest.raises(kind, match=words) as refused:
        team.store("Carl Brindle")
    assert not isinstance(refused.value, ServerGone)


def test_what_is_this_computer() -> None:
    assert all(map(is_loopback, ("", "localhost", "127.0.0.9", "::1", "[::1]", "/run")))
    assert not any(map(is_loopback, ("db", "10.0.0.1", "localhost.example", "0.0.0.0")))


def test_a_verified_certificate_lets_one_in_and_another_does_not(
    team: Team, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    ours, other = trustme.CA(), trustme.CA()
    issued = ours.issue_cert("localhost")
    for ca, name in ((ours, "ours.pem"), (other, "other.pem")):
        ca.cert_pem.write_to_path(tmp_path / name)
    data = postgres_server.home / "data"
    issued.private_key_pem.write_to_path(data / "server.key")
    issued.cert_chain_pems[0].write_to_path(data / "server.crt")
    for name in ("server.key", "server.crt"):
        path = data / name
        path.chmod(0o600)
        owner = data.stat()
        subprocess.run(["chown", f"{owner.st_uid}:{owner.st_gid}", str(path)], check=True)
    with postgres_server.admin() as admin:
        admin.execute("ALTER SYSTEM SET ssl = on")
        admin.execute("SELECT pg_reload_conf()")
    try:
        url = team.url("Carl Brindle").replace("127.0.0.1", "localhost") + "?sslmode=verify-full&sslrootcert="
        _wait_for_tls(url + str(tmp_path / "ours.pem"))
        for wrong in ("other.pem", "none.pem"):
            with pytest.raises(KnownFault, match=r"certificate of the server .* cannot be verified"):
                open_store(url + str(tmp_path / wrong))
    finally:
        with postgres_server.admin() as admin:
            admin.execute("ALTER SYSTEM RESET ssl")
            admin.execute("SELECT pg_reload_conf()")


def _wait_for_tls(url: str) -> None:
    for _ in range(50):
        try:
            open_store(url).close()
            return
        except KnownFault as fault:
            last = fault
            time.sleep(0.2)
    raise last
