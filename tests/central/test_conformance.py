"""The conformance suite: all of it holds for our server, and each broken rule is found by its own row."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central.central import new_enrolment_code
from kiosk.central.conformance.calls import Target
from kiosk.central.conformance.rows import Row, Verdict
from kiosk.central.conformance.suite import CHAPTERS, run
from kiosk.central.tables import Submission
from kiosk.cli import main
from kiosk.digest import content_digest
from kiosk.receipt import Receipt
from tests.central.breaking import Asked, Breaker, Told, serving
from tests.central.conftest import Site

Honest = Callable[[Asked], Told]


def rows_of(site: Site, broken: Breaker | None, *chapters: str) -> dict[str, Row]:
    codes = [new_enrolment_code(site.central) for _ in range(2)]
    with serving(broken or site.client.app) as url:
        return {row.name: row for row in run(Target(url), codes, chapters=chapters or CHAPTERS)}


def test_our_server_conforms_and_nothing_of_the_suite_stays(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [word for _ in range(2) for word in ("--code", new_enrolment_code(site.central))]
    with serving(site.client.app) as url:
        assert main(["central", "conformance", "--url", url, *codes, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"ok": 49, "fail": 0, "skipped": 0}
    assert {row["chapter"] for row in told["rows"]} == set(CHAPTERS)
    with site.central.session() as db:
        assert db.query(Submission).filter(Submission.erased_at.is_(None)).count() == 0
        assert db.query(Submission).count() > 10


def test_a_token_is_a_way_in_as_well(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(site.client.app) as url:
        booth = site.enrol("00000009-0000-4000-8000-000000000000").json()
        command = ["central", "conformance", "--url", url, "--only", "commit", "--only", "enrolment"]
        way_in = ["--token", booth["token"], "--device", booth["device"]]
        assert main([*command, *way_in]) == 2
        assert "conformance-way-in" in capsys.readouterr().err
        assert main([*command, *way_in, "--receipt-key", booth["receipt_keys"][0]]) == 0
        assert "10 ok, 0 fail, 6 skipped" in capsys.readouterr().out
        assert main([*command, *way_in, "--receipt-key", "00" * 32]) == 1  # another server's key
        assert "not by a key given at enrolment" in capsys.readouterr().out
        assert main([*command, *way_in, "--only", "nothing"]) == 2


def test_a_server_that_is_not_there_fails_every_row_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["central", "conformance", "--url", "http://127.0.0.1:9", "--code", "X"]) == 1
    assert "no whole answer" in capsys.readouterr().out
    assert main(["central", "conformance", "--url", "http://example.org", "--code", "X"]) == 2


def api(path: str, asked: Asked, method: str = "PUT") -> bool:
    return asked.method == method and asked.path.startswith(f"/api/v1{path}")


def other_receipt(told: Told) -> Told:
    """Return a receipt that is right but for the key it is signed with."""
    data = Receipt.parse(json.loads(told.body))
    assert data is not None
    other = Ed25519PrivateKey.generate()
    made = Receipt.issue(data.submission, data.fingerprint, data.blobs, data.received_at, other)
    return told.saying(data={**made.as_json(), "key": data.key})


def portal(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    if not asked.path.endswith("/health") or told.status != 200:
        return told
    return told.saying(signature=base64.b64encode(bytes(64)).decode())


class Recorded:
    """Answers each path as it did the first time."""

    def __init__(self, path: str, status: int) -> None:
        self._path, self._status = path, status
        self._first: Told | None = None

    def __call__(self, asked: Asked, honest: Honest) -> Told:
        told = honest(asked)
        if not asked.path.endswith(self._path):
            return told
        if self._first is None and told.status == self._status:
            self._first = told
        return told if self._first is None else self._first


class OneRotation:
    """Ends the old token with the answer, whether or not that arrives."""

    def __init__(self) -> None:
        self._rotated = False

    def __call__(self, asked: Asked, honest: Honest) -> Told:
        told = honest(asked)
        if asked.path.endswith("/device/token"):
            told, self._rotated = (told.saying(401) if self._rotated else told), True
        return told


def no_etag(asked: Asked, honest: Honest) -> Told:
    return honest(replace(asked, headers={**asked.headers, "if-none-match": ""}))


def digest_unchecked(asked: Asked, honest: Honest) -> Told:
    return honest(replace(asked, headers={**asked.headers, "content-digest": content_digest(asked.body)}))


def chunks_taken(asked: Asked, honest: Honest) -> Told:
    headers = {**asked.headers, "content-length": str(len(asked.body))}
    headers.pop("transfer-encoding", None)
    return honest(replace(asked, headers=headers))


def rewritten(asked: Asked, honest: Honest) -> Told:
    try:
        body = json.dumps(json.loads(asked.body)).encode()
    except (ValueError, RecursionError):
        return honest(asked)
    return honest(holding(asked, body))


def holding(asked: Asked, body: bytes) -> Asked:
    headers = {**asked.headers, "content-length": str(len(body)), "content-digest": content_digest(body)}
    return replace(asked, body=body, headers=headers)


def forged_receipt(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    return other_receipt(told) if api("/submissions/", asked) and told.status in (200, 201) else told


def conflict_swallowed(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    return told.saying(200) if told.status == 409 else told


def hasty_list(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    return told.saying(missing=[]) if told.status == 424 else told


def talkative(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    if told.status != 422 or not api("/submissions/", asked):
        return told
    body = json.loads(told.body) | {"input": json.loads(asked.body)}
    return replace(told, body=json.dumps(body, ensure_ascii=False).encode())


def feed_with_a_gap(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    if not asked.path.endswith("/submissions") or told.status != 200:
        return told
    return told.saying(items=json.loads(told.body)["items"][1:])


def feed_too_fast(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    if not asked.path.endswith("/submissions") or told.status != 200:
        return told
    return told.saying(cursor=json.loads(told.body)["cursor"] + 1)


def all_held(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    if not asked.path.endswith(":reconcile") or told.status != 200:
        return told
    items = [{**item, "status": "held"} for item in json.loads(told.body)["items"]]
    return told.saying(data={"items": items})


def erasure_forgotten(asked: Asked, honest: Honest) -> Told:
    if asked.method == "DELETE" and "/submissions/" in asked.path:
        return Told(202, {}, b"")
    return honest(asked)


def slow_for_the_foreign(asked: Asked, honest: Honest) -> Told:
    if asked.path.endswith("codes:resolve") and b"conformance-none" in asked.body:
        time.sleep(0.03)
    return honest(asked)


def telling_codes_apart(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    if asked.path.endswith("codes:resolve") and b"conformance-none" in asked.body:
        return told.saying(title="There is no such campaign.")
    return told


def redirecting(asked: Asked, honest: Honest) -> Told:
    if asked.path.endswith("/config/"):
        return Told(307, {"location": asked.path[:-1]}, b"")
    return honest(asked)


def plain_errors(asked: Asked, honest: Honest) -> Told:
    told = honest(asked)
    return (
        replace(told, headers={**told.headers, "content-type": "text/plain"}) if told.status > 400 else told
    )


def other_status(path: str, method: str, given: int, instead: int) -> Callable[[Asked, Honest], Told]:
    def broken(asked: Asked, honest: Honest) -> Told:
        told = honest(asked)
        return told.saying(instead) if api(path, asked, method) and told.status == given else told

    return broken


def silent(asked: Asked, honest: Honest) -> Told:
    return honest(asked)


BREAKS: dict[str, tuple[Callable[[Asked, Honest], Told], str, str]] = {
    "portal": (portal, "health", "health-signed"),
    "recorded health": (Recorded("/health", 200), "health", "health-signed"),
    "code used twice": (Recorded("/enrolments", 201), "enrolment", "enrol-once"),
    "no second token": (OneRotation(), "enrolment", "token-rotate"),
    "outdated": (other_status("/device/config", "GET", 200, 426), "heartbeat", "outdated"),
    "token stays": (other_status("/device/token", "POST", 200, 500), "enrolment", "token-rotate"),
    "no ETag": (no_etag, "config", "config-etag"),
    "heartbeat": (other_status("/device/heartbeat", "POST", 204, 200), "heartbeat", "heartbeat"),
    "open to all": (other_status("/submissions", "GET", 401, 200), "access", "token-required"),
    "redirect": (redirecting, "access", "no-redirect"),
    "digest unchecked": (digest_unchecked, "blobs", "blob-digest"),
    "chunks": (chunks_taken, "blobs", "blob-chunked"),
    "no limit": (other_status("/blobs/", "PUT", 413, 201), "blobs", "blob-huge"),
    "any file": (other_status("/blobs/", "PUT", 415, 201), "blobs", "blob-no-picture"),
    "forged receipt": (forged_receipt, "commit", "commit-new"),
    "always new": (other_status("/submissions/", "PUT", 200, 201), "commit", "commit-again"),
    "conflict": (conflict_swallowed, "commit", "commit-conflict"),
    "nothing missing": (hasty_list, "commit", "commit-missing"),
    "lenient JSON": (rewritten, "commit", "commit-unreadable"),
    "talkative": (talkative, "commit", "commit-invalid"),
    "feed gap": (feed_with_a_gap, "states", "feed"),
    "feed too fast": (feed_too_fast, "states", "feed"),
    "all held": (all_held, "reconcile", "reconcile"),
    "not erased": (erasure_forgotten, "erasure", "erase"),
    "comes back": (other_status("/submissions/", "PUT", 409, 201), "erasure", "erase-first"),
    "slow 404": (slow_for_the_foreign, "codes", "code-unknown"),
    "telling 404": (telling_codes_apart, "codes", "code-unknown"),
    "unlimited": (other_status("/codes:resolve", "POST", 429, 404), "codes", "code-limit"),
    "another's": (other_status("/submissions/", "DELETE", 404, 202), "apart", "apart-change"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_found_by_its_row(site: Site, name: str) -> None:
    broken, chapter, row = BREAKS[name]
    rows = rows_of(site, Breaker(site.client.app, broken), chapter)
    assert rows[row].verdict is Verdict.FAIL, rows[row]
    assert rows[row].reason


@pytest.mark.parametrize(
    ("broken", "digests", "row"),
    [(silent, False, "answer-digest"), (plain_errors, True, "answer-problem"),
     (redirecting, True, "answer-redirect")],
)  # fmt: skip
def test_bad_manners_are_found_whatever_is_asked(
    site: Site, broken: Callable[[Asked, Honest], Told], digests: bool, row: str
) -> None:
    rows = rows_of(site, Breaker(site.client.app, broken, digests), "access", "manners")
    assert rows[row].verdict is Verdict.FAIL
    assert [name for name, other in rows.items() if name.startswith("answer-") and other.reason] == [row]


def test_the_breaking_layer_alone_breaks_nothing(site: Site) -> None:
    rows = rows_of(site, Breaker(site.client.app, silent), "health", "access", "blobs", "erasure")
    assert [row.name for row in rows.values() if row.verdict is not Verdict.OK] == []


def test_what_cannot_be_erased_is_told(site: Site) -> None:
    broken = other_status("/submissions/", "DELETE", 202, 500)
    rows = rows_of(site, Breaker(site.client.app, broken), "commit", "manners")
    assert "still there" in rows["tidy"].reason
