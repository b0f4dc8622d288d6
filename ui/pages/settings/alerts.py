"""How staff are told each morning: the mail server, the ladder, and who was told today."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.outbox import Kept, MessageState
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.upkeep.alerting import SECURITY, Alerts, alerts_of, change_alerts, send_test
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.settings.filled import Filled
from ui.pages.settings.section import FORM_WIDE, Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

_WORDS = {MessageState.QUEUED: "waits", MessageState.SENDING: "on its way", MessageState.SENT: "sent",
          MessageState.REFUSED: "refused", MessageState.REPLACED: "replaced"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AlertsView:
    """What is set, and today's messages."""

    alerts: Alerts
    messages: tuple[Kept, ...]


class AlertsSection(Section):
    """The mail server and the ladder on the left, today's messages on the right."""

    title = "Alerts"
    sentence = "Each named person is told once a day what is due from them. No message names a child."
    kinds = ("settings",)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.host, self.port = line_edit(width=320, most=200), line_edit(width=90, most=5)
        self.come_from, self.user = line_edit(width=320, most=200), line_edit(width=320, most=200)
        self.ladder, self.seals = line_edit(width=420, most=200), line_edit(width=420, most=300)
        self.security = choice(list(SECURITY.items()), 320)
        self.fields = {
            "host": Field("&Mail server", self.host, "Its name, such as mail.westmarsh.example. Empty for none."),
            "port": Field("&Port", self.port),
            "security": Field("P&rivacy of the line", self.security),
            "sender": Field("Mail comes &from", self.come_from, "An address of the service, not of a person."),
            "user": Field(
                "&Signs in as", self.user, "The password is read from EHCP_DESK_MAIL_PASSWORD, never kept here."
            ),
            "ladder": Field(
                "&Ladder", self.ladder, "When somebody above is told too: 5 team manager, 20 service manager."
            ),
            "seals": Field("Folder of the &daily seals", self.seals, "Outside the database. Empty for none."),
        }
        self.filled = Filled({"host": self.host, "port": self.port, "security": self.security, "sender": self.come_from,
                              "user": self.user, "ladder": self.ladder, "seal_folder": self.seals})  # fmt: skip
        self.save = ActionButton("Save the alerts", self._save, kind=ButtonKind.PRIMARY)
        self.test = ActionButton("Send me a test", self._test)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._form(), 1)
        line.addWidget(self._today(), 1)
        self.body.addLayout(line, 1)

    def _form(self) -> QWidget:
        panel = Panel("Mail and ladder", padded=True)
        panel.setMaximumWidth(FORM_WIDE)
        stack = QVBoxLayout()
        stack.setSpacing(11)
        for field in self.fields.values():
            stack.addWidget(field)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        stack.addLayout(buttons)
        stack.addStretch(1)
        panel.body.addLayout(stack)
        return panel

    def _today(self) -> QWidget:
        panel = Panel("Told today")
        self.rows: RowModel[Kept] = RowModel(
            (
                Column("who", "Who", lambda r: r.digest.to, 150, Kind.STRONG, narrow=True),
                Column("what", "What they were told", lambda r: r.digest.subject.removeprefix("EHCP Desk: "), stretch=True),
                Column("state", "Message", _state, 130, narrow=True),
            ),
            lambda r: f"{r.digest.to}: {r.digest.subject}, {_state(r)}",
            row_id=lambda r: r.id,
        )  # fmt: skip
        self.table: RowTable[Kept] = RowTable(
            self.rows, "Told today", two_line=False, row_height=26, start_selected=False
        )
        self.nobody = label("Nobody has been told yet today. The command ehcp-desk notify does it; have the computer run "
                            "it every morning.", Role.SMALL, wrap=True)  # fmt: skip
        self.nobody.setContentsMargins(14, 10, 14, 12)
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignTop)
        panel.add(self.table, 1)
        panel.add(self.nobody)
        return panel

    def panes(self) -> list[QWidget]:
        """The form, then today's messages."""
        return [self.host, self.table]

    def reread(self) -> None:
        """Read anew; what is being typed stays."""
        desk = self.context.desk

        def read(_progress: object) -> AlertsView:
            with desk.store.read() as work:
                return AlertsView(alerts_of(work), tuple(work.messages(desk.today())))

        self.context.dispatcher.read(self, read, self._show, self.context.messages.failed)

    def _show(self, view: AlertsView) -> None:
        kept = asdict(view.alerts)
        self.filled.fill(kept, {name: str(value) for name, value in kept.items()})
        self.rows.set_rows(list(view.messages))
        self.table.setVisible(bool(view.messages))
        self.nobody.setVisible(not view.messages)

    def _typed(self) -> tuple[str, ...]:
        lines = (self.host, self.port, self.come_from, self.user, self.ladder, self.seals)
        return (*(line.text().strip() for line in lines), chosen(self.security))

    def _save(self) -> None:
        host, port, sender, user, ladder, seals, security = self._typed()
        for field in self.fields.values():
            field.set_wrong("")
        if not port.isdecimal():
            self._refuse("port", "Type a whole number.")
            return
        seen = Alerts(**self.filled.seen)
        wanted = replace(seen, host=host, port=int(port), security=security, sender=sender, user=user,
                         ladder=ladder, seal_folder=seals)  # fmt: skip
        desk = self.context.desk
        self.context.dispatcher.write(self, lambda _p: change_alerts(desk, wanted, seen), self._saved, self._not_saved)

    def _saved(self, changes: Changes) -> None:
        self.saved(changes, "The alerts are saved.")

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, BadInput):
            words = str(error)
            about = {
                "step": "ladder",
                "port": "port",
                "come from": "sender",
                "private": "security",
                "seal folder": "seals",
            }
            self._refuse(next((name for word, name in about.items() if word in words), "host"), words)
        else:
            self.failed(error)

    def _refuse(self, name: str, sentence: str) -> None:
        self.fields[name].set_wrong(sentence)
        self.fields[name].take_focus()
        self.context.messages.say(sentence)

    def _test(self) -> None:
        desk, say = self.context.desk, self.context.messages
        self.context.dispatcher.read(self, lambda _p: send_test(desk), lambda to: say.done(f"A test went to {to}."),
                                     say.failed, title="Sending a test")  # fmt: skip


def _state(row: Kept) -> str:
    if not row.digest.address:
        return "no address"
    return _WORDS[row.state] + (f", {row.trouble}" if row.trouble and row.state is not MessageState.SENT else "")
