"""The functions and triggers a team's rules stand on, as PostgreSQL reads them.

Each runs with the rights of the tables' owner and a search path nobody else can write in, so that nothing a desk
makes can stand in front of a table.  ``session_user`` stays the person signed in, whatever runs.

What the rules on rows ask is in PL/pgSQL, whose plans are kept while somebody is signed in: every statement asks, and a
function in SQL is planned anew each time, which took half of what a server did for a desk.
"""

from __future__ import annotations

import json

from db.act_lines import CALLED_BEFORE
from db.disposing import EMPTIED, ON_THE_LIST, WORDS_OUT
from db.team.ended import DUE, ENDED
from ehcp_desk.clock.vocabulary import FACT_KINDS, AttrType
from ehcp_desk.domain.access import OPEN_HOURS, SEEN_BY_MANAGERS
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.kind_types import types_of
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.retention import APPEAL_ENDED, APPEALED, ENDED_BY

_AS_OWNER = "STABLE SECURITY DEFINER SET search_path = public, pg_temp"
_LINKED = (
    "LATERAL (SELECT c.id FROM children c WHERE c.same_as = known.id UNION ALL "
    "SELECT c.same_as FROM children c WHERE c.id = known.id AND c.same_as IS NOT NULL) k"
)
_MANAGERS = f"coalesce((SELECT value FROM settings WHERE key = '{SEEN_BY_MANAGERS}'), 'on') <> 'off'"
_MY_NAME = (
    "EXISTS (SELECT 1 FROM restricted_names n WHERE n.child_id = r.child_id AND lower(n.name) = lower(session_user))"
)
_OPENED = (
    "EXISTS (SELECT 1 FROM read_log l WHERE l.case_id = c.id AND l.name = session_user "
    f"AND l.at > clock_timestamp() - interval '{OPEN_HOURS} hours')"
)
_HIDDEN_REFS = (
    f"unnest(ARRAY(SELECT v.ref FROM cases c, LATERAL (VALUES (c.ref), ({CALLED_BEFORE.format('c', 'id')})) v (ref) "
    "WHERE c.id = ANY ((SELECT ehcp_hidden_cases())::int[]))) r (ref)"
)
"""The references of hidden cases, and what those were called that were taken out since."""
_NAMES_HIDDEN = (
    f"(EXISTS (SELECT 1 FROM {_HIDDEN_REFS} WHERE strpos(j.payload, to_json(r.ref)::text) > 0) "
    "OR EXISTS (SELECT 1 FROM unnest((SELECT ehcp_hidden_cases())::int[]) h (id) "
    "WHERE strpos(j.payload, '\"case\":' || h.id || ',') > 0))"
)
"""Whether a line about many cases at once names one that is hidden, by a reference or as one that was moved.  References
stay inside: no function gives one."""


def _answer(returns: str, asked: str) -> str:
    return f"RETURNS {returns} LANGUAGE plpgsql {_AS_OWNER} AS $$ BEGIN RETURN {asked}; END $$"


def _none_or(begun: str, asked: str) -> str:
    """Numbers that follow from others: none from none, which on most servers is so and is asked by every statement."""
    return (
        f"RETURNS int[] LANGUAGE plpgsql {_AS_OWNER} AS $$ DECLARE begun int[] := {begun}; "
        f"BEGIN IF begun = '{{}}' THEN RETURN begun; END IF; RETURN {asked}; END $$"
    )


