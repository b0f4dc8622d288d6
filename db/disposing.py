"""Lawful disposal: everything held about a case is taken away, and what is left is a line that says so.

The statements stand here once: on a file, and for whoever looks after a server, they are run from here; on a team's
server they are the body of a function of the owner's (:mod:`db.team.functions`), for no role may delete.  The triggers
let entries go only where the case is on the list of disposals (:mod:`db.triggers`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from db.act_lines import says_why_of_disposed
from db.finding import FindingWriting
from db.kept import CHILD, KeptWriting
from db.moments import utc
from db.shape import Shape
from db.triggers import create_triggers
from db.unit import Unit, Values

if TYPE_CHECKING:
    from ehcp_desk.domain.retention import Disposal

_DISPOSAL = Shape("case_id ref at:moment by rule due:day reason facts documents size")
_FAMILY = (
    "WITH RECURSIVE known (id) AS (SELECT CAST({child} AS INTEGER) UNION "
    "SELECT CASE WHEN c.same_as = known.id THEN c.id ELSE c.same_as END FROM known JOIN children c "
    "ON c.same_as = known.id OR (c.id = known.id AND c.same_as IS NOT NULL)) SELECT id FROM known"
)
_LAST_CASE = f"IN ({_FAMILY}) AND NOT EXISTS (SELECT 1 FROM cases WHERE child_id IN ({_FAMILY}))"
_OWN_DOCUMENTS = "(SELECT id FROM documents WHERE case_id = {case})"

ON_THE_LIST = (
    "INSERT INTO disposals (case_id, ref, at, by, rule, due, reason, facts, documents, size) "
    "SELECT id, ref, {at}, {by}, {rule}, {due}, {reason}, (SELECT count(*) FROM facts WHERE case_id = {case}), "
    "(SELECT count(*) FROM documents WHERE case_id = {case}), "
    "(SELECT coalesce(sum(size), 0) FROM documents WHERE case_id = {case}) FROM cases WHERE id = {case}"
)
WORDS_OUT = (
    "DELETE FROM fact_words WHERE rowid IN (SELECT id FROM facts WHERE case_id = {case})",
    f"DELETE FROM document_words WHERE rowid / 1000 IN {_OWN_DOCUMENTS}",
)
"""The index of words on a server; a file's index is told what to forget (``forget_words``)."""
EMPTIED = (
    "UPDATE journal SET payload = NULL WHERE case_id = {case} AND payload IS NOT NULL",
    f"UPDATE journal SET payload = NULL WHERE {says_why_of_disposed()}",
    "DELETE FROM facts WHERE case_id = {case}",
    f"DELETE FROM document_texts WHERE document_id IN {_OWN_DOCUMENTS}",
    "DELETE FROM documents WHERE case_id = {case}",
    "DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.sha256 = blobs.sha256)",
    *(f"DELETE FROM {table} WHERE case_id = {{case}}"
      for table in ("case_words", "deadlines", "case_summary", "presence", "read_log")),
    "DELETE FROM cases WHERE id = {case}",
    # The child, and who was to be rung, go with the last case of theirs.
    *(f"DELETE FROM {table} WHERE child_id {_LAST_CASE}" for table in ("restricted_names", "restricted", "contactables")),
    f"DELETE FROM children WHERE id {_LAST_CASE}",
)  # fmt: skip
_NONE: Values = {}
_MARKS = {name: f":{name}" for name in ("case", "child", "at", "by", "rule", "due", "reason")}


class DisposalReading(Unit):
    """What was disposed of."""

    def disposals(self) -> list[Disposal]:
        """Every case that was disposed of, the latest first."""
        return self._disposals("ORDER BY at DESC, case_id DESC")

    def _disposals(self, which: str, values: Values = _NONE) -> list[Disposal]:
        from ehcp_desk.domain.retention import (
            Disposal,  # much comes with it, and every record is opened through this room
        )

        return [Disposal(*row) for row in self.shaped(_DISPOSAL, f"FROM disposals {which}", values)]


class DisposalWriting(DisposalReading, FindingWriting, KeptWriting):
    """Disposing of a case."""

    _at: Any

    def dispose(self, case_id: int, rule: str, due: Any, reason: str) -> Disposal:
        """Take away everything held about a case, and keep that it was; the words are ``reason``.

        The child goes with the last of its cases.  The lines of the journal keep their seals and lose what they say, and so
        do those of acts with it that say why (:mod:`db.act_lines`).
        For a unit of work that is alone with the record: somebody may be filing the same bytes elsewhere.
        """
        child = self.value("SELECT child_id FROM cases WHERE id = :case", {"case": case_id})
        for (number,) in self._rows(_FAMILY.format(child=":child"), {"child": child}):
            self.touch(CHILD, number)  # how they stand may have been said in lines that are emptied now
        if self._team:
            self._run("SELECT ehcp_dispose(:case, :rule, :due, :reason)",
                      {"case": case_id, "rule": rule, "due": due, "reason": reason})  # fmt: skip
            return self._disposal(case_id)
        create_triggers(self._connection)  # those of an older release let go of less
        values = {"case": case_id, "child": child, "at": utc(self._at), "by": self.actor, "rule": rule, "due": due,
                  "reason": reason}  # fmt: skip
        self._step(ON_THE_LIST, values)
        self.forget_words(case_id)
        for statement in EMPTIED:
            self._step(statement, values)
        return self._disposal(case_id)

    def _disposal(self, case_id: int) -> Disposal:
        return self._disposals("WHERE case_id = :case", {"case": case_id})[0]

    def _step(self, statement: str, values: dict[str, Any]) -> None:
        used = {name: value for name, value in values.items() if f"{{{name}}}" in statement}
        self._run(statement.format_map(_MARKS), used)


def leave_no_trace(driver: Any) -> None:
    """Empty a file's log of what was written before: pages that were lawfully emptied still stand in it as they were.

    Where somebody is still reading, the log is emptied by itself once they have ended.
    """
    with suppress(Exception):
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
