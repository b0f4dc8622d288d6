"""The data officer signs an import's certificate in the window: at once, or later with the certificate that was saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.bringing import bring, trial
from ehcp_desk.services.upkeep.taking_out import imports
from tests.ui.pages.conftest import Open
from tests.ui.pages.test_lists_on_screen import page
from ui.a11y import problems
from ui.dialogs import sign_import
from ui.dialogs.files import Files
from ui.dialogs.import_acts import ImportActs
from ui.dialogs.sign_import import SignImport
from ui.pages.importing.page import ImportPage

HEADS = "Ref,Surname,First name,DOB,Date request received,Requested by,Current school\n"
OFFICER = "Imogen Tranter"


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.csv"
    path.write_text(f"{HEADS}A1,Whitlock,Daisy,28/07/2017,02/06/2025,P,Larkspur Primary\n", encoding="utf-8")
    return path


def signed_by(desk: Desk) -> list[str]:
    with desk.store.read() as work:
        return [one.signed_by for one in imports(work)]


def certificate(desk: Desk, tracker: Path, folder: Path) -> Path:
    """Bring the file in and save its certificate as the window does."""
    tried = trial(desk, tracker)
    bring(desk, tried)
    path = folder / "certificate.json"
    path.write_text(json.dumps(tried.plan.certificate.as_json(), default=str), encoding="utf-8")
    return path


def test_what_was_just_brought_in_is_signed_and_printed(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, desk = opened("importing")
    importing = page(window, ImportPage)
    assert importing.certificate.sign.isHidden()
    importing.read_file(tracker)
    qtbot.waitUntil(lambda: importing._go.isEnabled() and importing._trial is not None, timeout=20_000)
    importing._bring()
    qtbot.waitUntil(lambda: not importing.certificate.sign.isHidden(), timeout=20_000)
    asked: list[tuple[str, Mapping[str, Any]]] = []
    monkeypatch.setattr(
        type(importing._context), "ask", lambda _context, key, **kw: asked.append((key, kw)), raising=False
    )
    importing._sign_certificate()
    key, said = asked[0]
    assert key == "sign_import"
    out = tmp_path / "signed.html"
    assert window.context is not None
    dialog = SignImport(window.context, window, said["number"], said["documents"], Files(save_as=lambda *_: out))
    dialog.show()
    qtbot.waitUntil(lambda: dialog.officer.count() > 0, timeout=20_000)
    assert not dialog.pick_field.isVisible() and problems(dialog) == []
    dialog.officer.setCurrentIndex(dialog.officer.findData(OFFICER))
    dialog.act()
    qtbot.waitUntil(lambda: signed_by(desk) == [OFFICER], timeout=20_000)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    dialog.act()
    qtbot.waitUntil(out.is_file, timeout=20_000)
    assert f"Signed by {OFFICER}" in out.read_text(encoding="utf-8")


def test_one_brought_in_before_is_signed_with_its_saved_certificate_only(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot
) -> None:
    window, desk = opened("importing")
    saved = certificate(desk, tracker, tmp_path)
    assert window.context is not None
    files: list[Path] = []
    dialog = SignImport(window.context, window, 1, (), Files(open_files=lambda *_: list(files)))
    dialog.show()
    qtbot.waitUntil(lambda: dialog.officer.count() > 0, timeout=20_000)
    dialog.act()
    assert signed_by(desk) == [""]  # no certificate was chosen
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[]", encoding="utf-8")
    files[:] = [wrong]
    dialog._choose()
    qtbot.waitUntil(lambda: "wrong.json is not an import certificate" in dialog.trouble.sentence, timeout=20_000)
    other = json.loads(saved.read_text(encoding="utf-8")) | {"rows_in": 99}
    wrong.write_text(json.dumps(other), encoding="utf-8")
    dialog._choose()
    qtbot.waitUntil(lambda: bool(dialog._documents), timeout=20_000)
    dialog.act()
    qtbot.waitUntil(lambda: "not the certificate that import 1" in dialog.trouble.sentence, timeout=20_000)
    assert signed_by(desk) == [""]
    files[:] = [saved]
    dialog._choose()
    qtbot.waitUntil(lambda: dialog._documents[0]["rows_in"] == 1, timeout=20_000)
    dialog.act()
    qtbot.waitUntil(lambda: signed_by(desk) != [""], timeout=20_000)
    dialog.reject()


def test_the_list_of_imports_opens_the_signing(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, desk = opened("importing")
    certificate(desk, tracker, tmp_path)
    assert window.context is not None
    dialog = ImportActs(window.context, window, "imports")
    dialog.show()
    qtbot.waitUntil(lambda: dialog.rows.total() == 1, timeout=20_000)
    made: list[SignImport] = []
    real = sign_import.make
    monkeypatch.setattr(sign_import, "make", lambda *args: made.append(real(*args)) or made[-1])
    assert dialog._sign.isVisible()
    dialog._sign.click()
    assert made and made[0].isVisible() and "Import 1" in made[0].heading.text()
    made[0].reject()
    dialog.lists.choose("held")
    qtbot.waitUntil(lambda: not dialog._sign.isVisible(), timeout=20_000)
    dialog.reject()