FUNCTIONS: dict[str, str] = {
    "ehcp_is(wanted text)": _answer(
        "boolean",
        "EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_database() || '_' || wanted "
        "AND pg_has_role(session_user, oid, 'MEMBER'))",
    ),
    "ehcp_family(begun int[])": _answer(
        "SETOF int",
        f"QUERY WITH RECURSIVE known (id) AS (SELECT unnest(begun) UNION SELECT k.id FROM known, {_LINKED}) "
        "SELECT id FROM known",
    ),
    "ehcp_hidden_children()": _none_or(
        f"ARRAY(SELECT r.child_id FROM restricted r WHERE NOT ({_MY_NAME} OR (SELECT ehcp_is('manager')) AND {_MANAGERS}))",
        "ARRAY(SELECT f FROM ehcp_family(begun) f)",
    ),
    "ehcp_hidden_cases()": _none_or(
        "ehcp_hidden_children()",
        "ARRAY(SELECT c.id FROM unnest(begun) h (id) JOIN cases c ON c.child_id = h.id)",
    ),
    "ehcp_closed_cases()": _none_or(
        "ARRAY(SELECT child_id FROM restricted)",
        "ARRAY(SELECT c.id FROM ehcp_family(begun) f (id) JOIN cases c ON c.child_id = f.id "
        f"WHERE NOT {_OPENED} OR c.child_id = ANY ((SELECT ehcp_hidden_children())::int[]))",
    ),
    "ehcp_named_children()": _answer(
        "int[]",
        f"ARRAY(SELECT f FROM ehcp_family(ARRAY(SELECT r.child_id FROM restricted r WHERE {_MY_NAME})) f "
        "WHERE f <> ALL (ehcp_hidden_children()))",
    ),
    "ehcp_named_cases()": _answer(
        "int[]",
        "coalesce((SELECT array_agg(c.id) FROM unnest(ehcp_named_children()) h (id) "
        "JOIN cases c ON c.child_id = h.id), '{}')",
    ),
    "ehcp_named_open_cases()": _answer(
        "int[]",
        "coalesce((SELECT array_agg(c.id) FROM unnest(ehcp_named_cases()) h (id) "
        f"JOIN cases c ON c.id = h.id WHERE {_OPENED}), '{{}}')",
    ),
    "ehcp_line_names_hidden(line bigint)": _answer(
        "boolean", f"EXISTS (SELECT 1 FROM journal j WHERE j.seq = line AND j.case_id IS NULL AND {_NAMES_HIDDEN})"
    ),
    "ehcp_message_names_hidden(number int)": _answer(
        "boolean",
        f"EXISTS (SELECT 1 FROM messages m, {_HIDDEN_REFS} WHERE m.id = number AND m.cases::jsonb ? r.ref)",
    ),
    "ehcp_ref_taken(wanted text)": _answer(
        "boolean", "ehcp_is('manager') AND EXISTS (SELECT 1 FROM cases WHERE ref_folded = wanted)"
    ),
    "ehcp_sees()": _answer(
        "boolean",
        "ehcp_is('caseworker') OR ehcp_is('manager') OR ehcp_is('tribunal_officer') OR ehcp_is('data_officer') "
        "OR ehcp_is('auditor')",
    ),
    "ehcp_journal_head()": (
        "RETURNS TABLE (seq bigint, hash text, at timestamptz) LANGUAGE plpgsql VOLATILE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS $$ BEGIN RETURN QUERY "
        "SELECT j.seq, j.hash, j.at FROM journal j ORDER BY j.seq DESC LIMIT 1; END $$"
    ),
    "ehcp_holds_line(wanted bigint, its_hash text)": (
        "RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN "
        "RETURN EXISTS (SELECT 1 FROM journal j WHERE j.seq = wanted AND j.hash = its_hash); END $$"
    ),
    "ehcp_hidden_held(officer int)": (
        f"RETURNS bigint LANGUAGE sql {_AS_OWNER} AS $$ "
        "SELECT count(*) FROM unnest(ehcp_hidden_cases()) h (id) JOIN cases c ON c.id = h.id "
        "JOIN case_summary s ON s.case_id = c.id WHERE c.owner_id = officer AND s.scope <> 'closed' "
        "AND (ehcp_is('manager') OR ehcp_is('administrator')) $$"
    ),
    "ehcp_chain(after bigint)": (
        "RETURNS TABLE (seq bigint, at timestamptz, actor text, case_id int, kind text, payload text, "
        f"payload_digest text, previous text, hash text) LANGUAGE sql {_AS_OWNER} AS $$ "
        "SELECT j.seq, j.at, j.actor, j.case_id, j.kind, CASE WHEN j.case_id IS NULL AND NOT "
        f"{_NAMES_HIDDEN} OR (SELECT ehcp_sees()) AND "
        "j.case_id <> ALL ((SELECT ehcp_closed_cases())::int[]) THEN j.payload END, j.payload_digest, j.previous, "
        "j.hash FROM journal j WHERE j.seq > after ORDER BY j.seq $$"
    ),
    "ehcp_find_facts(asked text, most int, corrected boolean)": (
        f"RETURNS SETOF bigint LANGUAGE sql {_AS_OWNER} AS $$ "
        "SELECT w.rowid FROM fact_words w WHERE w.words @@ CAST(asked AS tsquery) AND (SELECT ehcp_sees()) "
        "AND EXISTS (SELECT 1 FROM facts later WHERE later.supersedes = w.rowid) = corrected "
        "AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.id = w.rowid "
        "AND f.case_id = ANY ((SELECT ehcp_closed_cases())::int[])) ORDER BY w.rowid DESC LIMIT most $$"
    ),
    "ehcp_find_documents(asked text, most int)": (
        f"RETURNS SETOF bigint LANGUAGE sql {_AS_OWNER} AS $$ "
        "SELECT w.rowid FROM document_words w WHERE w.words @@ CAST(asked AS tsquery) AND (SELECT ehcp_sees()) "
        "AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = w.rowid / 1000 "
        "AND d.case_id = ANY ((SELECT ehcp_closed_cases())::int[])) ORDER BY w.rowid DESC LIMIT most $$"
    ),
}
"""Name and arguments of each function, and what follows."""
GONE = ("ehcp_hidden_refs()",)
"""Those of an earlier version that nobody may ask any more."""

