"""Receipts: genuine ones verify, for exactly their content and by pinned keys only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.digest import canonical_json, content_digest, content_digest_matches
from kiosk.receipt import HEALTH_PURPOSE, RECEIPT_PURPOSE, Receipt, key_id, public_bytes, sign, signed_by

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PINNED = {key_id(public_bytes(KEY)): public_bytes(KEY)}
ID, PRINT, BLOBS = "0-id", "f" * 64, ("b" * 64, "a" * 64)


def genuine(id_: str = ID, fingerprint: str = PRINT, blobs: tuple[str, ...] = BLOBS) -> Receipt:
    return Receipt.issue(id_, fingerprint, blobs, "2026-01-01T00:00:00+00:00", KEY)


def test_a_genuine_receipt_verifies_also_after_its_way_as_json() -> None:
    receipt = genuine()
    assert receipt.verifies(ID, PRINT, BLOBS, PINNED)
    assert Receipt.parse(receipt.as_json()) == receipt


@pytest.mark.parametrize(
    "receipt",
    [genuine(id_="1-id"), genuine(fingerprint="e" * 64), genuine(blobs=BLOBS[:1]), genuine(blobs=())],
    ids=["submission", "fingerprint", "one picture", "no picture"],
)
def test_a_genuine_receipt_of_something_else_does_not(receipt: Receipt) -> None:
    assert not receipt.verifies(ID, PRINT, BLOBS, PINNED)


def test_a_key_that_is_not_pinned_proves_nothing() -> None:
    assert not genuine().verifies(ID, PRINT, BLOBS, {})
    assert not replace(genuine(), signature="no base64!").verifies(ID, PRINT, BLOBS, PINNED)


WHOLE = genuine().as_json()


@pytest.mark.parametrize(
    "data", [None, [], "text", {}, {**WHOLE, "blobs": "a"}, {**WHOLE, "blobs": [1]}, {**WHOLE, "key": 1}]
)
def test_what_is_no_receipt_is_not_read_as_one(data: object) -> None:
    assert Receipt.parse(data) is None


def test_a_signature_for_one_purpose_serves_no_other() -> None:
    data = {"nonce": "x"}
    signature = sign(HEALTH_PURPOSE, data, KEY)
    assert signed_by(HEALTH_PURPOSE, data, signature, public_bytes(KEY))
    assert not signed_by(RECEIPT_PURPOSE, data, signature, public_bytes(KEY))


def test_canonical_json_and_its_digest_are_the_standards() -> None:
    # RFC 8785, 3.2.3: sorted by UTF-16, shortest numbers, no spaces
    assert (
        canonical_json({"b": 1.0, "a": [1e30, "€"], "10": None})
        == '{"10":null,"a":[1e+30,"€"],"b":1}'.encode()
    )
    # RFC 9530, appendix B.1
    body = b'{"hello": "world"}\n'
    assert content_digest(body) == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    assert content_digest_matches(f"sha-512=:x:, {content_digest(body)}", body)
    assert not content_digest_matches(None, body)
