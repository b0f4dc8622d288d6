"""A bundle of 1,000 pages against bare pikepdf merging, numbering, bookmarking and linking the same pages.

Our side fits and turns pages, sets cover, index and the list of papers with digests, and names pages for readers; the bare
side takes pages to be A4 and upright and does none of that.  The second row adds what is done once a paper when the list
is opened: looking for pages without words.  The third is what all of it adds to the program's memory at its height, in a
process of its own, against 150 MB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from ehcp_desk.domain.bundles import COUNCIL, AppealType, BundlePaper, Entry, Source
from ehcp_desk.reports.bundle.binding import bind
from ehcp_desk.reports.bundle.making import prepare
from tests.reports.sample_head import HEAD
from tests.support.appeals import pdf_pages

PAPERS, PAGES, ROUNDS = 40, 25, 5
GOAL, MEMORY = 2.0, 150.0


def run() -> list[dict[str, Any]]:
    """Medians in seconds, measured turn by turn, and the memory of one round in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers = make_papers(folder, PAPERS, PAGES)
        looked: list[float] = []
        ours: list[float] = []
        bare: list[float] = []
        for turn in range(ROUNDS):
            room = folder / str(turn)
            room.mkdir()
            start = perf_counter()
            entries = look(papers, room)
            between = perf_counter()
            pages = make(entries, folder / "ours.pdf")
            ours.append(perf_counter() - between)
            looked.append(between - start)
            start = perf_counter()
            lean(papers, folder / "bare.pdf")
            bare.append(perf_counter() - start)
        words = [sys.executable, "-m", "tests.bench.bench_bundle", name]
        told = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    whole = [one + other for one, other in zip(looked, ours, strict=True)]
    return [
        _row(f"bundle of {pages:,} pages, bound", median(ours), median(bare), "s", GOAL),
        _row("the same with every page looked at first", median(whole), median(bare), "s", None),
        _row("bundle of 1,000 pages, memory over the start", told["mb"], MEMORY, "MB", 1.0),
    ]


def _row(name: str, ours: float, limit: float, unit: str, goal: float | None) -> dict[str, Any]:
    made = {
        "name": name,
        "ours": round(ours, 3),
        "limit": round(limit, 3),
        "ratio": round(ours / limit, 3),
        "unit": unit,
    }
    return made | {"n": PAPERS * PAGES, **({} if goal is None else {"goal": goal})}


def make_papers(folder: Path, papers: int, pages: int) -> list[Path]:
    """Letters and reports as PDF files on the disk."""
    made = []
    for number in range(papers):
        path = folder / f"paper-{number}.pdf"
        path.write_bytes(pdf_pages(f"Paper {number}", pages))
        made.append(path)
    return made


def look(papers: list[Path], room: Path) -> list[Entry]:
    """Every paper looked at, as the list is opened: done once a paper, and kept."""
    entries = []
    for number, path in enumerate(papers, 1):
        source = Source(path, path.name, sha256(path.name.encode()).hexdigest(), path.stat().st_size)
        made = prepare(source, room)
        entries.append(Entry(number, f"Paper {number}", COUNCIL, date(2026, 1, 1), "Joy Addo", path.name, source.sha256, made,
                             tuple(range(made.looked.pages))))  # fmt: skip
    return entries


def make(entries: list[Entry], target: Path) -> int:
    """The bundle of them; its pages."""
    paper = BundlePaper(
        HEAD, "Maisie Farrowdale", "SEN/26118", "Joy Addo", AppealType.CONTENTS, 1, tuple(entries), None
    )
    return bind(paper, target).pages


def lean(papers: list[Path], target: Path) -> None:
    """Merge, number, bookmark and link with as little as pikepdf allows."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, OutlineItem
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    for number in range(1, len(papers) + 1):
        canvas.drawString(60, 800 - 18 * number, f"Paper {number}")
    canvas.save()
    with pikepdf.Pdf.new() as out:
        opened = [pikepdf.Pdf.open(BytesIO(held.getvalue()))]
        out.pages.extend(opened[0].pages)
        firsts = []
        for path in papers:
            opened.append(pikepdf.Pdf.open(path))
            firsts.append(len(out.pages))
            out.pages.extend(opened[-1].pages)
        font = out.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number, page in enumerate(out.pages, 1):
            name = page.add_resource(font, Name.Font)
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"Q BT {name} 11 Tf 540 17 Td ({number}) Tj ET".encode())
        with out.open_outline() as outline:
            outline.root.extend(OutlineItem(f"Paper {n}", first) for n, first in enumerate(firsts, 1))
        links = [
            out.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[60, 796 - 18 * n, 300, 812 - 18 * n],
                                         Dest=[out.pages[first].obj, Name.Fit]))
            for n, first in enumerate(firsts, 1)
        ]  # fmt: skip
        out.pages[0].obj.Annots = Array(links)
        out.save(target)
        for pdf in opened:
            pdf.close()


def memory(folder: Path) -> dict[str, float]:
    """What looking and binding add to the height of this process's memory, once everything it needs is loaded."""
    papers = sorted(folder.glob("paper-*.pdf"))
    room = folder / "memory"
    room.mkdir(exist_ok=True)
    small = room / "small.pdf"
    small.write_bytes(pdf_pages("One page", 1))
    make(look([small], room), room / "warm.pdf")
    before = height()
    make(look(papers, room), room / "out.pdf")
    return {"mb": round(height() - before, 1)}


def height() -> float:
    """The most memory this process has had, in MB.  Where the system says it of this process alone, that is read: what
    Python's own call gives begins with what the parent had."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(memory(Path(sys.argv[1]))))