_ENDS = ", ".join(f"('{kind}', '{end}', '{link}')" for kind, ends in ENDED_BY.items() for end, link in ends)
_KEPT = (
    "EXISTS (SELECT 1 FROM facts h JOIN cases c ON c.id = h.case_id WHERE c.child_id = ANY (family) "
    f"AND h.kind IN (SELECT k.kind FROM (VALUES {_ENDS}) k (kind, ended, link)) "
    "AND NOT EXISTS (SELECT 1 FROM facts l WHERE l.supersedes = h.id) "
    f"AND NOT EXISTS (SELECT 1 FROM facts l JOIN (VALUES {_ENDS}) k (kind, ended, link) ON k.ended = l.kind "
    "WHERE l.case_id = h.case_id AND k.kind = h.kind "
    # A hold that was corrected stays lifted: what lifts it may name any of the entries it was before.
    "AND l.attrs::jsonb ->> k.link IN (WITH RECURSIVE was (id, before) AS (SELECT h.id, h.supersedes UNION ALL "
    "SELECT f.id, f.supersedes FROM facts f JOIN was ON f.id = was.before) SELECT was.id::text FROM was) "
    "AND NOT EXISTS (SELECT 1 FROM facts w WHERE w.supersedes = l.id))) "
    "OR EXISTS (SELECT 1 FROM facts h JOIN cases c ON c.id = h.case_id WHERE c.child_id = ANY (family) "
    f"AND h.kind IN {APPEALED} AND NOT EXISTS (SELECT 1 FROM facts l WHERE l.supersedes = h.id) "
    f"AND NOT EXISTS (SELECT 1 FROM facts l WHERE l.case_id = h.case_id AND l.kind IN {APPEAL_ENDED} "
    "AND l.happened_on >= h.happened_on AND NOT EXISTS (SELECT 1 FROM facts w WHERE w.supersedes = l.id)))"
)
_STEPS = "; ".join((ON_THE_LIST, *WORDS_OUT, *EMPTIED)).format(
    case="wanted", child="whose", at="clock_timestamp()", by="session_user::text", rule="its_rule", due="its_due",
    reason="why",
)  # fmt: skip
FUNCTIONS["ehcp_dispose(wanted int, its_rule text, its_due date, why text)"] = (
    "RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$ "
    "DECLARE whose int; family int[]; BEGIN "
    "SELECT child_id INTO whose FROM cases WHERE id = wanted; "
    "family := ARRAY(SELECT f FROM ehcp_family(ARRAY[whose]) f); "
    "IF NOT ehcp_is('manager') OR whose IS NULL OR wanted = ANY (ehcp_closed_cases()) OR btrim(why) = '' "
    f"OR its_due > current_date OR coalesce(its_due < {DUE.format(child='whose', family='family')}, true) "
    "OR EXISTS (SELECT 1 FROM cases c LEFT JOIN case_summary s ON s.case_id = c.id WHERE c.child_id = ANY (family) "
    f"AND (s.scope IS DISTINCT FROM 'closed' OR NOT {ENDED.format(case='c.id')})) OR {_KEPT} THEN "
    "RAISE EXCEPTION 'this file is not to be disposed of' USING ERRCODE = 'insufficient_privilege'; END IF; "
    f"{_STEPS}; END $$"
)
"""What no role may do by itself, a manager may through this: a file that its own facts say has ended, whose
period has run out and that nothing keeps, with a reason."""

