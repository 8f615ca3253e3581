"""Several server processes on one database: what is sent at once, who dies, who stops."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from kiosk.central.central import Central, new_enrolment_code, open_central
from kiosk.central.keys import create_keys
from kiosk.central.process import CentralProcess
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import Blob, Device, Submission
from kiosk.clock import ManualClock, SystemClock
from kiosk.digest import canonical_json, content_digest, sha256_hex
from kiosk.errors import KioskError
from kiosk.receipt import public_bytes, sign
from kiosk.store.manifest import build_manifest
from tests.central.test_process import is_running
from tests.store.making import submission
from tests.storing import Place, Storage

AT_ONCE = 30
PROCESSES = 2
PROMPT_S = 30.0


@dataclass
class Shop:
    """A server of several processes, its data, and calls over real sockets."""

    process: CentralProcess
    inside: Central
    place: Place

    def call(self, method: str, path: str, body: bytes, token: str = "", **headers: str) -> requests.Response:
        """Call the API on a connection of its own, so that any of the processes may take it."""
        sent = {"Content-Type": "application/json", "Content-Digest": content_digest(body), **headers}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        return requests.request(
            method, f"{self.process.url}/api/v1{path}", data=body, headers=sent, timeout=PROMPT_S
        )

    def claim(self, device: str, code: str) -> requests.Response:
        key = Ed25519PrivateKey.generate()
        claim = {"code": code, "device": device, "public_key": public_bytes(key).hex()}
        body = {**claim, "proof": sign("photo-kiosk enrolment v1", claim, key), "version": "1"}
        sent = {"Idempotency-Key": sha256_hex(canonical_json(claim))}
        return self.call("POST", "/enrolments", canonical_json(body), **sent)

    def booth(self, number: int) -> tuple[str, str]:
        """Enrol a booth and return its id and token."""
        device = f"{number:08d}-0000-4000-8000-000000000000"
        answer = self.claim(device, new_enrolment_code(self.inside))
        assert answer.status_code == 201
        return device, answer.json()["token"]

    def put(self, manifest: dict[str, Any], token: str) -> requests.Response:
        return self.call("PUT", f"/submissions/{manifest['id']}", canonical_json(manifest), token)

    def put_blob(self, data: bytes, token: str) -> requests.Response:
        return self.call("PUT", f"/blobs/{sha256_hex(data)}", data, token)


@pytest.fixture(scope="module")
def shop(storage: Storage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    place = storage.fresh()
    with place.in_environment():
        process = CentralProcess.start(tmp_path_factory.mktemp("central"), processes=PROCESSES)
        with process, closing(open_central(process.data, load_central_settings(), SystemClock())) as inside:
            yield Shop(process, inside, place)
    storage.drop(place)


def at_once(calls: list[Callable[[], requests.Response]]) -> list[requests.Response]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def made(device: str, seq: int) -> tuple[dict[str, Any], list[bytes]]:
    clock = ManualClock()
    of = submission(clock)
    return build_manifest(of, device, seq, clock.now()), [of.photo, of.original]


def workers_of(process: CentralProcess) -> list[int]:
    """Return the process ids of the server's workers."""
    assert process.pid is not None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    return sorted(pid for pid, line in lines.items() if b"spawn_main" in line)


def test_the_same_submission_sent_by_many_at_once_is_stored_once(shop: Shop) -> None:
    device, token = shop.booth(1)
    manifest, pictures = made(device, 1)
    answers = at_once([lambda data=data: shop.put_blob(data, token) for data in pictures * 8])
    assert {answer.status_code for answer in answers} <= {201, 204}
    answers = at_once([lambda: shop.put(manifest, token)] * AT_ONCE)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({answer.content for answer in answers}) == 1, "every receipt is the same, byte by byte"
    with shop.inside.session() as db:
        assert len(db.scalars(select(Submission).where(Submission.device == device)).all()) == 1
        assert len(db.scalars(select(Blob).where(Blob.sha256.in_(map(sha256_hex, pictures)))).all()) == 2


