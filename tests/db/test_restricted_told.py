"""What goes out about a restricted case, on either database: to somebody who sees it, and never to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from ehcp_desk.domain.errors import BadInput, NotAllowed
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.outbox import MessageState
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.mail import Mail
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.clinic import clinic_pack, monday_lists
from ehcp_desk.services.oversight.law_preview import preview
from ehcp_desk.services.oversight.leaving import held_by, leave
from ehcp_desk.services.oversight.move_preview import move_preview
from ehcp_desk.services.oversight.moving import Move, move, undo
from ehcp_desk.services.oversight.notifying import hidden_from, morning, notify
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign, unassign
from ehcp_desk.services.oversight.panels import panel, panel_paper
from ehcp_desk.services.oversight.restricting import (
    let_managers_see,
    not_read,
    open_restricted,
    restrict,
    restriction_view,
    unopened,
)
from ehcp_desk.services.oversight.staffing import add_absence, add_officer, change_officer, staff
from ehcp_desk.services.oversight.supervision import supervision_pack
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.oversight.worklist import rows
from tests.support.panel_case import put_before
from tests.support.seats import DAY, IMRE, JOY, OPEN, RUTH, SHUT, THANDI, WORD, Seat, number_of, seats, shut


@pytest.fixture
def at(database: str) -> Iterator[Seat]:
    """Everybody's desk over one record."""
    with seats(database) as made:
        yield made


def told(desk: Desk) -> dict[str, str]:
    """Who is told of the restricted case, and as what."""
    assert all((SHUT in one.cases) == (SHUT in one.body) for one in morning(desk))
    return {one.to: one.role for one in morning(desk) if SHUT in one.body}


def test_until_it_is_restricted_its_holder_and_those_above_are_told(at: Seat) -> None:
    assert told(at(THANDI)) == {JOY: "caseworker", RUTH: "manager", IMRE: "service_manager"}


@pytest.mark.parametrize("reader", [THANDI, RUTH])
def test_only_somebody_who_sees_it_is_told_of_it(at: Seat, reader: str) -> None:
    shut(at, THANDI)
    assert told(at(reader)) == {RUTH: "manager"}, (
        "the team manager, as she restricted it; not the holder, nor her chief"
    )
    assert any(OPEN in one.body for one in morning(at(reader)) if one.to == JOY)


def test_where_managers_see_it_the_one_above_is_told_in_place_of_its_holder(at: Seat) -> None:
    shut(at, THANDI, managers=True)
    assert told(at(THANDI)) == {RUTH: "manager", IMRE: "service_manager"}


def test_whoever_is_named_and_there_is_told_before_who_is_away(at: Seat) -> None:
    shut(at, THANDI)
    add_absence(at(RUTH), number_of(at(RUTH), RUTH), DAY, DAY + timedelta(20), None, "leave")
    assert told(at(THANDI)) == {THANDI: "caseworker"}
    add_absence(at(RUTH), number_of(at(RUTH), THANDI), DAY, DAY + timedelta(20), None, "leave")
    assert told(at(THANDI)) == {RUTH: "manager"}, "nobody who sees it is there: whoever restricted it"


def test_where_nobody_in_post_sees_it_whoever_sends_the_messages_is_told(at: Seat) -> None:
    shut(at, THANDI)
    with at(RUTH).store.write(RUTH, at(RUTH).now()) as work:
        for name in (RUTH, THANDI):
            officer = work.staff().named(name)
            assert officer is not None
            work.save_officer(replace(officer, left_on=DAY - timedelta(1)))
    assert told(at(THANDI)) == {THANDI: "nobody in post sees this file"}
    (one,) = forgotten(at(THANDI), (Orphan.CLOSED,))
    assert one.why.startswith("Joy Addo does not see it") and one.days == 0


def test_who_sends_them_is_told_of_how_many_nobody_was_told(at: Seat) -> None:
    shut(at, THANDI)
    assert (hidden_from(at(JOY)), hidden_from(at(THANDI))) == (1, 0)
    assert told(at(JOY)) == {}


