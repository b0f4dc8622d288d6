"""Messages to staff: one a person a day, and each claimed by one sender, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from db.store import SqlStore
from ehcp_desk.domain.digests import Digest
from ehcp_desk.domain.outbox import Kept, MessageState
from tests.support.records import DAY, NOW

ONE = Digest(
    None, "Joy Addo", "caseworker", "joy@westmarsh.example", "EHCP Desk: 1 overdue", "SEN/1 is late", ("SEN/1",)
)
OTHER = replace(ONE, to="Ruth Castellan", address="ruth@westmarsh.example", cases=("SEN/1", "SEN/2"))


def queue(store: SqlStore, *digests: Digest, day: int = 0) -> None:
    with store.write("Joy Addo", NOW) as work:
        work.queue_messages(DAY + timedelta(day), digests)


def claim(store: SqlStore, later: int = 0) -> Kept | None:
    with store.write("Joy Addo", NOW + timedelta(minutes=later)) as work:
        return work.claim_message(DAY)


def test_a_day_s_message_is_kept_once_and_says_what_is_true_when_it_goes(store: SqlStore) -> None:
    queue(store, ONE)
    queue(store, replace(ONE, body="Something else"), OTHER)
    with store.read() as work:
        assert [kept.digest for kept in work.messages(DAY)] == [replace(ONE, body="Something else"), OTHER]
        assert {(kept.state, kept.tries, kept.changed_at) for kept in work.messages(DAY)} == {
            (MessageState.QUEUED, 0, NOW)
        }


@pytest.mark.parametrize("state", [MessageState.SENDING, MessageState.SENT, MessageState.REFUSED])
def test_what_went_or_was_refused_keeps_its_words(store: SqlStore, state: MessageState) -> None:
    queue(store, ONE)
    first = claim(store)
    assert first is not None
    with store.write("Joy Addo", NOW) as work:
        work.mark_message(first.id, state)
    queue(store, replace(ONE, body="Something else"))
    with store.read() as work:
        assert [(kept.digest, kept.state) for kept in work.messages(DAY)] == [(ONE, state)]


def test_a_clock_that_was_ahead_keeps_nobody_from_being_told_once_it_is_right(store: SqlStore) -> None:
    queue(store, ONE)
    queue(store, ONE, day=400)  # the computer took it for another year, and no server was there
    with store.read() as work:
        assert [kept.state for kept in work.messages(DAY)] == [MessageState.REPLACED]
    queue(store, replace(ONE, body="SEN/1 is late still"))
    told = claim(store)
    assert told is not None and told.digest.body == "SEN/1 is late still"
    queue(store, replace(ONE, body="What is true in that year"), day=400)
    with store.read() as work:
        (ahead,) = work.messages(DAY + timedelta(400))
    assert ahead.digest.body == "What is true in that year"


def test_what_an_earlier_day_left_unsent_is_replaced_and_what_it_sent_stays_sent(store: SqlStore) -> None:
    queue(store, ONE, OTHER)
    sent = claim(store)
    assert sent is not None
    with store.write("Joy Addo", NOW) as work:
        work.mark_message(sent.id, MessageState.SENT)
    queue(store, ONE, day=1)
    with store.read() as work:
        assert [kept.state for kept in work.messages(DAY)] == [MessageState.SENT, MessageState.REPLACED]


def test_every_message_is_claimed_by_exactly_one_of_many_senders(store: SqlStore) -> None:
    queue(store, *(replace(ONE, to=f"Worker {n:02}") for n in range(12)))

    def everything(_sender: int) -> list[int]:
        taken = []
        for _ in range(40):
            kept = claim(store)
            if kept is not None:
                taken.append(kept.id)
        return taken

    with ThreadPoolExecutor(4) as senders:
        taken = [number for numbers in senders.map(everything, range(4)) for number in numbers]
    assert len(taken) == len(set(taken)) == 12


def test_a_message_whose_sender_died_is_free_again_after_a_while(store: SqlStore) -> None:
    queue(store, ONE)
    first = claim(store)
    assert first is not None
    assert claim(store, later=10) is None
    again = claim(store, later=16)
    assert again is not None
    assert (again.id, again.tries, again.state) == (first.id, 2, MessageState.SENDING)


def test_a_message_without_an_address_is_never_claimed_and_failures_wait_their_turn(store: SqlStore) -> None:
    queue(store, replace(ONE, to="Nobody", address=""), ONE, OTHER)
    first = claim(store)
    assert first is not None
    with store.write("Joy Addo", NOW) as work:
        work.mark_message(first.id, MessageState.QUEUED, "The mail server is down.")
    second = claim(store)
    assert second is not None
    assert second.id != first.id
    third = claim(store)
    assert third is not None
    assert (third.id, third.trouble) == (first.id, "The mail server is down.")
    assert claim(store) is None


@pytest.mark.parametrize(
    ("state", "used"),
    [
        (MessageState.QUEUED, True),
        (MessageState.REFUSED, True),
        (MessageState.SENDING, False),
        (MessageState.SENT, False),
        (MessageState.REPLACED, True),
    ],
)
def test_an_address_put_right_the_same_day_is_used_for_what_no_server_has_and_for_nothing_else(
    store: SqlStore, state: MessageState, used: bool
) -> None:
    wrong = "joy@westmarsh.wrong.example"
    with store.write("Joy Addo", NOW) as work:
        joy = work.add_officer("Joy Addo", email=wrong)
    queue(store, replace(ONE, officer_id=joy.id, address=wrong), OTHER)
    first = claim(store)
    assert first is not None and first.digest.address == wrong
    with store.write("Joy Addo", NOW) as work:
        work.mark_message(first.id, state, "Nobody there.")
        work.save_officer(replace(joy, email=ONE.address))
    queue(store, replace(ONE, officer_id=joy.id))
    queue(store)  # nor does it take a digest of that person, who may have nothing left to be told of
    with store.read() as work:
        mine, other = work.messages(DAY)
    assert other.digest == OTHER, "who is nobody on the staff list keeps the address given"
    if used:
        assert (mine.digest.address, mine.state, mine.trouble) == (ONE.address, MessageState.QUEUED, "")
    else:
        assert (mine.digest.address, mine.state, mine.trouble) == (wrong, state, "Nobody there.")
    taken = [kept.id for kept in (claim(store), claim(store)) if kept is not None]
    assert (first.id in taken) is used and claim(store) is None


def test_an_address_taken_off_keeps_the_message_back_and_yesterday_s_stays_as_it_was(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        joy = work.add_officer("Joy Addo", email=ONE.address)
    queue(store, replace(ONE, officer_id=joy.id), day=-1)
    queue(store, replace(ONE, officer_id=joy.id))
    with store.write("Joy Addo", NOW) as work:
        work.save_officer(replace(joy, email=""))
    queue(store)
    assert claim(store) is None
    with store.read() as work:
        assert [kept.digest.address for kept in work.messages(DAY)] == [""]
        assert [kept.digest.address for kept in work.messages(DAY - timedelta(1))] == [ONE.address]
