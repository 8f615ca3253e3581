"""Pictures and manifests: taken once, whole, and only from the booth they belong to."""

from __future__ import annotations

import io
import json
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image

from kiosk.central.tables import Submission
from kiosk.digest import canonical_json, fingerprint, sha256_hex
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.receipt import Receipt, key_id, public_bytes
from tests.central.conftest import Site
from tests.store.making import jpeg

NOBODY = "00000000-0000-7000-8000-000000000000"


def problem(answer: Any) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return str(answer.json()["type"]).removeprefix("urn:photo-kiosk:problem:")


def test_commit_then_the_same_again_then_another_content(site: Site) -> None:
    booth = site.booth()
    manifest, blobs = booth.make()
    early = booth.put(manifest)
    assert (early.status_code, problem(early)) == (424, "blobs-missing")
    assert early.json()["missing"] == sorted(blobs)
    assert booth.put_blobs(blobs) == [201, 201]
    assert booth.put_blobs(blobs) == [204, 204]
    new, again = booth.put(manifest), booth.put(manifest)
    assert (new.status_code, again.status_code) == (201, 200)
    assert new.content == again.content
    receipt = Receipt.parse(new.json())
    key = public_bytes(site.central.keys.signing)
    assert receipt is not None
    assert receipt.verifies(manifest["id"], fingerprint(manifest), tuple(blobs), {key_id(key): key})
    other = booth.put({**manifest, "campaign": "another"})
    assert (other.status_code, problem(other)) == (409, "conflict")


def test_a_waiver_arrives_is_told_to_the_booth_and_goes_with_an_erasure(site: Site) -> None:
    booth = site.booth()
    waiver = Waiver(("head-covering",), WaiverReason.RELIGIOUS_COVERING, site.clock.now())
    waived, plain = booth.deliver(waiver), booth.deliver()
    for manifest, told in ((waived, True), (plain, False)):
        state = json.loads(booth.call("GET", f"/submissions/{manifest['id']}").content)
        assert state["waived"] is told
    with site.central.session() as db:
        assert json.loads(db.get(Submission, waived["id"]).waiver) == {
            **waived["waiver"],
            "rules": ["head-covering"],
        }
        assert db.get(Submission, plain["id"]).waiver is None
    booth.call("DELETE", f"/submissions/{waived['id']}")
    with site.central.session() as db:
        assert db.get(Submission, waived["id"]).waiver is None


@pytest.mark.parametrize(
    "change",
    [{"reason": "because"}, {"rules": []}, {"note": "x" * 41}, {"name": "somebody"}, {"role": "visitor"}],
    ids=str,
)
def test_a_wrong_waiver_is_refused(site: Site, change: dict[str, Any]) -> None:
    booth = site.booth()
    manifest, blobs = booth.make(Waiver(("yaw",), WaiverReason.MEDICAL, site.clock.now()))
    booth.put_blobs(blobs)
    manifest["waiver"] |= change
    assert problem(booth.put(manifest)) == "manifest-invalid"


def test_one_picture_in_two_roles_gets_a_receipt_that_the_booth_accepts(site: Site) -> None:
    booth = site.booth()
    manifest, blobs = booth.make()
    photo = manifest["blobs"]["photo"]
    manifest = {**manifest, "blobs": {"photo": photo, "original": photo}}
    only = {photo["sha256"]: blobs[photo["sha256"]]}
    assert booth.put_blobs(only) == [201]
    receipt = Receipt.parse(booth.put(manifest).json())
    key = public_bytes(site.central.keys.signing)
    assert receipt is not None
    assert receipt.verifies(manifest["id"], fingerprint(manifest), tuple(only), {key_id(key): key})