FUNCTIONS["ehcp_restrict(wanted int, names text[], why text)"] = (
    "RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$ "
    "DECLARE family int[]; BEGIN "
    "IF NOT ehcp_is('manager') OR wanted = ANY (ehcp_hidden_children()) "
    "OR NOT EXISTS (SELECT 1 FROM children WHERE id = wanted) OR cardinality(names) > 0 AND btrim(why) = '' THEN "
    "RAISE EXCEPTION 'this file is not to be restricted or lifted' USING ERRCODE = 'insufficient_privilege'; END IF; "
    "family := ARRAY(SELECT f FROM ehcp_family(ARRAY[wanted]) f); "
    "DELETE FROM restricted_names WHERE child_id = ANY (family); "
    "DELETE FROM restricted WHERE child_id = ANY (family); "
    "IF cardinality(names) > 0 THEN INSERT INTO restricted (child_id, reason, since, by) "
    "SELECT f, why, clock_timestamp(), session_user FROM unnest(family) f; "
    "INSERT INTO restricted_names (child_id, name) SELECT DISTINCT f, n FROM unnest(family) f, unnest(names) n; "
    "END IF; END $$"
)
"""A manager keeps a file that he or she sees to these people, in place of what was so; to nobody by name: lifts it."""

LONGEST = "2 hours"
"""No unit of work takes as long on a server, the first import of the largest council's tracker (minutes) included.  Without
it somebody could leave one open for days and then write at the time it began: every shorter limit is the desk's own."""
_EARLIEST = f"greatest(transaction_timestamp(), clock_timestamp() - interval '{LONGEST}')"

