"""A bundle opened again: what a person said stands, what the rules say is what they say now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ehcp_desk.domain.bundle_carrying import carried_on, changed_by_rule, chosen_again
from ehcp_desk.domain.bundle_limits import bundle_rules
from ehcp_desk.domain.bundle_sorting import first_choice
from ehcp_desk.domain.bundles import COUNCIL, PARENT, AppealType, BundleList, Pick
from tests.domain.test_bundle_rules import filed


def test_a_kept_choice_stands_when_documents_come() -> None:
    papers = [filed(1, "Letter"), filed(2, "Appeal form")]
    kept = BundleList(AppealType.CONTENTS, (Pick(1, "core", by="person", name="Letter.pdf"),), version=3)
    now = carried_on(kept, first_choice(papers, [], (), bundle_rules()))
    assert [(p.document, p.part, p.by) for p in now.picks] == [(1, "core", "person"), (2, "core", "rule")]
    assert now.version == 3


def test_what_the_rules_say_of_a_kept_paper_is_what_they_say_now() -> None:
    """A person’s place stays; so does what they said of the paper, unless it was not yet said to be perhaps privileged."""
    letter, advice = filed(1, "Letter"), filed(1, "Legal advice")
    (was,), (now,) = ([*first_choice([d], [], (), bundle_rules())] for d in (letter, advice))

    def carried(pick: Pick) -> Pick:
        return carried_on(BundleList(AppealType.CONTENTS, (pick,), version=1), [now]).picks[0]

    assert carried(was) == now
    assert carried(replace(was, order=2)) == replace(now, order=2)
    unknowing = carried(was.changed(pages="1-2"))
    assert (unknowing.left_out, unknowing.kind, unknowing.by) == (now.left_out, "privileged", "rule")
    knowing = now.changed(left_out="")
    assert carried(knowing) == knowing, "a person decided, knowing what it is"
    out = was.changed(left_out="not relevant")
    assert carried(out) == out
    replaced = replace(was, left_out="replaced by document 4")
    mine = was.changed(part="core")
    assert carried_on(BundleList(AppealType.CONTENTS, (mine,)), [replaced]).picks == (mine,)


def test_the_fix_list_says_what_the_rules_make_otherwise_than_in_the_last_version() -> None:
    were = (Pick(1, COUNCIL, name="a"), Pick(2, COUNCIL, left_out="replaced by document 5", name="b"),
            Pick(3, COUNCIL, name="c"), Pick(4, COUNCIL, name="d"))  # fmt: skip
    last = BundleList(AppealType.CONTENTS, were, version=2)
    now = replace(last, picks=(Pick(1, COUNCIL, left_out="replaced by document 6", name="a"), Pick(2, COUNCIL, name="b"),
                               Pick(3, PARENT, name="c"), Pick(4, "core", name="d", by="person"),
                               Pick(9, COUNCIL, name="e")))  # fmt: skip
    said = changed_by_rule(last, now)
    assert [(f.document, f.words) for f in said] == [
        (1, "a was in version 2 and is left out now: replaced by document 6."),
        (2, "b was left out of version 2 (replaced by document 5) and goes in now."),
        (3, "c stood in Council’s evidence in version 2 and stands in Parent’s or young person’s evidence now."),
    ]
    assert not any(f.serious for f in said), "a person looks at it, and may say otherwise"


def test_what_was_chosen_and_not_kept_stands_when_the_list_is_read_again() -> None:
    """A choice, a place and a day; not for a paper that was since said to be perhaps privileged."""
    began = BundleList(
        AppealType.CONTENTS, (Pick(1, COUNCIL), Pick(2, COUNCIL), Pick(3, COUNCIL)), evidence_by=date(2026, 9, 1)
    )
    mine = (
        Pick(1, COUNCIL).changed(pages="1-2"),
        Pick(2, COUNCIL, order=1),
        Pick(3, COUNCIL).changed(left_out="not relevant"),
    )
    chosen = replace(began, picks=mine).giving(listed=date(2026, 8, 1))
    out = Pick(1, COUNCIL, "privileged", "may be privileged", ruled="privileged")
    read = replace(
        began, picks=(out, Pick(2, PARENT), Pick(3, PARENT), Pick(4, COUNCIL)), evidence_by=date(2026, 12, 18)
    )
    now = chosen_again(read, chosen, None)
    assert now.picks == (replace(out, pages="1-2"), Pick(2, PARENT, order=1), mine[2], Pick(4, COUNCIL))
    assert (now.listed, now.evidence_by, now.given) == (date(2026, 8, 1), date(2026, 12, 18), ("listed",))
    knowing = replace(chosen, picks=(out.changed(left_out=""),))
    assert chosen_again(read, knowing, None).picks[0] == knowing.picks[0]
    assert chosen_again(read, chosen, chosen).picks == read.picks, "what was kept is no choice any more"