def test_eight_deliveries_at_once_commit_one(site: Site) -> None:
    booth = site.booth()
    manifest, blobs = booth.make()
    start = threading.Barrier(8)

    def deliver(_: int) -> tuple[int, bytes]:
        start.wait()
        booth.put_blobs(blobs)
        answer = booth.put(manifest)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(deliver, range(8)))
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({receipt for _, receipt in answers}) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"consents": []},
        {"version": 2},
        {"seq": 0},
        {"device": "somebody-else"},
        {"id": NOBODY},
        {"extra": 1},
        {"person": {"name": "真名"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_manifest_is_refused_without_repeating_its_values(site: Site, change: dict[str, Any]) -> None:
    booth = site.booth()
    manifest, blobs = booth.make()
    booth.put_blobs(blobs)
    body = canonical_json({**manifest, **change})
    answer = booth.call("PUT", f"/submissions/{manifest['id']}", body)
    assert answer.status_code == 422
    assert problem(answer) in ("manifest-invalid", "manifest-foreign")
    assert "真名" not in answer.text
    assert booth.put(manifest).status_code == 201


def bomb() -> bytes:
    """Return a small JPEG whose header promises more pixels than allowed."""
    buffer = io.BytesIO()
    Image.new("L", (1001, 1000)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "status", "name"),
    [
        (b"", 415, "not-a-jpeg"),
        (b"no picture", 415, "not-a-jpeg"),
        (jpeg(1)[:-40], 415, "not-a-jpeg"),
        (b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x"), 415, "not-a-jpeg"),
        (bomb(), 422, "too-many-pixels"),
        (bytes(400_001), 413, "too-large"),
    ],
    ids=["empty", "text", "cut", "png", "bomb", "long"],
)
def test_what_is_no_reasonable_jpeg_is_not_kept(site: Site, data: bytes, status: int, name: str) -> None:
    answer = site.booth().call("PUT", f"/blobs/{sha256_hex(data)}", data)
    assert (answer.status_code, problem(answer)) == (status, name)
    assert not site.central.blobs.has(sha256_hex(data))


def test_a_body_must_be_what_its_digest_and_its_path_say(site: Site) -> None:
    booth, data = site.booth(), jpeg(1)
    path = f"/blobs/{sha256_hex(data)}"
    for digest in ("sha-256=:AAAA:", "", "md5=:AAAA:"):
        answer = booth.call("PUT", path, data, Content_Digest=digest)
        assert (answer.status_code, problem(answer)) == (400, "digest-mismatch")
    answer = booth.call("PUT", path, jpeg(2))
    assert (answer.status_code, problem(answer)) == (400, "digest-mismatch")
    chunked = site.client.put(f"/api/v1{path}", content=iter([data]))
    assert (chunked.status_code, problem(chunked)) == (411, "length-required")
    assert not site.central.blobs.has(sha256_hex(data))


def test_reconciling_tells_held_unknown_conflict_and_erased(site: Site) -> None:
    booth, other = site.booth(1), site.booth(2)
    held, erased, hollow, foreign = booth.deliver(), booth.deliver(), booth.deliver(), other.deliver()
    assert booth.call("DELETE", f"/submissions/{erased['id']}").status_code == 202
    site.central.blobs.remove(hollow["blobs"]["photo"]["sha256"])
    assert booth.reconcile(
        *((m["id"], fingerprint(m)) for m in (held, erased, hollow, foreign)), (NOBODY, "0" * 64)
    ) == {
        held["id"]: "held",
        erased["id"]: "erased",
        hollow["id"]: "unknown",
        foreign["id"]: "unknown",
        NOBODY: "unknown",
    }
    assert booth.reconcile((held["id"], "0" * 64)) == {held["id"]: "conflict"}
    many = canonical_json({"items": [{"id": NOBODY, "fingerprint": "0" * 64}] * 501})
    assert booth.call("POST", "/submissions:reconcile", many).status_code == 413


def test_erasing_leaves_only_a_tombstone_and_keeps_shared_pictures(site: Site) -> None:
    booth = site.booth()
    first = booth.deliver()
    second, blobs = booth.make()
    second["blobs"]["photo"] = first["blobs"]["photo"]
    booth.put_blobs(blobs)
    assert booth.put(second).status_code == 201
    for _ in range(2):
        assert booth.call("DELETE", f"/submissions/{first['id']}").status_code == 202
    assert booth.call("GET", f"/submissions/{first['id']}").json()["review"] == "erased"
    assert site.central.blobs.has(first["blobs"]["photo"]["sha256"])
    assert not site.central.blobs.has(first["blobs"]["original"]["sha256"])
    back = booth.put(first)
    assert (back.status_code, problem(back)) == (409, "erased")


def test_an_erasure_that_comes_first_keeps_a_late_copy_out(site: Site) -> None:
    booth = site.booth()
    manifest, blobs = booth.make()
    assert booth.call("DELETE", f"/submissions/{manifest['id']}").status_code == 202
    booth.put_blobs(blobs)
    assert problem(booth.put(manifest)) == "erased"


def test_no_booth_reaches_another_booths_submissions(site: Site) -> None:
    booth, other = site.booth(1), site.booth(2)
    manifest = booth.deliver()
    path = f"/submissions/{manifest['id']}"
    assert problem(other.call("GET", path)) == "unknown"
    assert problem(other.call("DELETE", path)) == "unknown"
    assert problem(other.put({**manifest, "device": other.device})) == "conflict"
    assert other.call("GET", "/submissions").json()["items"] == []
    assert booth.call("GET", path).json()["review"] == "received"


def test_the_feed_shows_each_change_after_the_cursor(site: Site) -> None:
    booth = site.booth()
    first, second = booth.deliver(), booth.deliver()
    feed = booth.call("GET", "/submissions").json()
    assert [item["id"] for item in feed["items"]] == [first["id"], second["id"]]
    assert booth.call("GET", f"/submissions?since={feed['cursor']}").json() == {
        "items": [], "cursor": feed["cursor"],
    }  # fmt: skip
    booth.call("DELETE", f"/submissions/{first['id']}")
    later = booth.call("GET", f"/submissions?since={feed['cursor']}").json()
    assert [(item["id"], item["review"]) for item in later["items"]] == [(first["id"], "erased")]


def test_a_long_poll_ends_with_the_first_news_or_with_its_time(site: Site) -> None:
    booth = site.booth()
    answers: list[dict[str, Any]] = []

    def ask() -> threading.Thread:
        path = "/submissions?since=0&wait=20"
        thread = threading.Thread(target=lambda: answers.append(booth.call("GET", path).json()))
        thread.start()
        return thread

    waiting = ask()
    site.clock.advance(19)
    waiting.join(1.2)
    assert waiting.is_alive(), "it neither ends early nor keeps other calls waiting"
    manifest = booth.deliver()
    waiting.join(5)
    assert [item["id"] for item in answers[0]["items"]] == [manifest["id"]]
    assert booth.call("GET", "/submissions?wait=31").status_code == 422
    booth = site.booth(2)
    waiting = ask()
    waiting.join(0.7)
    site.clock.advance(21)
    waiting.join(5)
    assert answers[1] == {"items": [], "cursor": 0}
