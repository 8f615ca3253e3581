"""Rules of keeping in touch: health, configuration, heartbeat, who may call."""

from __future__ import annotations

import secrets

from kiosk import __version__
from kiosk.central.conformance.calls import Breach, Reply
from kiosk.central.conformance.rows import Rule
from kiosk.central.conformance.visitor import Visitor, new_id
from kiosk.digest import canonical_json, sha256_hex
from kiosk.receipt import HEALTH_PURPOSE, signed_by

HEARTBEAT = {
    "queued": 0,
    "oldest_age_s": None,
    "blocked": 0,
    "quarantined": 0,
    "free_bytes": 1 << 33,
    "clock_offset_s": 0,
    "version": __version__,
    "last_seq": 0,
    "audit_head": sha256_hex(b""),
}


def _health(visitor: Visitor) -> None:
    for _ in range(2):  # a recorded answer would fit the first nonce only
        nonce = secrets.token_hex(16)
        data = visitor.target.call("GET", f"/health?nonce={nonce}").must_be(200).data()
        if not isinstance(data, dict) or data.get("nonce") != nonce or data.get("status") != "ok":
            raise Breach("the answer does not repeat the nonce")
        key = visitor.keys.get(str(data.get("key")))
        statement = {name: data.get(name) for name in ("status", "nonce", "time", "key")}
        if key is None or not signed_by(HEALTH_PURPOSE, statement, str(data.get("signature")), key):
            raise Breach("the answer is not signed by a key given at enrolment")


def _no_nonce(visitor: Visitor) -> None:
    visitor.target.call("GET", "/health?nonce=short").must_be(422)


def _config(visitor: Visitor) -> None:
    reply = visitor.call("GET", "/device/config").must_be(200)
    if not reply.header("etag"):
        raise Breach("no ETag")
    data = reply.data()
    if not isinstance(data, dict) or not isinstance(data.get("campaigns"), list):
        raise Breach("no list of campaigns")


def _not_modified(visitor: Visitor) -> None:
    etag = visitor.call("GET", "/device/config").must_be(200).header("etag") or ""
    again = visitor.call("GET", "/device/config", headers={"If-None-Match": etag}).must_be(304)
    if again.body:
        raise Breach("304 with a body")
    visitor.call("GET", "/device/config", headers={"If-None-Match": '"other"'}).must_be(200)


def _heartbeat(visitor: Visitor) -> None:
    if visitor.post("/device/heartbeat", HEARTBEAT).must_be(204).body:
        raise Breach("204 with a body")


def _wrong_heartbeat(visitor: Visitor) -> None:
    for wrong in ({"queued": -1}, {"last_seq": "1"}, {"name": "unknown member"}):
        visitor.post("/device/heartbeat", {**HEARTBEAT, **wrong}).must_be(422)


def _outdated(visitor: Visitor) -> None:
    visitor.post("/device/heartbeat", {**HEARTBEAT, "version": "0.0.0"}).must_be(204)
    reply = visitor.call("GET", "/device/config")
    if reply.status != 200 and reply.must_be(426).problem != "upgrade-required":
        raise Breach("426 of another type than upgrade-required")
    visitor.post("/device/heartbeat", HEARTBEAT).must_be(204)
    visitor.call("GET", "/device/config").must_be(200)


def _closed(visitor: Visitor) -> None:
    body = canonical_json(HEARTBEAT)
    for token in (None, "wrong", secrets.token_urlsafe(32)):
        calls = [
            visitor.target.call("GET", "/device/config", token=token),
            visitor.target.call("POST", "/device/heartbeat", body, token),
            visitor.target.call("GET", "/submissions?since=0", token=token),
            visitor.target.call("DELETE", f"/submissions/{new_id()}", token=token),
            visitor.target.call("PUT", f"/blobs/{sha256_hex(body)}", body, token),
        ]
        for reply in calls:
            _must_refuse(reply)


def _must_refuse(reply: Reply) -> None:
    reply.must_be(401)
    if "bearer" not in (reply.header("www-authenticate") or "").lower():
        raise Breach("401 without WWW-Authenticate: Bearer")


def _unknown_path(visitor: Visitor) -> None:
    visitor.call("GET", "/conformance-no-such-path").must_be(404)


def _wrong_method(visitor: Visitor) -> None:
    visitor.call("DELETE", "/device/config").must_be(405)


def _no_slash(visitor: Visitor) -> None:
    reply = visitor.call("GET", "/device/config/")
    if 300 <= reply.status < 400:
        raise Breach(f"answered {reply.status}: a redirect")


RULES = (
    Rule("health", "health-signed", "GET /health?nonce=…", "200, the nonce, signed", _health),
    Rule("health", "health-nonce", "GET /health?nonce=short", "422", _no_nonce),
    Rule("config", "config", "GET /device/config", "200 with ETag and campaigns", _config),
    Rule("config", "config-etag", "GET /device/config, If-None-Match", "304 without a body", _not_modified),
    Rule("heartbeat", "heartbeat", "POST /device/heartbeat", "204", _heartbeat),
    Rule("heartbeat", "heartbeat-wrong", "POST /device/heartbeat, wrong members", "422", _wrong_heartbeat),
    Rule("heartbeat", "outdated", "a heartbeat of version 0.0.0, config", "204, 200 or 426", _outdated),
    Rule("access", "token-required", "five calls without, with wrong tokens", "401, Bearer", _closed),
    Rule("access", "unknown-path", "GET of no path of the API", "404", _unknown_path),
    Rule("access", "wrong-method", "DELETE /device/config", "405", _wrong_method),
    Rule("access", "no-redirect", "GET /device/config/", "no 3xx", _no_slash),
)
