"""The return as files: the message, our schema of its year beside it, and the frozen copy that proves both.

All are made aside and moved into place together, the frozen copy last.  The bytes depend on nothing but the record, the
settings and the moment of the desk.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.sen2 import Counts, Finding
from ehcp_desk.exchange.frozen import file_digest, what_changed
from ehcp_desk.exchange.return_check import seal_of
from ehcp_desk.exchange.sen2.message import Written, write_message
from ehcp_desk.exchange.sen2.schema import schema_faults, schema_text
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sen2.profiles import load_rules
from ehcp_desk.services.oversight.sen2.returning import Sen2Return, make_return
from ehcp_desk.services.records.issuing import note_frozen

FORMAT = "ehcp-desk sen2 return 1"
_NEEDED = {"format", "year", "counts", "findings", "files", "seal"}


@dataclass(frozen=True, slots=True)
class Issued:
    """A return that was written, and its files: message, schema, frozen copy."""

    result: Sen2Return
    files: tuple[Path, ...]


def write_sen2(
    desk: Desk, year: int, path: Path, progress: Progress | None = None, last_return: Counts | None = None
) -> Issued:
    """Write the return of one year to ``path``.  Raises BadInput for a year or settings it cannot be made with, and
    KnownFault, with nothing changed, where the folder cannot be written."""
    schema, frozen = path.with_suffix(".xsd"), path.with_suffix(".json")
    if path in (schema, frozen):
        raise BadInput(f"{path.name} must end in .xml: its schema and its frozen copy stand beside it.")
    try:
        with tempfile.TemporaryDirectory(prefix=".sen2-", dir=path.parent) as folder:
            aside = Path(folder)
            result = made_and_checked(desk, year, aside / path.name, progress, last_return)
            (aside / schema.name).write_text(schema_text(result.profile), encoding="utf-8", newline="\n")
            digests = [file_digest(aside / path.name), file_digest(aside / schema.name)]
            (aside / frozen.name).write_text(_frozen(result, digests), encoding="utf-8", newline="\n")
            for name in (path.name, schema.name, frozen.name):
                (aside / name).replace(path.parent / name)
    except OSError as fault:
        raise KnownFault(f"The return cannot be written to {path}: {fault.strerror or fault}.") from fault
    files = (path, schema, frozen)
    note_frozen(desk, "SEN2 return", files, in_words(result.profile.census), result.journal_seq)
    return Issued(result, files)


class ReturnOfSen2:
    """What the window asks of this room: see :class:`ehcp_desk.services.oversight.sen2.returning.Sen2Files`."""

    def check(self, desk: Desk, year: int, progress: Progress | None = None) -> Sen2Return:
        """The return with what the rules and the schema find; no file is kept."""
        with tempfile.TemporaryDirectory(prefix="sen2-") as folder:
            return made_and_checked(desk, year, Path(folder) / "sen2.xml", progress)

    def write(self, desk: Desk, year: int, path: Path, progress: Progress | None = None) -> tuple[Path, ...]:
        """The files of the return: message, schema, frozen copy."""
        return write_sen2(desk, year, path, progress).files


def made_and_checked(
    desk: Desk, year: int, path: Path, progress: Progress | None = None, last_return: Counts | None = None
) -> Sen2Return:
    """Write only the message, and put what the schema finds among the findings (D-F02).

    What a rule has said of a Person already is not said again in the schema's words.
    """
    result = make_return(desk, year, lambda profile, header, people: write_message(path, profile, header, people),
                         progress, last_return)  # fmt: skip
    written = result.written
    assert isinstance(written, Written)
    rule = load_rules()["D-F02"]
    for place, words in schema_faults(path, result.profile):
        if place in written.faulty:
            continue
        ref, case_id = (written.refs[place], written.people[place]) if place >= 0 else ("", 0)
        result.findings.append(Finding(rule.id, rule.severity, ref, rule.item, words, case_id))
    return result


def _frozen(result: Sen2Return, files: list[dict[str, Any]]) -> str:
    timely = result.timeliness
    body: dict[str, Any] = {
        "format": FORMAT,
        "year": result.profile.year,
        "census": result.profile.census.isoformat(),
        "extracted_at": result.prepared_at.isoformat(),
        "council": result.council,
        "settings": asdict(result.settings) | {"choices": dict(result.settings.choices)},
        "profile_sha256": result.profile.digest,
        "journal": {"seq": result.journal_seq, "head": result.journal_head},
        "counts": result.counts.as_json(),
        "errors": result.errors,
        "queries": result.queries,
        "findings": [finding.as_json() for finding in result.findings],
        "timeliness": {"including": timely.including(), "excluding": timely.excluding(),
                       "left_out": [{"ref": x.ref, "why": x.why} for x in timely.left_out]},
        "files": files,
    }  # fmt: skip
    body["seal"] = seal_of(body)
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def read_frozen(path: Path) -> Mapping[str, Any]:
    """The frozen copy of a SEN2 return.  Raises BadInput where it is none."""
    try:
        body = json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise BadInput(f"{path.name} cannot be read as the frozen copy of a return: {fault}.") from fault
    if not isinstance(body, dict) or not body.keys() >= _NEEDED or body["format"] != FORMAT:
        raise BadInput(f"{path.name} is not the frozen copy of a SEN2 return; choose the .json beside its .xml.")
    return body


def counts_of(path: Path) -> Counts:
    """What the return of an earlier year held, from its frozen copy.  Raises BadInput where it is none."""
    said = read_frozen(path)["counts"]
    try:
        return Counts(**{name: int(said[name]) for name in Counts.__dataclass_fields__})
    except (KeyError, TypeError, ValueError):
        raise BadInput(f"{path.name} does not say what its return held; choose another frozen copy.") from None


def is_frozen(path: Path) -> bool:
    """Whether a .json is the frozen copy of a SEN2 return rather than of another."""
    try:
        read_frozen(path)
    except BadInput:
        return False
    return True


def verify_sen2(path: Path) -> list[tuple[str, bool, str]]:
    """(check, ok, detail): the seal of a frozen copy, its files, what they count, and the schema."""
    from ehcp_desk.exchange.sen2.reading import count_message

    body = dict(read_frozen(path))
    sealed = body.pop("seal")
    intact = seal_of(body) == sealed
    checks = [("seal", intact, "The frozen copy fits its own seal." if intact else "The frozen copy was changed.")]
    wrong = [problem for named in body["files"] if (problem := what_changed(path.parent, named, "this return"))]
    checks.append(("files", not wrong, "; ".join(wrong) or f"{len(body['files'])} files are those of the frozen copy."))
    message = path.with_suffix(".xml")
    if message.is_file():
        counted = count_message(message)
        same = all(counted[name] == body["counts"].get(name) for name in counted)
        words = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counted.items())
        checks.append(("counts", same, f"The message holds {words}."))
    return checks
