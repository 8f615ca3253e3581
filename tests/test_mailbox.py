"""The one-slot mailbox: newest wins, drops counted, nobody left waiting."""

from __future__ import annotations

import threading

from kiosk.mailbox import Mailbox


def test_the_newest_replaces_the_older_and_drops_are_counted() -> None:
    box = Mailbox[int]()
    for item in (1, 2, 3):
        box.put(item)
    assert box.dropped == 2
    assert box.take() == 3
    assert box.take() is None


def test_a_slow_reader_of_many_items_holds_one() -> None:
    box = Mailbox[bytes]()
    for _ in range(10_000):
        box.put(bytes(1))
    assert box.dropped == 9_999
    assert box.take() is not None
    assert box.take() is None


def test_every_put_wakes_but_carries_nothing() -> None:
    woken: list[tuple[object, ...]] = []
    box = Mailbox[int](lambda *payload: woken.append(payload))
    box.put(1)
    box.put(2)
    assert woken == [(), ()]


def test_a_waiting_reader_gets_the_item_and_closing_wakes_it() -> None:
    box = Mailbox[int]()
    got: list[int | None] = []

    def read() -> None:
        got.append(box.take(5.0))
        got.append(box.take(5.0))

    reader = threading.Thread(target=read)
    reader.start()
    box.put(7)
    while not got:
        pass
    box.close()
    reader.join(5.0)
    assert not reader.is_alive()
    assert got == [7, None]
    box.put(8)
    assert box.take() is None, "a closed mailbox accepts nothing"


def test_clearing_is_not_dropping() -> None:
    box = Mailbox[int]()
    box.put(1)
    box.clear()
    assert box.take() is None
    assert box.dropped == 0