def test_a_case_kept_from_its_holder_is_said_and_listed_until_it_has_another(at: Seat) -> None:
    assert shut(at, THANDI) == (f"{JOY} holds {SHUT} and does not see it now; give it to somebody named on it.",)
    (one,) = forgotten(at(THANDI), (Orphan.CLOSED,))
    assert one.why == f"{JOY} does not see it; kept to {RUTH}, {THANDI}"
    assert forgotten(at(JOY), (Orphan.CLOSED,)) == []
    assign(at(RUTH), [SHUT], THANDI, "She is named on it")
    assert forgotten(at(THANDI), (Orphan.CLOSED,)) == []
    assert restrict(at(RUTH), SHUT, [THANDI], "As before").warnings == ()


def test_managers_shut_out_of_their_own_cases_are_said(at: Seat) -> None:
    restrict(at(RUTH), SHUT, [JOY], "A relation works here")
    assign(at(RUTH), [SHUT], IMRE, "For now")
    assert let_managers_see(at(RUTH), False, "Only those named").warnings == (
        f"{IMRE} holds {SHUT} and does not see it now; give it to somebody named on it.",
    )


def test_a_restricted_case_goes_to_nobody_who_does_not_see_it(at: Seat) -> None:
    shut(at, THANDI)
    unassign(at(RUTH), [SHUT], "Joy is not named on it")
    words = f"{SHUT} is restricted and {JOY} does not see it; give it to one of {RUTH}, {THANDI}"
    with pytest.raises(BadInput, match=words):
        assign(at(RUTH), [SHUT], JOY, "back")
    with pytest.raises(BadInput, match=words):
        move(at(RUTH), [Move(OPEN, THANDI), Move(SHUT, JOY)], "Shared out")
    assert {row.case.owner for row in rows(at(RUTH), [1])} == {JOY}, "all or none"
    suggested = {row.row.case.ref: row.suggested for row in move_preview(at(RUTH), [1, 2]).rows}
    assert suggested[SHUT] is not None and suggested[SHUT].name == THANDI
    assert all(row.suggested is None for row in move_preview(at(RUTH), [2], [JOY]).rows)


def test_a_move_taken_back_to_somebody_shut_out_says_so(at: Seat) -> None:
    done = move(at(RUTH), [Move(SHUT, THANDI)], "Shared out")
    assert shut(at, THANDI) == ()
    assert undo(at(RUTH), done.act, "A mistake").warnings == (
        f"{JOY} holds {SHUT} and does not see it now; give it to somebody named on it.",
    )


@pytest.mark.parametrize("reader", [THANDI, JOY])
def test_papers_of_the_team_leave_it_out_whoever_prints_and_say_how_many(at: Seat, reader: str) -> None:
    assert SHUT in str(clinic_pack(at(reader))) and SHUT in str(monday_lists(at(reader)))
    assert SHUT in str(supervision_pack(at(reader), JOY)) and SHUT in str(clinic_pack(at(reader), worker=JOY))
    shut(at, THANDI)
    if reader == THANDI:
        open_restricted(at(reader), SHUT, "To print it")
    of_one = (clinic_pack(at(reader), worker=JOY), supervision_pack(at(reader), JOY))
    for paper in (clinic_pack(at(reader)), monday_lists(at(reader)), *of_one):
        assert SHUT not in str(paper) and WORD not in str(paper) and OPEN in str(paper)
        assert ("1 restricted case is left out" in paper.sentence) == (reader == THANDI)
    glance = {row[0]: row[1] for row in clinic_pack(at(reader)).sections[0].rows}
    assert glance["Open assessments"] == "1", "nor is it counted"
    assert team_view(at(reader)).open_cases == (2 if reader == THANDI else 1), "on screen it is, for those who see it"
    assign(at(RUTH), [OPEN], THANDI, "Joy is left with the one that is not on paper")
    if reader == THANDI:
        with pytest.raises(BadInput, match="1 restricted case is left out"):
            monday_lists(at(reader), person=JOY)


class Takes:
    """A carrier that takes everything; ``first`` is done as the first message is handed over."""

    def __init__(self, first: Callable[[], object] = lambda: None) -> None:
        self.came: dict[str, Mail] = {}
        self.first = first

    def send(self, mail: Mail) -> None:
        if not self.came:
            self.first()
        assert mail.to not in self.came
        self.came[mail.to] = mail

    def close(self) -> None:
        """Nothing to close."""


def give_addresses(at: Seat) -> None:
    for officer in list(staff(at(RUTH)).officers.values()):
        change_officer(at(RUTH), replace(officer, email=f"{officer.id}@westmarsh.example"))


