"""Writes fictional Outlook emails: the smallest compound file (MS-CFB) that holds the properties of one (MS-OXMSG)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    content: bytes = b""
    start: int = _END
    size: int = 0
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE


def _padded(content: bytes, to: int) -> bytes:
    return content + b"\x00" * (-len(content) % to)


def compound(tree: Tree) -> bytes:
    """A compound file with these streams (bytes) and storages (mappings)."""
    entries = [_Entry("Root Entry", 5)]
    _place(tree, entries, 0)
    mini, mini_fat, body, fat = b"", list[int](), b"", list[int]()
    for entry in (e for e in entries if e.kind == 2):
        entry.size = len(entry.content)
        if not entry.content:
            continue
        small = entry.size < _CUTOFF
        unit, table = (_MINI, mini_fat) if small else (_SECTOR, fat)
        held, entry.start = _padded(entry.content, unit), len(table)
        table += _chain(len(table), len(held) // unit)
        if small:
            mini += held
        else:
            body += held

    def keep(content: bytes) -> int:
        nonlocal body
        held, start = _padded(content, _SECTOR), len(fat)
        fat.extend(_chain(start, len(held) // _SECTOR))
        body += held
        return start

    entries[0].size = len(mini)
    entries[0].start = keep(mini) if mini else _END
    mini_start = keep(_numbers(mini_fat, _SECTOR)) if mini_fat else _END
    mini_count = -(-len(mini_fat) * 4 // _SECTOR)
    directory = keep(b"".join(_directory(e) for e in entries) + b"".join([_directory(None)] * (-len(entries) % 4)))
    fat_start, fat_count = len(fat), 1
    while fat_count * 128 < fat_start + fat_count:
        fat_count += 1
    assert fat_count <= 109, "larger than this writer can make"
    fat += [_FAT] * fat_count
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fat_count,
        directory, 0, _CUTOFF, mini_start, mini_count, _END, 0, 0,
    )[:76]  # fmt: skip
    difat = [fat_start + n for n in range(fat_count)] + [_FREE] * (109 - fat_count)
    return head + struct.pack("<109I", *difat) + body + _numbers(fat, _SECTOR * fat_count)


def _place(tree: Tree, entries: list[_Entry], parent: int) -> None:
    numbers = []
    for name in sorted(tree, key=lambda n: (len(n), n.upper())):
        value = tree[name]
        numbers.append(len(entries))
        if isinstance(value, bytes):
            entries.append(_Entry(name, 2, value))
        else:
            entries.append(_Entry(name, 1, start=0))
            _place(value, entries, numbers[-1])
    for here, after in pairwise(numbers):
        entries[here].right = after
    entries[parent].child = numbers[0] if numbers else _FREE


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _numbers(values: Sequence[int], to: int) -> bytes:
    kept = struct.pack(f"<{len(values)}I", *values)
    return kept + b"\xff" * (-len(kept) % to)


def _directory(entry: _Entry | None) -> bytes:
    if entry is None:
        return struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, _FREE, _FREE, _FREE, b"", 0, 0, 0, 0, 0)
    name = entry.name.encode("utf-16-le") + b"\x00\x00"
    return struct.pack("<64sHBBIII16sIQQIQ", name, len(name), entry.kind, 1, entry.left, entry.right, entry.child, b"",
                       0, 0, 0, entry.start, entry.size)  # fmt: skip


# -- an email -------------------------------------------------------------------------------------------------


@dataclass
class OutlookEmail:
    """What is put into a fictional Outlook email.  ``page`` writes its text in that code page instead of UTF-16."""

    subject: str = ""
    body: str = ""
    html: bytes = b""
    sender: tuple[str, str] = ("", "")
    to: Sequence[tuple[str, str]] = ()
    message_id: str = ""
    sent: datetime | None = None
    files: Sequence[tuple[str, bytes]] = ()
    inner: Sequence[OutlookEmail] = ()
    page: int = 0
    extra: Mapping[int, bytes] = field(default_factory=dict)

    def file(self) -> bytes:
        """The bytes of the ``.msg``."""
        return compound(self._tree(32))

    def _tree(self, header: int) -> dict[str, bytes | Tree]:
        texts = {0x0037: self.subject, 0x1000: self.body, 0x0C1A: self.sender[0], 0x5D01: self.sender[1],
                 0x1035: self.message_id}  # fmt: skip
        numbers = {0x3FFD: self.page} if self.page else {}
        made = _storage(header, texts, {0x1013: self.html, **self.extra}, numbers, {0x0039: self.sent}, self.page)
        for place, (name, address) in enumerate(self.to):
            made[f"__recip_version1.0_#{place:08X}"] = _storage(8, {0x3001: name, 0x39FE: address}, {}, {0x0C15: 1})
        for place, (name, content) in enumerate(self.files):
            made[f"__attach_version1.0_#{place:08X}"] = _storage(8, {0x3707: name}, {0x3701: content}, {0x3705: 1})
        for place, inner in enumerate(self.inner, len(self.files)):
            attached = _storage(8, {0x3001: inner.subject}, {}, {0x3705: 5})
            attached["__substg1.0_3701000D"] = inner._tree(24)
            made[f"__attach_version1.0_#{place:08X}"] = attached
        return made


def _storage(
    header: int,
    texts: Mapping[int, str],
    binaries: Mapping[int, bytes],
    numbers: Mapping[int, int],
    moments: Mapping[int, datetime | None] | None = None,
    page: int = 0,
) -> dict[str, bytes | Tree]:
    made: dict[str, bytes | Tree] = {}
    lines = b""
    kind, charset = (0x1E, f"cp{page}") if page else (0x1F, "utf-16-le")
    held = [(number, kind, text.encode(charset)) for number, text in texts.items() if text]
    held += [(number, 0x0102, content) for number, content in binaries.items() if content]
    for number, of, content in held:
        made[f"__substg1.0_{number:04X}{of:04X}"] = content
        lines += struct.pack("<HHIII", of, number, 6, len(content), 0)
    for number, value in numbers.items():
        lines += struct.pack("<HHIII", 3, number, 6, value, 0)
    for number, moment in (moments or {}).items():
        if moment is not None:
            ticks = int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            lines += struct.pack("<HHIQ", 0x40, number, 6, ticks)
    made["__properties_version1.0"] = b"\x00" * header + lines
    return made
