"""A real mail server on the loopback, with or without TLS, that keeps what it is given."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

HOST = "127.0.0.1"


@dataclass
class MailServer:
    """What came, and what to answer to an address instead of taking its message."""

    port: int
    authority: Path
    came: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.came.append(message)
        return "250 OK"


class _AnyPort(Controller):
    """Listens on whichever port is free; the library wants to be told one."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"desk", b"a long secret"))


@contextmanager
def mail_server(folder: Path, security: str = "none", signed_in: bool = False) -> Iterator[MailServer]:
    """A server on a free port; ``security`` as the desk's own words for it."""
    authority = folder / "authority.pem"
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(authority))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert(HOST).configure_cert(context)
    kept = MailServer(0, authority)
    options: dict[str, Any] = {"hostname": HOST, "port": 0}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    elif security == "tls":
        options |= {"ssl_context": context}
    if signed_in:
        options |= {"auth_required": True, "authenticator": _known, "auth_require_tls": security == "starttls"}
    server = _AnyPort(kept, **options)
    server.start()
    try:
        kept.port = server.port
        yield kept
    finally:
        server.stop()
