"""``python -m tests.bench.workbook 20000 200000``: the same day's work with the tracker kept as a workbook instead.

A tracker of so many rows, twenty columns and four formulas a row is written, and LibreOffice Calc (without a window)
opens it, works it out again, filters it, takes a change and saves it.  Then two people have it open at once: what
became of both their changes is told.  Needs LibreOffice Calc and the system's Python with its ``uno`` module (on Debian
``libreoffice-calc-nogui`` and ``python3-uno``); says so where they are missing.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import xlsxwriter

from tests.bench.bench_import import HEADINGS, tracker_rows

SYSTEM_PYTHON = "/usr/bin/python3"
FORMULAS = ("=(TODAY()-J{r})/7", '=IF(R{r}="",IF(U{r}>20,"Overdue","Open"),"Final")', "=J{r}+140", "=X{r}-TODAY()")
# Run by the system's Python, which has uno: opens, works out, filters, changes, saves; prints the seconds of each.
DRIVER = """
import json, sys, time, uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL
pipe, path, row, words = sys.argv[1:5]
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(600):
    try:
        there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.1)
desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
took, begun = {}, time.perf_counter()
def lap(name):
    global begun
    took[name] = time.perf_counter() - begun
    begun = time.perf_counter()
hidden = PropertyValue("Hidden", 0, True, 0)
book = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (hidden,))
if book is None:  # somebody else has it open
    only = PropertyValue("ReadOnly", 0, True, 0)
    book = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (hidden, only))
lap("open")
sheet = book.Sheets.getByIndex(0)
book.calculateAll()
lap("work out again")
cursor = sheet.createCursor()
cursor.gotoEndOfUsedArea(False)
area = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
descriptor = area.createFilterDescriptor(True)
field = TableFilterField()
field.Field, field.Operator, field.IsNumeric, field.StringValue = 21, EQUAL, False, "Overdue"
descriptor.setFilterFields((field,))
descriptor.ContainsHeader = True
area.filter(descriptor)
lap("filter")
sheet.getCellByPosition(19, int(row)).setString(words)
print("opened", flush=True)
sys.stdin.readline()
begun = time.perf_counter()
try:
    book.store()
    saved = "saved"
except Exception as problem:
    saved = "not saved: " + (getattr(problem, "Message", "") or type(problem).__name__)
lap("save")
print(json.dumps({"took": took, "saved": saved, "read_only": book.isReadonly()}), flush=True)
book.close(True)
"""


def write(path: Path, rows: int) -> None:
    """The tracker with formulas, as a council keeps it."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Live")
        sheet.write_row(0, 0, [*HEADINGS, "Weeks", "State", "Due", "Days left"])
        for number, row in enumerate(tracker_rows(Random(7), rows), 1):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
            for column, formula in enumerate(FORMULAS, len(HEADINGS)):
                sheet.write_formula(number, column, formula.format(r=number + 1))


class Person:
    """Somebody with the workbook open in an office program of their own."""

    def __init__(self, folder: Path, name: str, path: Path, row: int, words: str) -> None:
        self.office = subprocess.Popen(
            ["soffice", "--headless", "--norestore", f"--accept=pipe,name={name};urp",
             f"-env:UserInstallation={(folder / name).as_uri()}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.driver = subprocess.Popen(
            [SYSTEM_PYTHON, "-c", DRIVER, name, str(path), str(row), words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def opened(self) -> None:
        """Wait until the workbook is open, worked out and filtered, and the change made."""
        assert self.driver.stdout is not None
        said = self.driver.stdout.readline().strip()
        if said != "opened":
            raise RuntimeError(f"the workbook was not opened: {said}")

    def save(self) -> dict[str, object]:
        """Save, and say how long each step took and whether it was saved."""
        told, _ = self.driver.communicate("save\n")
        os.killpg(self.office.pid, signal.SIGTERM)  # the program that was started has another below it
        self.office.wait()
        found: dict[str, object] = json.loads(told)
        return found


def main(sizes: list[int]) -> int:
    if (
        shutil.which("soffice") is None
        or subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True).returncode
    ):
        print(
            "LibreOffice Calc or the system's uno module is missing: libreoffice-calc-nogui, python3-uno.",
            file=sys.stderr,
        )
        return 1
    # The office programs go on writing their settings for a moment after they were ended.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        for rows in sizes:
            path = folder / f"tracker{rows}.xlsx"
            write(path, rows)
            alone = Person(folder, f"alone{rows}", path, 7, "asked again")
            alone.opened()
            took = alone.save()["took"]
            assert isinstance(took, dict)
            told = ", ".join(f"{act} {seconds:.2f} s" for act, seconds in took.items())
            print(f"{rows:,} rows, {path.stat().st_size / 1e6:.1f} MB: {told}", flush=True)
        two_writers(folder, sizes[0])
    return 0


def two_writers(folder: Path, rows: int) -> None:
    """Two people change two rows of one workbook at once."""
    path = folder / f"tracker{rows}.xlsx"
    ada = Person(folder, "ada", path, 7, "Ada was here")
    ada.opened()
    joy = Person(folder, "joy", path, 8, "Joy was here")
    joy.opened()
    first, second = ada.save(), joy.save()
    from python_calamine import CalamineWorkbook

    text = str(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[:12])
    kept = [name for name in ("Ada", "Joy") if f"{name} was here" in text]
    print(f"two people: the first {first['saved']}, the second {second['saved']}"
          f"{' (opened to read only)' if second['read_only'] else ''}; "
          f"in the file afterwards: {', '.join(kept) or 'neither'}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or [20_000, 200_000]))
