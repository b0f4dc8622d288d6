"""Which role may do what with which table, and which rows it sees: the whole of it, as data.

A table that stands nowhere here can be used by nobody, and a test says so before a release does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from db.team.names import ROLES
from ehcp_desk.domain.access import LINE_ACTS, SEEN_BY_MANAGERS, SETTING_ACTS, Act, acts_of_line, may
from ehcp_desk.domain.journal import PAPER_ISSUED
from ehcp_desk.domain.people import Role

CASEWORK = ("caseworker", "manager", "tribunal_officer")
"""Those who write on cases."""
VIEWERS = (*CASEWORK, "data_officer", "auditor")
"""Those who see cases that are not restricted; an administrator sees only files he or she is named on."""
STAFF_OFFICE = ("manager", "administrator")
SETTINGS = (*STAFF_OFFICE, "data_officer")
ACTING = tuple(role for role in ROLES if role != "auditor")
"""Everybody who acts at all: an auditor reads and writes nothing."""

_SEE: dict[str, tuple[str, ...]] = {"SELECT": ROLES}
_GIVEN: tuple[tuple[str, dict[str, tuple[str, ...]]], ...] = (
    ("children contactables cases case_summary", {**_SEE, "INSERT": CASEWORK, "UPDATE": CASEWORK}),
    ("facts documents document_texts blobs", {**_SEE, "INSERT": CASEWORK}),
    ("case_words deadlines", {**_SEE, "INSERT": CASEWORK, "DELETE": CASEWORK}),
    # Nobody reads the index of words as it stands: functions answer from it, and leave out what is closed.
    ("fact_words document_words", {"INSERT": CASEWORK}),
    ("journal read_log", {**_SEE, "INSERT": ACTING}),
    ("presence saved_views", {**_SEE, "INSERT": ACTING, "UPDATE": ACTING, "DELETE": ACTING}),
    ("settings", {**_SEE, "INSERT": SETTINGS, "UPDATE": SETTINGS}),
    ("officers teams", {**_SEE, "INSERT": STAFF_OFFICE, "UPDATE": STAFF_OFFICE}),
    ("absences", {**_SEE, "INSERT": STAFF_OFFICE, "UPDATE": STAFF_OFFICE, "DELETE": STAFF_OFFICE}),
    ("messages", {"SELECT": VIEWERS, "INSERT": ("manager",), "UPDATE": ("manager",)}),
    ("import_profiles", {**_SEE, "INSERT": ("manager",), "UPDATE": ("manager",)}),
    ("imported_rows", {**_SEE, "INSERT": ("manager",), "DELETE": ("manager",)}),
    # A disposal is a function of the owner's (ehcp_dispose), which asks whether the file may go; restricting too
    # (ehcp_restrict), for halfway through it the rules on rows would hide the file from whoever does it.
    ("alembic_version disposals restricted restricted_names", {"SELECT": ROLES}),
)
GRANTS = {table: given for tables, given in _GIVEN for table in tables.split()}
"""What each role may do with each table; what is not here nobody may."""

_HIDDEN_CHILD = "{0} <> ALL ((SELECT ehcp_hidden_children())::int[])"
_HIDDEN = "{0} <> ALL ((SELECT ehcp_hidden_cases())::int[])"
_CLOSED = "{0} <> ALL ((SELECT ehcp_closed_cases())::int[])"
_NAMED_CHILD = "{0} = ANY ((SELECT ehcp_named_children())::int[])"
_NAMED = "{0} = ANY ((SELECT ehcp_named_cases())::int[])"
_NAMED_OPEN = "{0} = ANY ((SELECT ehcp_named_open_cases())::int[])"
_BY_DOCUMENT = "EXISTS (SELECT 1 FROM documents d WHERE d.{1} = {0})"
_NOTHING_HIDDEN = "(SELECT ehcp_hidden_cases()) = '{}'::int[]"
# Asked by number of a row that is there, never of words: so nobody can ask after a reference.
_LINE_SEEN = f"({_NOTHING_HIDDEN} OR NOT ehcp_line_names_hidden(seq))"
_LINE = "CASE WHEN case_id IS NULL THEN {0} ELSE {1} END"

ROWS: dict[str, tuple[str, str]] = {
    "children": (_HIDDEN_CHILD.format("id"), _NAMED_CHILD.format("id")),
    **{t: (_HIDDEN_CHILD.format("child_id"), _NAMED_CHILD.format("child_id"))
       for t in ("contactables", "cases", "restricted", "restricted_names")},
    **{t: (_HIDDEN.format("case_id"), _NAMED.format("case_id"))
       for t in ("case_summary", "case_words", "deadlines")},
    **{t: (_CLOSED.format("case_id"), _NAMED_OPEN.format("case_id")) for t in ("facts", "documents")},
    "document_texts": (_BY_DOCUMENT.format("document_id", "id"),) * 2,
    "blobs": (_BY_DOCUMENT.format("blobs.sha256", "sha256"),) * 2,
    "journal": (_LINE.format(_LINE_SEEN, _CLOSED.format("case_id")),
                _LINE.format(_LINE_SEEN, _NAMED_OPEN.format("case_id"))),
    "messages": (f"{_NOTHING_HIDDEN} OR NOT ehcp_message_names_hidden(id)", "false"),
}  # fmt: skip
"""What a row must answer: to be seen or written by those who see cases, and by an administrator."""

WRITTEN = {
    "journal": _LINE.format("true", _CLOSED.format("case_id")),
    "messages": "true",
    # Found to be an older row, as the desk has it, so no chain of them comes back on itself; and to be one that is seen, or
    # a file would vanish from everybody under a restriction that somebody else made.
    "children": _HIDDEN_CHILD.format("id")
    + f" AND (same_as IS NULL OR same_as < id AND {_HIDDEN_CHILD.format('same_as')})",
}
"""What a new row must answer where that is not what it must to be seen: one of many cases is found among those there are."""

_OWN = "{0} = session_user"
_MINE_OR_OVERSEEN = "name = session_user OR (SELECT ehcp_is('manager')) OR (SELECT ehcp_is('auditor'))"


def policies(table: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(what it is for, the roles it is for, its terms) for every rule on the rows of a table; none where all see all."""
    if table == "blobs":  # bytes are kept before the document that rests on them
        yield "kept", CASEWORK, " FOR INSERT {to} WITH CHECK (sha256 = encode(sha256(content), 'hex'))"
        yield "seen", ROLES, f" FOR SELECT {{to}} USING ({ROWS[table][0]})"
    elif table in ROWS:
        seen, named = ROWS[table]
        read, kept = (" FOR SELECT", "") if table == "journal" else ("", f" WITH CHECK ({WRITTEN.get(table, seen)})")
        yield "seen", VIEWERS, f"{read} {{to}} USING ({seen}){kept}"
        yield "named", ("administrator",), f" FOR SELECT {{to}} USING ({named})"
    if table == "journal":
        for role in ACTING:  # an administrator's acts are about people and settings
            where = "case_id IS NULL" if role == "administrator" else f"({WRITTEN[table]})"
            yield f"told {role}", (role,), f" FOR INSERT {{to}} WITH CHECK ({where} AND {_kinds_told(role)})"
    if table in ("fact_words", "document_words"):
        what, number = ("facts", "rowid") if table == "fact_words" else ("documents", "rowid / 1000")
        yield "kept", CASEWORK, f" FOR INSERT {{to}} WITH CHECK (EXISTS (SELECT 1 FROM {what} x WHERE x.id = {number}))"
    if table == "read_log":
        own = f"{_OWN.format('name')} AND {_HIDDEN.format('case_id')} AND reason ~ '\\S'"
        yield "told", ACTING, f" FOR INSERT {{to}} WITH CHECK ({own})"
        yield "seen", VIEWERS, f" FOR SELECT {{to}} USING (({_MINE_OR_OVERSEEN}) AND {_HIDDEN.format('case_id')})"
        yield "named", ("administrator",), f" FOR SELECT {{to}} USING ({_OWN.format('name')})"
    if table == "presence":
        yield "seen", VIEWERS, f" FOR SELECT {{to}} USING ({_HIDDEN.format('case_id')})"
        now = " AND ".join(f"{when} BETWEEN '2000-01-01' AND clock_timestamp()" for when in ("since", "seen"))
        yield "own", ACTING, f" {{to}} USING ({_OWN.format('name')}) WITH CHECK ({_OWN.format('name')} AND {now})"
    if table == "saved_views":
        yield "own", ROLES, f" {{to}} USING ({_OWN.format('owner')}) WITH CHECK ({_OWN.format('owner')})"
    if table == "settings":
        yield "seen", ROLES, " FOR SELECT {to} USING (true)"
        for begins, roles, keys in _settings():
            yield f"changed {begins}", roles, f" FOR UPDATE {{to}} USING ({keys}) WITH CHECK ({keys})"
            yield f"made {begins}", roles, f" FOR INSERT {{to}} WITH CHECK ({keys})"


