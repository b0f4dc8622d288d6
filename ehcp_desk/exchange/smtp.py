"""Carrying email to the council's own mail server over SMTP, with TLS checked against the computer's certificates."""

from __future__ import annotations

import smtplib
import socket
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from ehcp_desk.ports.mail import Mail, MailServer, NotCarried

PATIENCE = 20
"""Seconds to wait for the server."""


class SmtpCarrier:
    """One connection, opened with the first message.  A connection that has gone is opened again once."""

    def __init__(self, server: MailServer, password: str = "") -> None:
        self._server, self._password = server, password
        self._line: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Hand one message over.  Raises NotCarried."""
        message = self._written(mail)
        for again in (True, False):
            try:
                self._open().send_message(message)
                return
            except smtplib.SMTPServerDisconnected as gone:
                self._line = None
                if not again:
                    raise NotCarried(f"The mail server {self._server.host} closed the line.") from gone
            except smtplib.SMTPRecipientsRefused as refused:
                code, said = next(iter(refused.recipients.values()))
                raise NotCarried(
                    f"The mail server refused {mail.address}: {_text(said)}.", lasting=code >= 500
                ) from refused
            except smtplib.SMTPResponseException as fault:
                raise NotCarried(f"The mail server answered: {_text(fault.smtp_error)}.") from fault
            except (OSError, smtplib.SMTPException) as fault:
                self._line = None
                raise NotCarried(self._unreached(fault)) from fault

    def close(self) -> None:
        """Say goodbye, where anybody listens."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (OSError, smtplib.SMTPException):
                line.close()

    def _open(self) -> smtplib.SMTP:
        if self._line is None:
            server = self._server
            trust = ssl.create_default_context(cafile=server.authority or None)
            if server.security == "tls":
                line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=trust)
            else:
                line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
            try:
                if server.security == "starttls":
                    line.starttls(context=trust)
                if server.user:
                    line.login(server.user, self._password)
            except BaseException:
                line.close()
                raise
            self._line = line
        return self._line

    def _written(self, mail: Mail) -> EmailMessage:
        try:
            to = Address(display_name=mail.to, addr_spec=mail.address)
            sender = Address(display_name="EHCP Desk", addr_spec=self._server.sender)
        except (ValueError, IndexError) as bad:
            raise NotCarried(
                f"'{mail.address}' is not an email address; put it right in Settings.", lasting=True
            ) from bad
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, mail.subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = f"<{mail.key}@ehcp-desk.invalid>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        return message

    def _unreached(self, fault: Exception) -> str:
        where = f"{self._server.host}:{self._server.port}"
        if isinstance(fault, ssl.SSLCertVerificationError):
            return f"The certificate of the mail server {where} is not one this computer trusts."
        if isinstance(fault, socket.gaierror):
            return f"There is no mail server called {self._server.host}; check the name."
        if isinstance(fault, TimeoutError):
            return f"The mail server {where} did not answer."
        if isinstance(fault, smtplib.SMTPNotSupportedError):
            return f"The mail server {where} does not offer what was asked of it: {_text(str(fault))}."
        return f"The mail server {where} cannot be reached ({getattr(fault, 'strerror', None) or fault})."


def _text(said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(words.split()).rstrip(".")