_RESTRICTED = "EXISTS (SELECT 1 FROM restricted r JOIN ehcp_family(ARRAY[{0}]) f (id) ON r.child_id = f.id)"
_STAYS = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN "
    "IF {0} AND NOT pg_has_role(session_user, '{{owner}}', 'MEMBER') THEN "
    "RAISE EXCEPTION 'a restricted file stays restricted' USING ERRCODE = 'insufficient_privilege'; END IF; "
    "RETURN NEW; END $$"
)
_TORN = (
    "OLD.same_as IS NOT NULL AND NEW.same_as IS DISTINCT FROM OLD.same_as "
    f"AND {_RESTRICTED.format('NEW.id')} <> {_RESTRICTED.format('OLD.same_as')}"
)
_LOOKS = {
    AttrType.DATE: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    AttrType.NUMBER: "^[0-9]{1,18}([.][0-9]{1,18})?$",
    AttrType.ENTRY: "^[0-9]{1,18}$",
}
"""How a value of an entry looks that pages read as more than words; a day is read by the server too."""
_TYPES = {kind: types_of(kind) for kind in {*FACT_KINDS, *CASE_KINDS, *PEOPLE_KINDS, "imported"}}
_VALUES = json.dumps({
    kind: {name: [_LOOKS[what], what is AttrType.DATE] for name, what in sorted(said.items()) if what in _LOOKS}
    for kind, said in sorted(_TYPES.items()) if _LOOKS.keys() & set(said.values())
})  # fmt: skip
TRIGGER_FUNCTIONS: dict[str, str] = {
    # A case or somebody to ring goes from one child to another: not out of a restriction, by a manager either, whose lifting
    # has its line in the journal.
    "ehcp_stays_restricted()": _STAYS.format(
        f"NEW.child_id <> OLD.child_id AND {_RESTRICTED.format('OLD.child_id')} "
        f"AND NOT {_RESTRICTED.format('NEW.child_id')}"
    ),
    # Two children are no longer one: the two were under one restriction, so neither may be left without.  A manager, who
    # restricts both halves in the same act, is asked as it ends.
    "ehcp_split_stays_restricted()": _STAYS.format(f"NOT ehcp_is('manager') AND {_TORN}"),
    "ehcp_split_restricted_at_the_end()": _STAYS.format(_TORN),
    # Asked as the act ends: what was done about a restriction has its line in the journal by then, or is not done.
    "ehcp_restriction_told()": """RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE whose int := coalesce(NEW.child_id, OLD.child_id); ours int[]; wanted text[];
    BEGIN
      ours := ARRAY(SELECT c.id FROM ehcp_family(ARRAY[whose]) f (id) JOIN cases c ON c.child_id = f.id);
      wanted := CASE WHEN EXISTS (SELECT 1 FROM restricted r WHERE r.child_id = whose)
        THEN ARRAY['restricted', 'children_split'] ELSE ARRAY['unrestricted'] END;
      IF ours <> '{}' AND NOT pg_has_role(session_user, '{owner}', 'MEMBER') AND NOT EXISTS (
          SELECT 1 FROM journal j WHERE j.case_id = ANY (ours) AND j.kind = ANY (wanted) AND j.actor = session_user
          AND j.at >= transaction_timestamp()) THEN
        RAISE EXCEPTION 'a restriction is made, changed or lifted with its line in the journal, or not at all'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NULL;
    END $$""",
    "ehcp_own_words()": """RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE row jsonb;
    BEGIN
      IF current_user = '{owner}' THEN RETURN NEW; END IF;
      row := to_jsonb(NEW);
      IF row ->> TG_ARGV[0] IS DISTINCT FROM session_user::text
         OR (row ->> TG_ARGV[1])::timestamptz < {earliest}
         OR (row ->> TG_ARGV[1])::timestamptz > clock_timestamp() THEN
        RAISE EXCEPTION 'written in your own name, now, or not at all' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$""".replace("{earliest}", _EARLIEST),
    "ehcp_journal_guard()": """RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE last record; moment text;
    BEGIN
      IF current_user = '{owner}' THEN RETURN NEW; END IF;
      SELECT * INTO last FROM ehcp_journal_head();
      moment := to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || CASE
        WHEN extract(microseconds FROM NEW.at)::bigint % 1000000 = 0 THEN ''
        ELSE to_char(NEW.at AT TIME ZONE 'UTC', '.US') END || '+00:00';
      IF NEW.actor IS DISTINCT FROM session_user::text
         OR NEW.at < {earliest} OR NEW.at > clock_timestamp()
         OR NEW.seq <> coalesce(last.seq, 0) + 1 OR NEW.previous <> coalesce(last.hash, repeat('0', 64))
         OR json_typeof(NEW.payload::json) IS DISTINCT FROM 'object'
         OR NEW.payload_digest <> encode(sha256(convert_to(NEW.payload, 'UTF8')), 'hex')
         OR NEW.hash <> encode(sha256(convert_to(concat_ws(E'\\x1f', NEW.seq::text, moment, NEW.actor,
              coalesce(NEW.case_id::text, ''), NEW.kind, NEW.payload_digest, NEW.previous), 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the next line of the journal, in your own name, or none'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$""".replace("{earliest}", _EARLIEST),
    # What an entry says is read with every page its case is on.  What it names is of its own case: a foreign key asks
    # nobody who may see what, and this asks as whoever writes, who sees the entries of a case that is open to them.
    "ehcp_entry_guard()": """RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE fits boolean;
    BEGIN
      IF current_user = '{owner}' THEN RETURN NEW; END IF;
      fits := NEW.happened_on BETWEEN '0001-01-01' AND '9999-12-31';
      IF fits AND NEW.attrs IS NOT NULL THEN  -- as jsonb, for not everything json lets in can be asked after
        fits := jsonb_typeof(NEW.attrs::jsonb) = 'object'
          AND NOT EXISTS (SELECT 1 FROM json_each(NEW.attrs::json) e WHERE json_typeof(e.value) <> 'string');
        fits := fits AND NOT EXISTS (
          SELECT 1 FROM jsonb_each('{values}'::jsonb -> NEW.kind) k (name, look)
          CROSS JOIN LATERAL (SELECT NEW.attrs::jsonb ->> k.name) e (value)
          WHERE e.value <> '' AND (e.value !~ (k.look ->> 0) OR (k.look ->> 1)::boolean AND e.value::date IS NULL));
      END IF;
      IF fits AND NEW.supersedes IS NOT NULL THEN
        fits := EXISTS (SELECT 1 FROM facts f WHERE f.id = NEW.supersedes AND f.case_id = NEW.case_id);
      END IF;
      IF fits AND NEW.document_id IS NOT NULL THEN
        fits := EXISTS (SELECT 1 FROM documents d WHERE d.id = NEW.document_id AND d.case_id = NEW.case_id);
      END IF;
      IF NOT fits THEN
        RAISE EXCEPTION 'an entry has a day and words by name, and names entries and documents of its own case'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$""".replace("{values}", _VALUES.replace("'", "''")),
    # By whoever writes, the owner too: a day the driver cannot read closes the page it is on to everybody.
    "ehcp_day_guard()": """RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
      RAISE EXCEPTION 'a day lies between the years 1 and 9999' USING ERRCODE = 'datetime_field_overflow';
    END $$""",
    # A number ahead of the others would stand in their way, and the last there is in the way of all that come after.
    "ehcp_number_guard()": """RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
      IF current_user <> '{owner}'
         AND NEW.id NOT BETWEEN 1 AND coalesce(pg_sequence_last_value(TG_ARGV[0]::regclass), 0) THEN
        RAISE EXCEPTION 'numbers are given, not chosen' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$""",
}
"""Those of a child and of a restriction run as the owner, who sees every restriction, and ask who signed in; the others run as
whoever writes, so that they know whether it is the owner."""


def head(signature: str) -> str:
    """A function as GRANT and REVOKE name it: its argument types without their names."""
    name, _, rest = signature.partition("(")
    types = [part.split()[-1] for part in rest.rstrip(")").split(",") if part.strip()]
    return f"{name}({', '.join(types)})"