_FROZEN = "EXISTS (SELECT 1 FROM json_object_keys(payload::json) k (name) WHERE k.name = 'frozen')"


def _kinds_told(role: str) -> str:
    """Which kinds of line somebody of a role writes: those of what they may do at the desk."""
    able = {kind for kind, acts in LINE_ACTS.items() if role in _holding(acts)}
    rest, which = (LINE_ACTS.keys() - able, "NOT IN") if role in _holding(acts_of_line("")) else (able, "IN")
    kinds = ", ".join(f"'{kind}'" for kind in sorted(rest))
    terms = f"kind {which} ({kinds})" if rest else "true"
    frozen = (
        ""
        if role in _holding((Act.RETURNS,))
        else f" AND CASE WHEN kind = '{PAPER_ISSUED}' THEN NOT {_FROZEN} ELSE true END"
    )
    return f"{terms}{frozen}"


def _settings() -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(how a key begins, who may write such a setting, the terms of it), and last of every other key."""
    # Who beyond the named sees restricted files is not for those to decide whom it concerns.
    who = {SEEN_BY_MANAGERS: ("administrator",), **{begins: _holding(acts) for begins, acts in SETTING_ACTS.items()}}
    terms = {begins: f"starts_with(key, '{begins}')" for begins in who}
    for begins, roles in who.items():
        yield begins, roles, terms[begins]
    yield "other", _holding((Act.SETTINGS,)), f"NOT ({' OR '.join(terms.values())})"


def _holding(acts: Iterable[Act]) -> tuple[str, ...]:
    """The roles that may do any of these acts."""
    return tuple(role for role in ROLES if any(may([Role(role)], act) for act in acts))


GUARDED = (*ROWS, "fact_words", "document_words", "read_log", "presence", "saved_views", "settings")
"""Every table with rules on its rows."""

AUTHORS = {"facts": ("recorded_by", "recorded_at"), "documents": ("filed_by", "filed_at"), "read_log": ("name", "at")}
"""Who wrote a row and when: always the person signed in, and the time of the server."""

STAYS_RESTRICTED = {
    "cases": ("BEFORE UPDATE OF child_id", "ehcp_stays_restricted()"),
    "contactables": ("BEFORE UPDATE OF child_id", "ehcp_stays_restricted()"),
    "children": ("AFTER UPDATE OF same_as", "ehcp_split_stays_restricted()"),
}
"""What must not carry a file out of its restriction."""
