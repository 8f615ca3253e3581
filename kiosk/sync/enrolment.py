"""Enrolment: a one-time code from the administrator becomes a device, a token and pinned keys."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import __version__
from kiosk.clock import SystemClock
from kiosk.digest import canonical_json, sha256_hex
from kiosk.errors import KioskError
from kiosk.receipt import key_id, public_bytes, sign
from kiosk.sync.caller import JSON
from kiosk.sync.credentials import Credentials, checked_url
from kiosk.sync.outcome import Meaning, judge, judge_failure
from kiosk.sync.settings import SyncSettings
from kiosk.sync.transport import CallFailed, Transport

ENROLMENT_PURPOSE = "photo-kiosk enrolment v1"


@dataclass(frozen=True)
class Enrolled:
    """The credentials, and the raw X25519 public key of the offline recovery key."""

    credentials: Credentials
    recovery_key: bytes


def enrol(url: str, code: str, device: str, identity: Ed25519PrivateKey, settings: SyncSettings) -> Enrolled:
    """Redeem a one-time code; asking again after a lost answer is safe.

    Raises
    ------
    KioskError
        ``central-insecure``, ``central-unreachable``, ``central-untrusted`` or ``enrolment-refused``.
    """
    url = checked_url(url)
    claim = {"code": code.strip(), "device": device, "public_key": public_bytes(identity).hex()}
    body = {**claim, "proof": sign(ENROLMENT_PURPOSE, claim, identity), "version": __version__}
    headers = {**JSON, "Idempotency-Key": sha256_hex(canonical_json(claim))}
    try:
        answer = Transport(url, None, settings).call("POST", "/enrolments", canonical_json(body), headers)
    except CallFailed as failure:
        if judge_failure(failure).meaning is Meaning.PAUSE:
            raise KioskError(
                "central-untrusted",
                "The certificate of the central server is not trusted.",
                "Check the address and the clock of this machine; ask the administrator.",
            ) from failure
        raise _unreachable() from failure
    outcome = judge(answer)
    if outcome.meaning in (Meaning.BLOCK, Meaning.PAUSE):
        raise KioskError(
            "enrolment-refused",
            "The central server did not accept the enrolment code.",
            "Ask the administrator for a new code: each works once, for 15 minutes.",
        )
    if outcome.meaning is not Meaning.DONE:
        raise _unreachable()
    try:
        data = answer.json()
        keys = {key_id(bytes.fromhex(text)): str(text) for text in data["receipt_keys"]}
        since = SystemClock().now().isoformat()
        credentials = Credentials(url, str(data["device"]), str(data["token"]), keys, since=since)
        return Enrolled(credentials, bytes.fromhex(data["recovery_key"]))
    except (TypeError, KeyError, ValueError) as error:
        raise _unreachable() from error


def _unreachable() -> KioskError:
    return KioskError(
        "central-unreachable",
        "The central server could not be reached.",
        "Check its address and the network cable, then try again.",
    )
