"""Booths: enrolment, tokens, configuration, codes. Who may call what is in ``authorisation.txt``."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient
from httpx2 import Response

from kiosk.central.app import create_app
from kiosk.central.central import new_enrolment_code
from kiosk.central.tables import Device
from kiosk.digest import canonical_json, sha256_hex
from kiosk.receipt import HEALTH_PURPOSE, public_bytes, signed_by
from tests.central.conftest import Site

DEVICE = "00000009-0000-4000-8000-000000000000"


def config(site: Site, token: str) -> int:
    return site.call("GET", "/device/config", token=token).status_code


def test_a_token_ends_when_the_next_one_is_used_and_not_before(site: Site) -> None:
    booth = site.booth()
    lost = booth.call("POST", "/device/token", b"").json()["token"]
    assert config(site, booth.token) == 200, "the answer may not have arrived"
    rotated = booth.call("POST", "/device/token", b"").json()["token"]
    assert config(site, lost) == 401, "another took its place before it was used"
    assert config(site, booth.token) == 200
    assert [config(site, rotated) for _ in range(2)] == [200, 200]
    assert config(site, booth.token) == 401
    again = site.call("POST", "/device/token", b"", token=rotated).json()["token"]
    assert (config(site, again), config(site, rotated)) == (200, 401)


def test_a_next_token_ends_with_a_new_enrolment(site: Site) -> None:
    key = Ed25519PrivateKey.generate()
    first = site.enrol(DEVICE, key=key).json()["token"]
    waiting = site.call("POST", "/device/token", b"", token=first).json()["token"]
    second = site.enrol(DEVICE, key=key).json()["token"]
    assert [config(site, token) for token in (first, waiting, second)] == [401, 401, 200]


@pytest.mark.parametrize("used", [False, True])
def test_many_calls_with_a_token_at_once_agree_on_it(site: Site, used: bool) -> None:
    booth = site.booth()
    token = booth.call("POST", "/device/token", b"").json()["token"]
    if used:
        assert config(site, token) == 200
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: config(site, token), range(16))) == {200}


def test_a_revoked_booth_is_refused_by_either_token(site: Site) -> None:
    booth = site.booth()
    rotated = booth.call("POST", "/device/token", b"").json()["token"]
    with site.central.session() as db, db.begin():
        db.get_one(Device, booth.device).revoked_at = site.central.timestamp()
    assert (config(site, rotated), config(site, booth.token)) == (403, 403)


BEAT = {
    "queued": 1,
    "oldest_age_s": 60,
    "blocked": 0,
    "quarantined": 0,
    "free_bytes": 1 << 33,
    "clock_offset_s": 0,
    "last_seq": 1,
    "audit_head": "a" * 64,
}


def test_an_outdated_booth_keeps_what_it_has_until_it_is_updated(site: Site) -> None:
    booth = site.booth()
    manifest, pictures = booth.make()
    site.central = replace(
        site.central,
        settings=replace(
            site.central.settings, fleet=replace(site.central.settings.fleet, least_version="1.10")
        ),
    )
    site.client = TestClient(create_app(site.central))

    def beat(version: str) -> int:
        body = canonical_json({**BEAT, "version": version})
        return booth.call("POST", "/device/heartbeat", body).status_code

    def tried() -> list[Response]:
        sent = [booth.call("PUT", f"/blobs/{sha}", data) for sha, data in pictures.items()]
        feed = booth.call("GET", "/submissions?since=0")
        return [*sent, booth.put(manifest), feed, booth.call("GET", "/device/config")]

    for old in ("1.9.9", "0.10", "unknown"):
        assert beat(old) == 204
        for answer in tried():
            assert (answer.status_code, answer.json()["least_version"]) == (426, "1.10")
            assert answer.json()["type"].endswith(":upgrade-required")
            assert answer.headers["Upgrade"] == "photo-kiosk/1.10"
    token = booth.call("POST", "/device/token", b"").json()["token"]
    assert config(site, token) == 426, "the token is right"
    booth.token = token
    for new in ("1.10", "1.10.0.dev1", "2.0"):
        assert beat(new) == 204
        assert {answer.status_code for answer in tried()} <= {200, 201, 204}
    assert booth.reconcile((manifest["id"], sha256_hex(canonical_json(manifest))))[manifest["id"]] == "held"


def test_a_booth_says_its_version_when_it_joins(site: Site) -> None:
    booth = site.booth()
    with site.central.session() as db:
        assert db.get_one(Device, booth.device).version == "1"


def test_no_token_or_code_is_kept_in_plain(site: Site) -> None:
    code = new_enrolment_code(site.central)
    token = site.enrol(DEVICE, code).json()["token"]
    site.log_in()
    cookie = site.client.cookies["kiosk_staff"]
    content = site.held()
    assert DEVICE.encode() in content
    for secret in (token, code, cookie, site.first.password):
        assert secret.encode() not in content


def test_health_signs_the_nonce(site: Site) -> None:
    nonce = "0123456789abcdef"
    data = site.call("GET", f"/health?nonce={nonce}").json()
    signature = data.pop("signature")
    key = public_bytes(site.central.keys.signing)
    assert data["nonce"] == nonce
    assert signed_by(HEALTH_PURPOSE, data, signature, key)
    assert not signed_by(HEALTH_PURPOSE, {**data, "nonce": "f" * 16}, signature, key)
    assert site.call("GET", "/health?nonce=short").status_code == 422


def test_an_enrolment_code_ends_after_its_minutes(site: Site) -> None:
    code = new_enrolment_code(site.central)
    site.clock.advance(site.central.settings.enrolment_code_minutes * 60 + 1)
    assert site.enrol(DEVICE, code).status_code == 403


def test_a_device_can_only_come_back_with_its_own_key(site: Site) -> None:
    key = Ed25519PrivateKey.generate()
    first = site.enrol(DEVICE, key=key)
    assert first.status_code == 201
    assert site.enrol(DEVICE).status_code == 403
    second = site.enrol(DEVICE, key=key)
    assert second.status_code == 201
    assert site.call("GET", "/device/config", token=first.json()["token"]).status_code == 401


def test_a_proof_by_another_key_is_refused(site: Site) -> None:
    claim = {"code": new_enrolment_code(site.central), "device": DEVICE, "public_key": "ab" * 32}
    body = canonical_json({**claim, "proof": "AAAA", "version": "1"})
    answer = site.call("POST", "/enrolments", body, Idempotency_Key="0" * 16)
    assert answer.status_code == 422


def test_the_configuration_has_a_tag(site: Site) -> None:
    booth = site.booth()
    answer = booth.call("GET", "/device/config")
    assert answer.json()["retention_s"] == 86_400
    known = booth.call("GET", "/device/config", If_None_Match=answer.headers["ETag"])
    assert (known.status_code, known.content) == (304, b"")


def test_a_heartbeat_is_kept(site: Site) -> None:
    booth = site.booth()
    beat = {
        "queued": 3, "oldest_age_s": None, "blocked": 0, "quarantined": 0, "free_bytes": 1,
        "clock_offset_s": -2, "version": "1", "last_seq": 7, "audit_head": "0" * 64,
    }  # fmt: skip
    assert booth.call("POST", "/device/heartbeat", canonical_json(beat)).status_code == 204
    with site.central.session() as db:
        row = db.get_one(Device, booth.device)
        assert row.seen_at == site.central.timestamp()
        assert '"last_seq":7' in (row.heartbeat or "")
    assert booth.call("POST", "/device/heartbeat", canonical_json({**beat, "queued": -1})).status_code == 422


def test_unknown_codes_are_all_answered_alike_and_not_too_often(site: Site) -> None:
    booth, other = site.booth(1), site.booth(2)
    answers = [
        booth.call("POST", "/codes:resolve", canonical_json({"code": f"code-{n}"}))
        for n in range(site.central.settings.resolves_per_minute)
    ]
    assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    limited = booth.call("POST", "/codes:resolve", canonical_json({"code": "x"}))
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "61")
    assert other.call("POST", "/codes:resolve", canonical_json({"code": "x"})).status_code == 404
    site.clock.advance(61)
    assert booth.call("POST", "/codes:resolve", canonical_json({"code": "x"})).status_code == 404
    assert booth.call("POST", "/codes:resolve", canonical_json({"code": 3})).status_code == 422


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("PUT", "/health", 405)])
def test_errors_of_the_framework_are_problems_too(site: Site, method: str, path: str, status: int) -> None:
    answer = site.call(method, path, b"")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/health", "GET"), ("GET", "/device/token", "POST"),
        ("POST", "/submissions/019b76dc-7cc0-7bd1-bf64-1516afff4279", "DELETE, GET, PUT"),
    ],
)  # fmt: skip
def test_a_wrong_method_is_told_the_right_ones(site: Site, method: str, path: str, allowed: str) -> None:
    answer = site.call(method, path, b"")
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_a_booth_hands_in_no_picture_that_only_another_sent(site: Site) -> None:
    own, other = site.booth(1), site.booth(2)
    delivered = own.deliver()
    manifest, blobs = other.make()
    other.put_blobs(blobs)
    theirs = delivered["blobs"]["photo"]
    claimed = {**manifest, "blobs": {**manifest["blobs"], "photo": theirs}}
    answer = other.put(claimed)
    assert (answer.status_code, answer.json()["missing"]) == (424, [theirs["sha256"]])
    unknown = {**manifest, "blobs": {**manifest["blobs"], "photo": {**theirs, "sha256": "ab" * 32}}}
    assert other.put(unknown).json() == {**answer.json(), "missing": ["ab" * 32]}
    assert other.put(manifest).status_code == 201


def test_two_booths_may_hold_the_same_picture_and_either_may_erase_its_own(site: Site) -> None:
    own, other = site.booth(1), site.booth(2)
    delivered, (manifest, blobs) = own.deliver(), other.make()
    sha256 = delivered["blobs"]["photo"]["sha256"]
    data = site.central.blobs.get(sha256)
    assert data is not None
    assert other.put_blobs({**blobs, sha256: data}) == [201, 201, 201]
    shared = {**manifest, "blobs": {**manifest["blobs"], "photo": delivered["blobs"]["photo"]}}
    assert other.put(shared).status_code == 201
    assert own.call("DELETE", f"/submissions/{delivered['id']}").status_code == 202
    assert site.central.blobs.has(sha256)
    assert other.call("DELETE", f"/submissions/{manifest['id']}").status_code == 202
    assert not site.central.blobs.has(sha256)
