"""Opening other people's archives (XLSX, ODS and Word files are archives) and the XML in them, before either can harm.

An archive is measured before it is unpacked: what it says it holds, how many times larger that is than the file, and,
where a file could hold more than it says, what it truly unpacks to.  XML with a document type is refused: no office
program writes one, and one could make a few bytes unfold into gigabytes or fetch something from elsewhere.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from ehcp_desk.exchange.cells import UnreadableFile

MOST_UNPACKED = 1_000_000_000
MOST_MEMBERS = 10_000
MOST_TIMES = 200
"""How many times its size an archive may unpack to, where that is more than ``SMALL``; office files reach some 50."""
SMALL = 100_000_000
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError)
"""What a damaged archive raises."""
_LOCKED = 0x1
_STEP = 65_536
_DEFLATE_AT_MOST = 1032  # times a compressed byte can unfold


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, measured.  Raises :class:`UnreadableFile` (one sentence) where it is damaged, locked or a bomb."""
    try:
        inside = zipfile.ZipFile(io.BytesIO(data))
        members = inside.infolist()
    except DAMAGE as fault:
        raise UnreadableFile(f"{name} is cut short or damaged: copy it again from where it came.") from fault
    if any(member.flag_bits & _LOCKED for member in members):
        raise UnreadableFile(f"{name} is locked with a password: save a copy without one and choose that.")
    said = sum(member.file_size for member in members)
    if said > MOST_UNPACKED or len(members) > MOST_MEMBERS or said > max(SMALL, MOST_TIMES * len(data)):
        raise UnreadableFile(_too_much(name, said))
    if len(data) * _DEFLATE_AT_MOST > MOST_UNPACKED:
        _refuse_a_liar(inside, members, name)
    return inside


def _too_much(name: str, size: int) -> str:
    return (
        f"{name} unpacks to {size // 1_000_000:,} MB, far more than a tracker holds: ask for it to be exported again."
    )


def _refuse_a_liar(inside: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str) -> None:
    """Unpack every member without keeping it, as far as it says it goes and one step more."""
    try:
        for member in members:
            if member.compress_type != zipfile.ZIP_DEFLATED:
                continue
            unpacked = 0
            for piece in _pieces(inside, member):
                unpacked += len(piece)
                if unpacked > member.file_size:
                    raise UnreadableFile(f"{name} holds more than it says it does: ask for it to be exported again.")
    except DAMAGE as fault:
        if isinstance(fault, UnreadableFile):
            raise
        raise UnreadableFile(f"{name} is cut short or damaged: copy it again from where it came.") from fault


def _pieces(inside: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member truly unpacks to, a step at a time; ``ZipFile.read`` stops where the archive says it ends."""
    raw = inside.fp
    assert raw is not None
    raw.seek(member.header_offset + 26)
    names = raw.read(4)
    start = member.header_offset + 30 + int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
    raw.seek(start)
    left, unfold = member.compress_size, zlib.decompressobj(-15)
    while left > 0 and not unfold.eof:
        packed = raw.read(min(left, _STEP))
        if not packed:
            return
        left -= len(packed)
        while packed and not unfold.eof:
            yield unfold.decompress(packed, _STEP)
            packed = unfold.unconsumed_tail


class _NoDocumentType(ElementTree.TreeBuilder):
    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise ElementTree.ParseError("a document type, which no office program writes")


def parse_xml(xml: bytes) -> ElementTree.Element:
    """The root of a small XML part.  Raises ``ElementTree.ParseError`` where it is unsound or has a document type."""
    return ElementTree.fromstring(xml, ElementTree.XMLParser(target=_NoDocumentType()))
