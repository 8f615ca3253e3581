"""The contract's table: what each answer means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from kiosk.digest import canonical_json, content_digest
from kiosk.sync.backoff import full_jitter_s
from kiosk.sync.outcome import BoothState, Meaning, judge, judge_failure
from kiosk.sync.transport import Answer, CallFailed


def problem(status: int, name: str = "some-fault", **extra: object) -> Answer:
    body = canonical_json({"type": f"urn:photo-kiosk:problem:{name}", **extra})
    kind = {"Content-Type": "application/problem+json", "Content-Digest": content_digest(body)}
    return Answer(status, CaseInsensitiveDict(kind), body)


def html(status: int, **headers: str) -> Answer:
    return Answer(status, CaseInsensitiveDict({"Content-Type": "text/html", **headers}), b"<html>")


@pytest.mark.parametrize(
    ("answer", "meaning", "booth"),
    [
        *((html(s), Meaning.RETRY, BoothState.OK) for s in (408, 425, 500, 502, 503, 504)),
        (html(429), Meaning.OUTAGE, BoothState.OFFLINE),
        (html(503, **{"Retry-After": "5"}), Meaning.OUTAGE, BoothState.OFFLINE),
        (html(507), Meaning.OUTAGE, BoothState.SERVER_FULL),
        *((html(s), Meaning.OUTAGE, BoothState.PORTAL) for s in (200, 301, 302, 400, 401, 403, 404, 409)),
        (problem(302), Meaning.OUTAGE, BoothState.PORTAL),
        (problem(401), Meaning.PAUSE, BoothState.AUTH_LOST),
        (problem(403, "device-revoked"), Meaning.PAUSE, BoothState.AUTH_LOST),
        (problem(426), Meaning.PAUSE, BoothState.UPGRADE_REQUIRED),
        *((problem(s), Meaning.BLOCK, BoothState.OK) for s in (400, 404, 409, 413, 415, 422)),
        (problem(424, missing=["a", 3, "b"]), Meaning.MISSING, BoothState.OK),
        (problem(400, "digest-mismatch"), Meaning.RETRY, BoothState.OK),
        (problem(409, "Not a name: 张"), Meaning.OUTAGE, BoothState.PORTAL),
    ],
)  # fmt: skip
def test_each_answer_of_the_table(answer: Answer, meaning: Meaning, booth: BoothState) -> None:
    outcome = judge(answer)
    assert (outcome.meaning, outcome.booth) == (meaning, booth)


def test_what_is_missing_and_how_long_to_wait_are_read() -> None:
    assert judge(problem(424, missing=["a", 3, "b"])).missing == ("a", "b")
    assert judge(problem(424, missing="a")).missing == ()
    assert judge(html(503, **{"Retry-After": "17"})).retry_after_s == 17
    assert judge(html(503, **{"Retry-After": "Wed, 21 Oct 2037 07:28:00 GMT"})).retry_after_s == 0
    assert judge(html(503, **{"Retry-After": "²"})).retry_after_s == 0


def test_a_body_that_differs_from_its_digest_is_not_the_servers() -> None:
    genuine = problem(409)
    assert judge(genuine).meaning is Meaning.BLOCK
    altered = Answer(409, genuine.headers, genuine.body.replace(b"fault", b"frult"))
    assert judge(altered).booth is BoothState.PORTAL


@given(status=st.integers(100, 999), body=st.binary(max_size=60))
def test_nothing_unproven_blocks_or_pauses(status: int, body: bytes) -> None:
    outcome = judge(Answer(status, CaseInsensitiveDict({"Content-Type": "application/json"}), body))
    assert outcome.meaning in (Meaning.RETRY, Meaning.OUTAGE, Meaning.DONE)
    assert outcome.meaning is not Meaning.DONE or not body


def test_failures_without_an_answer() -> None:
    assert judge_failure(CallFailed("unreachable")).booth is BoothState.OFFLINE
    certificate = judge_failure(CallFailed("tls", certificate=True))
    assert (certificate.meaning, certificate.booth) == (Meaning.PAUSE, BoothState.TLS_BAD)


@given(attempts=st.integers(0, 10_000), share=st.floats(0, 1, exclude_max=True))
def test_the_jitter_is_full_and_capped(attempts: int, share: float) -> None:
    wait_s = full_jitter_s(attempts, 2.0, 300.0, lambda: share)
    assert 0 <= wait_s <= 300
    assert wait_s == pytest.approx(share * min(300.0, 2.0 * 2.0 ** min(attempts, 1000)))