def test_of_different_contents_under_one_id_one_is_stored(shop: Shop) -> None:
    device, token = shop.booth(2)
    manifest, pictures = made(device, 1)
    for data in pictures:
        assert shop.put_blob(data, token).ok
    versions = [{**manifest, "seq": n} for n in range(1, AT_ONCE + 1)]
    answers = at_once([lambda version=version: shop.put(version, token) for version in versions])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: AT_ONCE - 1}
    won = next(v for v, answer in zip(versions, answers, strict=True) if answer.status_code == 201)
    with shop.inside.session() as db:
        assert db.get_one(Submission, manifest["id"]).seq == won["seq"]
    assert shop.put(won, token).status_code == 200


def test_one_code_enrols_one_booth_however_many_ask_at_once(shop: Shop) -> None:
    code = new_enrolment_code(shop.inside)
    devices = [f"{n:08d}-0000-4000-8000-00000000000a" for n in range(AT_ONCE)]
    answers = at_once([lambda device=device: shop.claim(device, code) for device in devices])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 403: AT_ONCE - 1}
    with shop.inside.session() as db:
        assert len(db.scalars(select(Device).where(Device.id.in_(devices))).all()) == 1


def test_no_news_of_the_feed_is_missed_while_many_are_written(shop: Shop) -> None:
    """A reader follows the feed all the while; what it has seen at the end is everything."""
    device, token = shop.booth(3)
    manifests = []
    for n in range(24):
        manifest, pictures = made(device, n + 1)
        for data in pictures:
            assert shop.put_blob(data, token).ok
        manifests.append(manifest)
    seen: list[str] = []
    cursor = 0

    def read() -> int:
        nonlocal cursor
        page = requests.get(
            f"{shop.process.url}/api/v1/submissions?since={cursor}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=PROMPT_S,
        ).json()
        seen.extend(item["id"] for item in page["items"])
        cursor = page["cursor"]
        return len(page["items"])

    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(shop.put, manifest, token) for manifest in manifests]
        while not all(future.done() for future in sent):
            read()
    assert [future.result().status_code for future in sent] == [201] * len(sent)
    while read():
        pass
    assert Counter(seen) == Counter(manifest["id"] for manifest in manifests)


def test_a_limit_holds_over_all_processes(shop: Shop) -> None:
    _, token = shop.booth(4)
    limit = shop.inside.settings.resolves_per_minute
    body = canonical_json({"code": "0", "campaign": "x"})
    answers = at_once([lambda: shop.call("POST", "/codes:resolve", body, token)] * (limit + 10))
    assert Counter(answer.status_code for answer in answers) == {404: limit, 429: 10}


def test_another_key_is_refused(storage: Storage, shop: Shop, tmp_path: Path) -> None:
    """A second machine with keys of its own would sign receipts that no booth believes."""
    if shop.inside.engine.dialect.name == "sqlite":
        pytest.skip("keys and database lie in one folder")
    create_keys(tmp_path)
    with pytest.raises(KioskError) as error:
        open_central(tmp_path, shop.inside.settings, SystemClock())
    assert error.value.code == "central-keys-foreign"


def test_a_worker_that_dies_is_replaced_and_none_outlives_the_server(shop: Shop) -> None:
    server, before = shop.process, workers_of(shop.process)
    assert len(before) == PROCESSES
    os.kill(before[0], signal.SIGKILL)
    end = time.monotonic() + PROMPT_S
    while before[0] in (now := workers_of(server)) or len(now) < PROCESSES:
        assert time.monotonic() < end, "nobody took the place of the worker that died"
        time.sleep(0.05)
    assert requests.get(f"{server.url}/login", timeout=10).status_code == 200
    server.kill()  # not a word to the workers
    while any(is_running(pid) for pid in now):
        assert time.monotonic() < end, "a worker outlived the server"
        time.sleep(0.05)
    with shop.place.in_environment():
        server.restart()
    assert requests.get(f"{server.url}/login", timeout=10).status_code == 200
    last = workers_of(server)
    server.stop()
    assert not any(is_running(pid) for pid in last)