@pytest.mark.parametrize("runner", [THANDI, RUTH])
def test_a_message_that_waited_is_made_afresh_where_it_names_a_case_closed_to_its_reader_since(
    at: Seat, runner: str
) -> None:
    give_addresses(at)
    assert SHUT in {one.to: one.body for one in notify(at(RUTH), None).messages}[JOY]
    shut(at, THANDI)
    carrier = Takes()
    notify(at(runner), carrier)
    assert OPEN in carrier.came[JOY].body, "she is still told of the other"
    assert {to for to, mail in carrier.came.items() if SHUT in mail.body} == {RUTH}
    with at(RUTH).store.read() as work:
        kept = {one.digest.to: one for one in work.messages(DAY)}
        assert (kept[JOY].digest.body, kept[JOY].state) == (carrier.came[JOY].body, MessageState.SENT)
        assert SHUT not in kept[JOY].digest.cases


def test_a_case_closed_while_messages_go_out_is_in_none_of_those_that_follow(at: Seat) -> None:
    give_addresses(at)
    carrier = Takes(first=lambda: shut(at, THANDI))
    notify(at(RUTH), carrier)
    assert list(carrier.came)[:2] == [IMRE, JOY]
    assert {to for to, mail in carrier.came.items() if SHUT in mail.body} == {IMRE, RUTH}, "Imre's had gone"


def test_a_message_with_nothing_left_to_say_goes_to_nobody(at: Seat) -> None:
    give_addresses(at)
    assign(at(RUTH), [OPEN], THANDI, "Joy is left with the one to be closed")
    notify(at(RUTH), None)
    shut(at, THANDI)
    carrier = Takes()
    told = notify(at(RUTH), carrier)
    assert JOY not in carrier.came and JOY not in {one.to for one in told.messages}
    assert (told.sent, told.queued) == (len(carrier.came), 0)


def hidden(at: Seat, name: str) -> bool:
    with at(name).store.read() as work:
        return bool(work.closed_cases()[0])


def renamed(at: Seat, before: str, after: str) -> tuple[str, ...]:
    """Whoever changes the list needs not see the file."""
    officer = staff(at(IMRE)).named(before)
    assert officer is not None
    return change_officer(at(IMRE), replace(officer, name=after), officer).warnings


def test_somebody_renamed_stays_named_and_a_newcomer_of_the_old_name_sees_nothing(at: Seat) -> None:
    shut(at, THANDI)
    assert hidden(at, IMRE)
    assert renamed(at, THANDI, "Thandi Nkosi") == (f"Restricted files that named {THANDI} name Thandi Nkosi now.",)
    add_officer(at(RUTH), Officer(0, THANDI))
    assert not hidden(at, "thandi nkosi") and hidden(at, THANDI)
    with at(RUTH).store.read() as work:
        assert [set(sight.names) for sight in work.sights().values()] == [{RUTH, "Thandi Nkosi"}]
    assert renamed(at, JOY, "Joy Smith") == (), "named on none"


def test_a_name_that_restricted_files_still_go_by_is_no_newcomers(at: Seat) -> None:
    renamed(at, THANDI, "Thandi Nkosi")
    shut(at, JOY)
    with at(RUTH).store.write(
        RUTH, at(RUTH).now()
    ) as work:  # as a record has it that was made before names moved along
        assert work.rename_named(JOY, THANDI)
    with pytest.raises(BadInput, match="as somebody else was called before"):
        add_officer(at(RUTH), Officer(0, THANDI))
    with pytest.raises(BadInput, match="as somebody else was called before"):
        renamed(at, JOY, THANDI)
    renamed(at, "Thandi Nkosi", THANDI)
    assert not hidden(at, THANDI), "whose name it was has it back"


