"""The dialogs of Information rights: a reason, and where it needs one a choice, before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.redaction import Hit
from ehcp_desk.domain.retention import Kept, retention_rules
from ehcp_desk.domain.rights_kinds import HOLD_WORDS
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.upkeep.retention import choose_rule, dispose, lift_hold, place_hold
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen
from ui.dialogs.reasoned import Reasoned

KEPT = "Say why; the reason stays with the file."
WIDE = 420


class ChosenAndReasoned(Reasoned):
    """A reason with a choice above it."""

    def offer(self, ask: str, values: list[tuple[str, str]], now: str = "") -> None:
        """What to choose from, as (value, words)."""
        self.box = choice(values, WIDE)
        self.box.setCurrentIndex(max(0, self.box.findData(now)))
        self.hold(chosen=self.box)
        self.form.insertWidget(self.form.indexOf(self.reason_field), Field(ask, self.box))
        self.order_tabs()

    def chosen(self) -> str:
        """The value chosen."""
        return chosen(self.box)


def ask_hold(context: PageContext, parent: QWidget, one: Kept) -> Reasoned:
    """Keep a file whatever its age."""
    dialog = ChosenAndReasoned(
        context, parent, "Place a hold", f"Must the file of {one.name} be kept longer?",
        f"While a hold stands, nobody can dispose of {one.ref} or of another case of the child.",
        "&Why it must be kept", KEPT, "Place the hold",
    )  # fmt: skip
    dialog.offer("What &for", list(HOLD_WORDS.items()))
    dialog.keep_words(one.ref)
    dialog.will(lambda reason: place_hold(context.desk, one.ref, dialog.chosen(), reason), f"{one.ref} is held")
    return dialog


def ask_lift(context: PageContext, parent: QWidget, one: Kept) -> Reasoned:
    """Lift the oldest hold that stands."""
    hold = one.holds[0]
    more = f" {len(one.holds) - 1} more will still stand." if len(one.holds) > 1 else ""
    dialog = Reasoned(
        context, parent, "Lift a hold", f"Need the file of {one.name} no longer be kept for this?",
        f"{hold.words}, placed by {hold.by}: {hold.reason}{more}", "&Why it is lifted", KEPT, "Lift the hold",
    )  # fmt: skip
    dialog.keep_words(one.ref, entry=hold.entry)
    dialog.will(lambda reason: lift_hold(context.desk, one.ref, hold.entry, reason), f"A hold on {one.ref} is lifted")
    return dialog


def ask_dispose(context: PageContext, parent: QWidget, one: Kept) -> Reasoned:
    """Dispose of a file, which nobody can undo."""
    dialog = Reasoned(
        context, parent, "Dispose of a file", f"Dispose of everything held about {one.name} under {one.ref}?",
        "Entries, documents, dates and search words go, and with the last case the child and the people to ring. The "
        "journal keeps its sealed lines without what they said. Nobody can undo it. Backups taken before keep a copy.",
        "&Why, and who agreed (without the child’s name)", "Say why; the reason stays on the certificate.",
        "Dispose of the file",
    )  # fmt: skip

    dialog.keep_words(one.ref)

    def do(reason: str) -> Changes:
        return dispose(context.desk, one.ref, reason)[1]

    dialog.will(do, f"{one.ref} was disposed of; its certificate is under Disposed of")
    return dialog


def ask_rule(context: PageContext, parent: QWidget, now: str) -> Reasoned:
    """Choose the period files are kept for."""
    dialog = ChosenAndReasoned(
        context, parent, "How long files are kept", "For how long are files kept?",
        "No law sets a period for these files; the council decides. A child who was in care has the longer period of "
        "its own.", "&Why, and who decided", "Say why; the reason stays in the journal.", "Keep files so long",
    )  # fmt: skip
    dialog.offer("&Period", [(rule.id, rule.title) for rule in retention_rules().rules.values()], now)
    dialog.keep_words()
    dialog.will(lambda reason: choose_rule(context.desk, dialog.chosen(), reason), "The period is changed")
    return dialog


class PlaceDecision(ChosenAndReasoned):
    """Keep or remove some words everywhere in a pack; nothing is written on the record before the pack is."""

    def will_take(self, take: Callable[[bool, str], object]) -> None:
        """What is done with the decision and its reason."""
        self._take = take

    def submit(self) -> None:
        """Hand the decision over and close."""
        keep, reason = self.chosen() == "keep", self.reason.toPlainText().strip()
        self.finished_with()
        self._take(keep, reason)


def ask_place(
    context: PageContext, parent: QWidget, ref: str, hit: Hit, take: Callable[[bool, str], object]
) -> Reasoned:
    """Decide on words that are about somebody else, in a pack about this case."""
    dialog = PlaceDecision(
        context, parent, "What is about others", f"Keep “{hit.words}” in the pack, or take it out?",
        f"{hit.why} The decision holds wherever these words stand in the pack, and goes into its log with the reason.",
        "&Why", "Say why; the reason stands in the log of the copy.", "Take this decision",
    )  # fmt: skip
    dialog.offer("What &becomes of it", [("remove", "Take it out"), ("keep", "Keep it")], hit.span.proposed.value)
    dialog.keep_words(ref, entry=sha256(hit.key.encode()).hexdigest()[:12])
    dialog.will_take(take)
    return dialog
