"""Bodies on their way: one that drips, many at once, and what a full disk or a busy database answers."""

from __future__ import annotations

import asyncio
import errno
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.types import Message

from kiosk.central.blobs import BlobTrouble
from kiosk.central.bodies import Bodies
from kiosk.central.problems import Problem
from kiosk.central.trouble import trouble
from kiosk.digest import sha256_hex
from kiosk.sqlite import sqlite3
from tests import leftovers
from tests.central.conftest import Site
from tests.store.making import jpeg


class Arriving:
    """Gives a body in parts, each after ``pause_s``."""

    def __init__(self, *parts: bytes, pause_s: float = 0.0, hangs_up: bool = False) -> None:
        self._messages: list[Message] = [{"type": "http.request", "body": part} for part in parts]
        if hangs_up:
            self._messages.append({"type": "http.disconnect"})
        self._pause_s = pause_s

    async def __call__(self) -> Message:
        await asyncio.sleep(self._pause_s)
        return self._messages.pop(0)


def read(bodies: Bodies, length: int, arriving: Arriving) -> bytes | None:
    async def whole() -> bytes | None:
        with bodies.place() as place:
            return await bodies.read(place, length, arriving)

    return asyncio.run(whole())


def test_a_body_is_read_whole_or_not_at_all() -> None:
    bodies = Bodies(100, 5.0)
    assert read(bodies, 6, Arriving(b"abc", b"def")) == b"abcdef"
    assert read(bodies, 0, Arriving()) == b""
    assert read(bodies, 6, Arriving(b"abc", hangs_up=True)) is None


def test_one_that_drips_is_given_up() -> None:
    drip = Arriving(*[b"x"] * 1000, pause_s=0.01)
    with pytest.raises(Problem) as problem:
        read(Bodies(10_000, 0.1), 1000, drip)
    assert (problem.value.status, problem.value.name) == (408, "too-slow")


def test_what_is_held_is_bounded_and_given_back() -> None:
    bodies = Bodies(100, 5.0)

    async def two() -> list[Any]:
        with bodies.place() as first:
            assert await bodies.read(first, 80, Arriving(bytes(80))) == bytes(80)
            with bodies.place() as second, pytest.raises(Problem) as problem:
                await bodies.read(second, 80, Arriving(bytes(10), bytes(70)))
            with bodies.place() as third:
                assert await bodies.read(third, 20, Arriving(bytes(20))) == bytes(20)
        return [problem.value.status, problem.value.headers["Retry-After"]]

    assert asyncio.run(two()) == [503, "5"]
    assert read(bodies, 100, Arriving(bytes(100))) == bytes(100)  # all of it was given back


def test_giving_up_gives_back_what_had_arrived() -> None:
    bodies = Bodies(100, 0.05)
    with pytest.raises(Problem):
        read(bodies, 100, Arriving(bytes(90), bytes(1), pause_s=0.04))
    assert read(bodies, 100, Arriving(bytes(100))) == bytes(100)


def database_says(code: int) -> OperationalError:
    error = sqlite3.OperationalError("INSERT secret")
    error.sqlite_errorcode = code
    return OperationalError("", {}, error)


def blobs_say(code: int) -> BlobTrouble:
    error = BlobTrouble("the folder cannot be used")
    error.__cause__ = OSError(code, "")
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, ""), 507),
        (OSError(errno.EDQUOT, ""), 507),
        (blobs_say(errno.ENOSPC), 507),
        (blobs_say(errno.EIO), 503),
        (database_says(sqlite3.SQLITE_FULL), 507),
        (database_says(sqlite3.SQLITE_BUSY), 503),
        (OSError(errno.EBADF, ""), None),
        (ValueError(), None),
    ],
    ids=str,
)
def test_what_the_machine_cannot_do_has_an_answer(
    error: Exception, status: int | None, expect_log: leftovers.ExpectLog
) -> None:
    if status is not None:
        expect_log("kiosk.central.trouble", "disk|database|pictures|depends on")
    problem = trouble(error)
    assert (None if problem is None else problem.status) == status
    assert problem is None or int(problem.headers["Retry-After"]) > 0
    assert problem is None or b"secret" not in problem.body()


def test_a_full_disk_is_answered_and_the_booth_may_come_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, expect_log: leftovers.ExpectLog
) -> None:
    booth, data = site.booth(), jpeg(1)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    expect_log("kiosk.central.trouble", "disk is full")
    monkeypatch.setattr("kiosk.central.blobs.write_durably", full)
    monkeypatch.setattr("kiosk.central.object_store.ObjectBlobs.put", full)
    answer = booth.call("PUT", f"/blobs/{sha256_hex(data)}", data)
    assert answer.status_code == 507
    assert answer.json()["type"].endswith(":storage-full")
    monkeypatch.undo()
    assert booth.call("PUT", f"/blobs/{sha256_hex(data)}", data).status_code == 201