def test_an_agenda_says_how_many_restricted_cases_nobody_opened_for_it(at: Seat) -> None:
    for ref in (OPEN, SHUT):
        put_before(at(RUTH), ref, "complex", "2026-11-12", f"Fund {ref}?")
    put_before(at(RUTH), SHUT, "placement", "2026-11-11", "Which school?")
    shut(at, THANDI)
    assert ([one.ref for one in panel(at(JOY)).agenda], panel(at(JOY)).left_out) == ([OPEN], ""), (
        "hidden from her whole"
    )
    before = panel(at(THANDI))
    assert ([one.ref for one in before.agenda], before.unopened) == ([OPEN], 1)
    assert "1 restricted case was not opened and is left out here" in panel_paper(at(THANDI)).sentence
    with pytest.raises(
        BadInput, match=r"There is no panel called 2026-11-11 placement.* 1 restricted case was not opened"
    ):
        panel(at(THANDI), "2026-11-11 placement")
    open_restricted(at(THANDI), SHUT, "The panel on Thursday")
    after = panel(at(THANDI), "2026-11-12 complex")
    assert ([one.ref for one in after.agenda], after.left_out) == ([OPEN, SHUT], "")


def _closed_with_a_promise(at: Seat) -> Desk:
    """The restricted case is closed and its holder, Joy, owes a promise on it; gives the desk of the other who sees it."""
    imre = at(IMRE)
    record(imre, SHUT, NewFact("request_withdrawn", DAY - timedelta(3)))
    shut(at, JOY, IMRE)
    unassign(at(RUTH), [OPEN], "leaving")
    return imre


def test_nobody_leaves_with_a_closed_restricted_file_nobody_looked_into(at: Seat) -> None:
    imre = _closed_with_a_promise(at)
    joy = number_of(imre, JOY)
    with pytest.raises(BadInput, match=f"1 closed restricted case that you have not opened.*open it first: {SHUT}"):
        leave(imre, joy, DAY)
    assert held_by(imre, JOY) == [2]
    open_restricted(imre, SHUT, "Joy leaves")
    with pytest.raises(BadInput, match="1 closed case with something still owed"):
        leave(imre, joy, DAY)


def test_messages_tell_of_what_is_promised_on_files_their_sender_had_not_opened(at: Seat) -> None:
    shut(at, JOY, IMRE)
    imre = at(IMRE)
    assert "Promises, signals" not in _about_shut(imre), "a trial opens nothing"
    notify(imre, None)
    assert "Promises, signals" in _about_shut(imre)
    assert [o.reason for o in restriction_view(imre, SHUT).openings if o.name == IMRE] == [f"Messages of {DAY}"]


def _about_shut(desk: Desk) -> str:
    """What Joy is told, where the restricted case has a promise that is late: from there on."""
    (body,) = (one.body for one in morning(desk) if one.to == JOY)
    return body if body.count(SHUT) > 1 else ""


def test_a_list_says_of_an_unopened_file_that_it_was_not_opened(at: Seat) -> None:
    record(at(JOY), SHUT, NewFact("advice_requested", DAY - timedelta(100), {"body": "health"}))
    record(at(JOY), SHUT, NewFact("advice_chased", DAY - timedelta(2), {"body": "health"}))
    shut(at, JOY, IMRE)
    imre, kinds = at(IMRE), (Orphan.ADVICE, Orphan.QUIET, Orphan.BAND_REVIEW)
    number = 2
    said = {one.kind: one.why for one in forgotten(imre, kinds) if one.case_id == number}
    assert set(said) == set(kinds) and all("not opened" in why for why in said.values())
    assert not any(wrong in why for why in said.values() for wrong in ("never", "none since", "no cause"))
    assert (unopened(imre), not_read(unopened(at(JOY)))) == (1, " 1 restricted case was not opened and is not read here; "
                                                             "who may see it opens it in the desk first.")  # fmt: skip
    open_restricted(imre, SHUT, "To look")
    said = {one.kind: one.why for one in forgotten(imre, kinds) if one.case_id == number}
    assert Orphan.ADVICE not in said and "no cause recorded" in said[Orphan.BAND_REVIEW]
    assert unopened(imre) == unopened(at(THANDI)) == 0 and not_read(0) == ""


def test_a_change_of_law_is_tried_on_every_case_or_not_at_all(at: Seat) -> None:
    change = ChangeFile("longer.toml", '[[once]]\non = 2026-12-15\nname = "A day"\nlaw = "Royal proclamation"\n')
    shut(at, JOY, IMRE)
    with pytest.raises(NotAllowed, match="1 restricted case is not open to you"):
        preview(at(THANDI), change)
    preview(at(IMRE), change)
    assert "longer.toml" in restriction_view(at(IMRE), SHUT).openings[0].reason
