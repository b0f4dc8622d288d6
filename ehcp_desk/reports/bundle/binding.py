"""Binding: every page onto A4, upright and numbered, with bookmarks, links, page labels and the sealed list of papers.

A page of a paper is taken over as it is stored: what is drawn on it is moved, turned and made smaller by one matrix
before it, and the number is drawn after it with one font that all pages share.  Streams are copied from file to file as
the bundle is written, so memory does not grow with the size of scans.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ehcp_desk.domain.bundle_numbers import fresh_numbers, kept_numbers, runs
from ehcp_desk.domain.bundles import PAPERS, Added, Bound, BundlePaper, Entry, Span, label_words
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.journal import canonical
from ehcp_desk.ports.work import Progress
from ehcp_desk.reports.bundle import front
from ehcp_desk.reports.bundle.front import Own
from ehcp_desk.reports.bundle.looking import A4, PageBox, box_of, fits
from ehcp_desk.reports.bundle.numerals import FONT_NAME, number_font, stamp
from ehcp_desk.reports.heads import seal_line

if TYPE_CHECKING:
    import pikepdf

FRONT = "front"
_UPRIGHT = b"q\n"
_TELL_EVERY = 25
_ROUNDS = 6
LARGE = 24 * 1024 * 1024
"""Bytes of papers above which they are merged on the disk first, so that memory stays flat."""


@dataclass(slots=True)
class Binding:
    """A bundle being made: the file, its pages so far with their labels, and the streams pages share.

    ``there`` says that the pages of every paper stand in the file already, in order.
    """

    pdf: pikepdf.Pdf
    font: Any
    labels: list[str] = field(default_factory=list)
    first: dict[str, int] = field(default_factory=dict)
    shared: dict[bytes, Any] = field(default_factory=dict)
    there: bool = False

    def stream(self, data: bytes) -> Any:
        """A content stream of these bytes, one for all pages that need the same."""
        if data not in self.shared:
            self.shared[data] = self.pdf.make_stream(data)
        return self.shared[data]


def page_counts(paper: BundlePaper) -> tuple[int, int]:
    """The pages of cover and index, and of the chronology."""
    return front.front_pages(paper), front.chronology_pages(paper)


def bind(paper: BundlePaper, target: Path, progress: Progress | None = None) -> Bound:
    """Write the bundle to ``target``.  Raises what ``progress`` raises to stop it; the caller drops what was written."""

    spans, labels, own, told = _settled(paper)
    manifest = manifest_of(paper, labels)
    digest = hashlib.sha256(canonical(manifest).encode()).hexdigest()
    end = front.papers(paper, labels, digest)
    labels[PAPERS] = tuple(_after((*labels.values(), paper.used), end.pages, paper.prefix))
    spans = (*spans, Span(PAPERS, labels[PAPERS]))
    # The cover says how many pages there are in all, and no page more or less is taken by that number.
    own = front.front(paper, labels)
    with ExitStack() as opened:
        pdf = opened.enter_context(_beginning(paper, opened))
        made = Binding(pdf, number_font(pdf), there=bool(pdf.pages))
        total = sum(map(len, labels.values()))
        _add(made, opened, own.content, range(own.pages), FRONT, labels[FRONT])
        for entry in _with_chronology(paper):
            if entry is not None:
                _add_entry(made, opened, entry, labels[entry.key], progress, total)
            elif told is not None:
                _add(made, opened, told.content, range(told.pages), front.CHRONOLOGY, labels[front.CHRONOLOGY])
        _add(made, opened, end.content, range(end.pages), PAPERS, labels[PAPERS])
        _link(made, FRONT, own.rows, [row.key for row in front.index_rows(paper)])
        if told is not None:
            _link(made, front.CHRONOLOGY, told.rows, _cited(paper, len(told.rows)))
        _outline(made, paper, labels)
        _page_labels(made)
        _say(made, paper, manifest)
        _save(pdf, target, progress)
    return Bound(len(made.labels), spans, digest)


def _beginning(paper: BundlePaper, opened: ExitStack) -> pikepdf.Pdf:
    """An empty file; or, where there is much to bind, one into which every paper was merged on the disk.

    A page taken over from another file has its streams copied into memory, which a few letters may and scans may not.
    """
    import pikepdf

    sizes = {e.prepared.path: e.prepared.path.stat().st_size for e in paper.entries}
    if sum(sizes.values()) <= LARGE:
        return pikepdf.Pdf.new()
    folder = paper.entries[0].prepared.path.parent
    held = opened.enter_context(TemporaryDirectory(prefix="binding-", dir=folder))
    merged = Path(held) / "merged.pdf"
    listed = [{"file": str(e.prepared.path), "range": ",".join(str(n + 1) for n in e.pages)} for e in paper.entries]
    pikepdf.Job({"empty": "", "outputFile": str(merged), "pages": listed, "removeUnreferencedResources": "no",
                 "warningExit0": "", "noWarn": ""}).run()  # fmt: skip
    return pikepdf.Pdf.open(merged, access_mode=pikepdf.AccessMode.stream)


def _settled(paper: BundlePaper) -> tuple[tuple[Span, ...], dict[str, tuple[str, ...]], Own, Own | None]:
    """Every page's label, and the bundle's own pages with those labels in them.

    Page numbers take less room than is kept for them at first, so index or chronology may come out a page shorter; then
    everything is numbered again.  Raises KnownFault where that does not end.
    """
    counts = page_counts(paper)
    for _ in range(_ROUNDS):
        spans = _numbered(paper, counts)
        labels = {span.key: span.labels for span in spans}
        own, told = front.front(paper, labels), front.chronology(paper, labels)
        came = (own.pages, told.pages if told is not None else 0)
        if came == counts:
            return spans, labels, own, told
        counts = came
    raise KnownFault("The pages of the index and the chronology could not be settled; leave out a paper, or add one.")


def _numbered(paper: BundlePaper, counts: tuple[int, int]) -> tuple[Span, ...]:
    """The labels of everything but the list of papers, which is numbered on from the last page."""
    own, told = counts
    things = [(FRONT, own)]
    for entry in _with_chronology(paper):
        if entry is not None:
            things.append((entry.key, len(entry.pages)))
        else:
            things.append((front.CHRONOLOGY, told))
    if not paper.before:
        return fresh_numbers(things, paper.prefix)
    return kept_numbers(things, paper.before, paper.added is Added.LETTERS, paper.prefix, paper.used)


def _with_chronology(paper: BundlePaper) -> Iterator[Entry | None]:
    """Every paper in its place; None where the chronology stands, at the end of the core."""
    after = front.last_core(paper)
    if paper.chronology is not None and after < 0:
        yield None
    for place, entry in enumerate(paper.entries):
        yield entry
        if paper.chronology is not None and place == after:
            yield None


def _add_entry(
    made: Binding, opened: ExitStack, entry: Entry, labels: tuple[str, ...], progress: Progress | None, total: int
) -> None:
    def tell(at: int) -> None:
        if progress is not None and (at % _TELL_EVERY == 0 or at == total):
            progress(min(at, total), total, f"Binding {entry.title}")

    tell(len(made.labels) // _TELL_EVERY * _TELL_EVERY)
    loose = frozenset(entry.prepared.looked.loose)
    source = None if made.there else entry.prepared.path
    _add(made, opened, source, entry.pages, entry.key, labels, loose, tell)


def _add(
    made: Binding,
    opened: ExitStack,
    source: Path | BytesIO | None,
    pages: Sequence[int],
    key: str,
    labels: tuple[str, ...],
    loose: frozenset[int] = frozenset(),
    tell: Any = None,
) -> None:
    """Take pages of a source over, or those that stand there already where it is None, and number them."""
    import pikepdf

    made.first[key] = at = len(made.labels)
    if source is not None:
        if isinstance(source, BytesIO):
            source.seek(0)
            paper = opened.enter_context(pikepdf.Pdf.open(source))
        else:
            paper = opened.enter_context(pikepdf.Pdf.open(source, access_mode=pikepdf.AccessMode.stream))
        if at == len(made.pdf.pages):
            made.pdf.pages.extend([paper.pages[number] for number in pages])
        else:
            for place, number in enumerate(pages):
                made.pdf.pages.insert(at + place, paper.pages[number])
    for page, number, label in zip(made.pdf.pages[at : at + len(pages)], pages, labels, strict=True):
        _place(made, page, label, number + 1 in loose)
        made.labels.append(label)
        if tell is not None:
            tell(len(made.labels))


def _place(made: Binding, page: Any, label: str, loose: bool) -> None:
    """Put one page upright onto A4 with its number, leaving what is drawn on it as it is stored."""
    import pikepdf

    obj = page.obj
    box = box_of(obj)
    size = A4 if box.seen[0] <= box.seen[1] else (A4[1], A4[0])
    if loose:
        form = page.as_form_xobject(False)
        form.write(form.read_bytes())  # it would be read from the page as it is changed below, and hold itself
        obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fx=form))
        drawn = [made.stream(b"/Fx Do\n")]
    else:
        contents = obj.get("/Contents")
        drawn = [] if contents is None else list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    plain = box.turn == 0 and not box.left and not box.foot and fits(box)
    before = _UPRIGHT if plain else _onto(box, size)
    after = made.pdf.make_stream(b"\nQ\n" + stamp(label, size[0]))
    obj.Contents = pikepdf.Array([made.stream(before), *drawn, after])
    _with_font(made, obj)
    obj.MediaBox = pikepdf.Array([0, 0, *size])
    for name in ("/Rotate", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Annots", "/StructParents", "/AA", "/Tabs",
                 "/Thumb", "/B", "/UserUnit"):  # fmt: skip
        if name in obj:
            del obj[name]


def _onto(box: PageBox, size: tuple[float, float]) -> bytes:
    """The matrix that turns the visible part of a page upright, fits it to the sheet and centres it; nothing outside it
    is drawn."""
    wide, tall = box.seen
    scale = min(size[0] / wide, size[1] / tall, 1.0)
    x, y = (size[0] - wide * scale) / 2, (size[1] - tall * scale) / 2
    left, foot, width, height = box.left, box.foot, box.width, box.height
    a, b, c, d, e, f = {
        0: (1, 0, 0, 1, -left, -foot),
        90: (0, -1, 1, 0, -foot, left + width),
        180: (-1, 0, 0, -1, left + width, foot + height),
        270: (0, 1, -1, 0, foot + height, -left),
    }[box.turn]
    matrix = [n * scale for n in (a, b, c, d)] + [e * scale + x, f * scale + y]
    words = " ".join(f"{n:.5f}".rstrip("0").rstrip(".") for n in matrix)
    return f"q {words} cm {left:.3f} {foot:.3f} {width:.3f} {height:.3f} re W n\n".encode()


def _with_font(made: Binding, obj: Any) -> None:
    import pikepdf

    resources = obj.get("/Resources")
    if resources is None:
        resources = obj.Resources = pikepdf.Dictionary()
    fonts = resources.get("/Font")
    if fonts is None:
        resources["/Font"] = pikepdf.Dictionary({FONT_NAME: made.font})
    elif FONT_NAME not in fonts:
        fonts[FONT_NAME] = made.font


def _after(labels: Iterable[Iterable[str]], pages: int, prefix: str) -> Iterator[str]:
    """Numbers for pages after the last, on from the highest number there is or was."""
    every = [label for kept in labels for label in kept]
    highest = max((int("".join(filter(str.isdigit, label)) or 0) for label in every), default=0)
    return (f"{prefix}{n}" for n in range(highest + 1, highest + 1 + pages))


def _cited(paper: BundlePaper, count: int) -> list[str]:
    return [next((f"document {n}" for n in paper.cited.get(line, ())), "") for line in range(1, count + 1)]


def _link(made: Binding, key: str, rows: Sequence[front.Rect | None], targets: Sequence[str]) -> None:
    """Links from the rows of one of our own papers to the first pages of what they name."""
    import pikepdf

    at: dict[int, list[Any]] = {}
    for row, target in zip(rows, targets, strict=True):
        if row is None or target not in made.first:
            continue
        page, left, foot, right, top = row
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[left, foot, right, top], F=4, Border=[0, 0, 0],
            Dest=[made.pdf.pages[made.first[target]].obj, pikepdf.Name.Fit],
        )  # fmt: skip
        at.setdefault(made.first[key] + page, []).append(made.pdf.make_indirect(link))
    for place, links in at.items():
        made.pdf.pages[place].obj.Annots = pikepdf.Array(links)


def _outline(made: Binding, paper: BundlePaper, labels: dict[str, tuple[str, ...]]) -> None:
    """Bookmarks: cover and index, each part with its papers, and the list of papers; each names its page."""
    from pikepdf import OutlineItem

    def item(words: str, key: str) -> OutlineItem:
        kept = labels.get(key, ())
        page = f" (page{'s' if len(kept) > 1 else ''} {label_words(kept)})" if kept else ""
        return OutlineItem(f"{words}{page}", made.first[key])

    rows = [
        (row.part, row.title if not row.dated else f"{row.title}, {row.dated}", row.key)
        for row in front.index_rows(paper)
    ]
    with made.pdf.open_outline() as outline:
        outline.root.append(item("Cover and index", FRONT))
        for part, listed in groupby(rows, key=lambda row: row[0]):
            inside = [item(words, key) for _, words, key in listed if key in made.first]
            if inside:
                head = OutlineItem(part, inside[0].destination)
                head.children.extend(inside)
                outline.root.append(head)
        outline.root.append(item("Papers and digests", PAPERS))


def _page_labels(made: Binding) -> None:
    """The numbers readers show beside pages are those printed at their feet."""
    import pikepdf

    numbers: list[Any] = []
    for place, words, first in runs(made.labels):
        label = pikepdf.Dictionary()
        if words:
            label.P = pikepdf.String(words)
        if first is not None:
            label.S = pikepdf.Name.D
            label.St = first
        numbers += [place, label]
    made.pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(numbers))


def manifest_of(paper: BundlePaper, labels: front.Labels) -> dict[str, Any]:
    """The list of papers as data: which, their digests, and the bundle pages each takes."""
    return {
        "format": "ehcp-desk bundle 1", "reference": paper.reference, "type": str(paper.type), "version": paper.version,
        "as_at": paper.head.as_at, "journal_head": paper.journal,
        "papers": [
            {"number": n, "document": e.document, "title": e.title, "file": e.filename, "sha256": e.sha256,
             "dated": e.dated.isoformat() if e.dated else None, "part": e.part, "pages": list(labels.get(e.key, ())),
             "taken": [page + 1 for page in e.pages], "slip": bool(e.prepared.looked.trouble)}
            for n, e in front.numbered(paper)
        ],
    }  # fmt: skip


def _say(made: Binding, paper: BundlePaper, manifest: dict[str, Any]) -> None:
    """What the file says of itself, and the list of papers attached to it."""
    import pikepdf

    pdf, head = made.pdf, paper.head
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    pdf.attachments["manifest.json"] = pikepdf.AttachedFileSpec(
        pdf,
        content,
        filename="manifest.json",
        mime_type="application/json",
        description="Papers with their digests",
        creation_date="",
        mod_date="",
    )
    pdf.Root.Lang = pikepdf.String("en-GB")
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = f"{paper.title}: {paper.child}, {paper.reference}"
    pdf.docinfo["/Author"] = paper.prepared_by or head.council
    pdf.docinfo["/Subject"] = f"{paper.title}. As at {head.as_at}. {paper.reference}. {seal_line(head)}"
    pdf.docinfo["/Creator"] = "EHCP Desk"


def _save(pdf: pikepdf.Pdf, target: Path, progress: Progress | None) -> None:
    """Write the file; ``progress`` may stop it between per cents, and what it raised is raised again."""
    stopped: list[BaseException] = []

    def tell(done: int) -> None:
        if progress is None or stopped:
            return
        try:
            progress(done, 100, "Writing the bundle")
        except BaseException as stop:
            stopped.append(stop)
            raise

    import pikepdf

    try:
        pdf.save(target, progress=tell, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    except BaseException:
        if stopped:
            raise stopped[0] from None
        raise
    if stopped:
        raise stopped[0]
