"""What networks do to bytes: cut, reset, dripped, swallowed, repeated, late; nothing is lost or doubled."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from kiosk.central.central import Central
from kiosk.central.process import CentralProcess
from kiosk.central.tables import Submission, SubmissionBlob
from kiosk.digest import canonical_json, content_digest
from kiosk.store.submission import Delivery
from kiosk.sync.courier import Courier
from kiosk.sync.outcome import BoothState
from tests.store.making import submission
from tests.sync.cable import Cable, Trouble, whole_answer
from tests.sync.conftest import QUICK, Booth

PICTURE, COMMIT = b"PUT /api/v1/blobs/", b"PUT /api/v1/submissions/"
SLACK_S = 1.5
"""How much later than its deadline a call may end on a busy machine."""


@pytest.fixture
def cable(server: CentralProcess) -> Iterator[Cable]:
    with Cable(server.url) as led:
        yield led


@pytest.fixture
def wired(booth: Booth, cable: Cable) -> Booth:
    """The booth, its server at the other end of the cable."""
    return Booth(booth.store, replace(booth.credentials, url=cable.url), booth.clock)


def rows_of(inside: Central, booth: Booth) -> dict[str, Submission]:
    with inside.session() as db:
        found = db.scalars(select(Submission).where(Submission.device == booth.store.device))
        return {row.id: row for row in found}


def is_whole(inside: Central, id_: str) -> bool:
    with inside.session() as db:
        links = db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == id_)).all()
        return len(links) == 2 and all(inside.blobs.has(link.sha256) for link in links)


def boundaries(message: bytes, chance: random.Random) -> list[int]:
    """Return where a message is cut: around each of its seams, at both ends, and anywhere."""
    head = message.index(b"\r\n\r\n")
    seams = {0, 1, message.index(b"\r\n"), head, head + 2, head + 3, head + 4, head + 5, len(message) - 1}
    anywhere = {chance.randrange(len(message)) for _ in range(3)}
    return sorted(cut for cut in seams | anywhere if cut < len(message))


@pytest.mark.parametrize("way", ["cut_up", "cut_down"])
@pytest.mark.parametrize("which", [PICTURE, COMMIT], ids=["picture", "commit"])
def test_a_cut_at_any_byte_neither_loses_nor_doubles(
    wired: Booth, cable: Cable, inside: Central, which: bytes, way: str
) -> None:
    courier, told = wired.courier(), {}
    cable.trouble = Trouble(at=which)
    saved = wired.store.save(submission(wired.clock))
    told[saved.id] = saved.fingerprint
    courier.step()
    request, answer = cable.exchanges[0]
    for cut in boundaries(request if way == "cut_up" else answer, random.Random(7)):
        saved = wired.store.save(submission(wired.clock))
        told[saved.id] = saved.fingerprint
        cable.trouble = Trouble(at=which, reset=bool(cut % 2), **{way: cut})  # type: ignore[arg-type]
        courier.step()
        if (which, way) != (PICTURE, "cut_down"):  # a status line is all that a picture's answer has to say
            assert wired.store.state(saved.id) is Delivery.QUEUED, cut
            # an answer's head without its end has neither length nor digest, as a portal's page
            assert courier.state in (BoothState.OFFLINE, BoothState.PORTAL)
        cable.trouble = None
        deliver_again(wired, courier)
        assert wired.store.state(saved.id) is Delivery.ACCEPTED, cut
    rows = rows_of(inside, wired)
    assert {id_: row.fingerprint for id_, row in rows.items()} == told
    assert all(is_whole(inside, id_) for id_ in told)
    for id_, row in rows.items():
        assert wired.store.receipt(id_) == json.loads(row.receipt or "")
    assert len(wired.delivered) == len(told)


def test_a_server_that_hears_the_booth_has_nothing_more_to_say_keeps_what_it_got(
    wired: Booth, cable: Cable, inside: Central
) -> None:
    saved = wired.store.save(submission(wired.clock))
    cable.trouble = Trouble(at=COMMIT, half_close=True)
    courier = wired.courier()
    courier.step()
    cable.trouble = None
    deliver_again(wired, courier)
    assert wired.store.state(saved.id) is Delivery.ACCEPTED
    assert is_whole(inside, saved.id)


@pytest.mark.parametrize("which", [PICTURE, COMMIT], ids=["picture", "commit"])
def test_a_request_that_the_network_repeats_is_answered_alike(
    wired: Booth, cable: Cable, inside: Central, which: bytes
) -> None:
    saved = wired.store.save(submission(wired.clock))
    cable.trouble = Trouble(at=which, replays=3)
    wired.courier().step()
    answers = [cable.answers.get(timeout=10) for _ in range(3)]
    if which == COMMIT:
        bodies = {answer.partition(b"\r\n\r\n")[2] for answer in answers}
        assert bodies == {cable.exchanges[0][1].partition(b"\r\n\r\n")[2]}
        assert json.loads(bodies.pop()) == wired.store.receipt(saved.id)
        assert {status(answer) for answer in answers} == {200}
    else:
        assert {status(answer) for answer in answers} == {204}
    assert [row.fingerprint for row in rows_of(inside, wired).values()] == [saved.fingerprint]
    assert wired.delivered == [(saved.id, wired.store.receipt(saved.id))]


@pytest.mark.parametrize("withdrawn", [False, True], ids=["accepted", "withdrawn"])
def test_a_request_that_comes_long_after_its_successor_changes_nothing(
    wired: Booth, cable: Cable, inside: Central, withdrawn: bool
) -> None:
    """The network keeps the first try back until the second was answered, or the person has withdrawn."""
    saved = wired.store.save(submission(wired.clock))
    late = threading.Event()
    cable.trouble = Trouble(at=COMMIT, held=late)
    courier = wired.courier()
    courier.step()
    assert wired.store.state(saved.id) is Delivery.QUEUED
    cable.trouble = None
    deliver_again(wired, courier)
    assert wired.store.state(saved.id) is Delivery.ACCEPTED
    if withdrawn:
        wired.store.withdraw(saved.id, "asked")
        courier.step()
        assert wired.store.state(saved.id) is Delivery.PURGED
    late.set()
    answer = cable.answers.get(timeout=10)
    (row,) = rows_of(inside, wired).values()
    if withdrawn:
        assert status(answer) == 409
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"].endswith("erased")
        assert (row.review, row.manifest, row.fingerprint) == ("erased", None, None)
    else:
        assert status(answer) == 200
        assert json.loads(answer.partition(b"\r\n\r\n")[2]) == wired.store.receipt(saved.id)
        assert row.fingerprint == saved.fingerprint


def test_pictures_that_come_after_their_manifest_are_asked_for(
    wired: Booth, cable: Cable, inside: Central
) -> None:
    saved = wired.store.save(submission(wired.clock))
    late = threading.Event()
    cable.trouble = Trouble(at=PICTURE, held=late)
    courier = wired.courier()
    courier.step()
    cable.trouble = None
    deliver_again(wired, courier)  # begins with the manifest, since it was tried before
    late.set()
    assert status(cable.answers.get(timeout=10)) == 204
    assert wired.store.state(saved.id) is Delivery.ACCEPTED
    assert is_whole(inside, saved.id)


def test_of_many_at_the_same_instant_one_is_kept(wired: Booth, cable: Cable, inside: Central) -> None:
    """Eight copies and eight forgeries of one submission, each on a connection of its own."""
    saved = wired.store.save(submission(wired.clock))
    late = threading.Event()
    cable.trouble = Trouble(at=COMMIT, held=late)  # the pictures arrive, the manifest does not
    wired.courier().step()
    parcel = wired.store.open_sealed(saved.id)
    forged = json.loads(parcel.manifest) | {"spec": "visa"}
    requests = [manifest_request(wired, cable, body) for body in (parcel.manifest, canonical_json(forged))]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda request: asked(cable, request), requests * 8))
    statuses = [status(answer) for answer in answers]
    assert statuses.count(201) == 1
    first = statuses.index(201) % 2
    assert sorted(statuses[first::2]) == [200] * 7 + [201]
    assert statuses[1 - first :: 2] == [409] * 8
    receipts = {answer.partition(b"\r\n\r\n")[2] for answer in answers[first::2]}
    (row,) = rows_of(inside, wired).values()
    assert receipts == {(row.receipt or "").encode()}
    late.set()
    assert status(cable.answers.get(timeout=10)) == (409 if first else 200)


@pytest.mark.parametrize("trouble", ["drip_up_s", "drip_down_s"])
def test_a_drip_holds_the_booth_no_longer_than_its_deadline(wired: Booth, cable: Cable, trouble: str) -> None:
    saved = wired.store.save(submission(wired.clock))
    cable.trouble = Trouble(at=COMMIT, **{trouble: 0.02})  # type: ignore[arg-type]
    courier = wired.courier()
    began_s = time.monotonic()
    courier.step()
    assert time.monotonic() - began_s < QUICK.total_deadline_s + SLACK_S
    assert (wired.store.state(saved.id), courier.state) == (Delivery.QUEUED, BoothState.OFFLINE)
    cable.trouble = None
    deliver_again(wired, courier)
    assert wired.store.state(saved.id) is Delivery.ACCEPTED


def test_a_black_hole_holds_the_booth_no_longer_than_silence_is_borne(wired: Booth, cable: Cable) -> None:
    saved = wired.store.save(submission(wired.clock))
    cable.trouble = Trouble(hole=True)
    courier = wired.courier()
    began_s = time.monotonic()
    wait_s = courier.step()
    assert time.monotonic() - began_s < QUICK.read_timeout_s + SLACK_S
    assert (wired.store.state(saved.id), courier.state) == (Delivery.QUEUED, BoothState.OFFLINE)
    assert wired.store.due(wired.clock.now())[0].attempts == 0  # nothing was tried: the booth pauses, not it
    assert 0 < wait_s <= QUICK.backoff_cap_s
    cable.trouble = None
    deliver_again(wired, courier)
    assert wired.store.state(saved.id) is Delivery.ACCEPTED


def test_a_slow_answer_is_an_answer(wired: Booth, cable: Cable) -> None:
    saved = wired.store.save(submission(wired.clock))
    cable.trouble = Trouble(at=COMMIT, delay_s=0.4)
    wired.courier(replace(QUICK, read_timeout_s=5.0, total_deadline_s=10.0)).step()
    assert wired.store.state(saved.id) is Delivery.ACCEPTED


def deliver_again(booth: Booth, courier: Courier) -> None:
    """Let the waits pass and do a round."""
    booth.clock.advance(QUICK.backoff_base_s)
    courier.resume()
    courier.step()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def manifest_request(booth: Booth, cable: Cable, manifest: bytes) -> bytes:
    """Return the booth's request for a manifest, as bytes."""
    lines = [
        f"PUT /api/v1/submissions/{json.loads(manifest)['id']} HTTP/1.1",
        f"Host: {cable.target.removeprefix('http://')}",
        f"Authorization: Bearer {booth.credentials.token}",
        "Content-Type: application/json",
        f"Content-Digest: {content_digest(manifest)}",
        f"Content-Length: {len(manifest)}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + manifest


def asked(cable: Cable, request: bytes) -> bytes:
    with cable.connect() as server:
        server.sendall(request)
        return whole_answer(server)
