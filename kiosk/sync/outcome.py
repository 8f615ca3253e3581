"""What an answer of the central server means for the booth: the contract's table as a pure function."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kiosk.sync.transport import Answer, CallFailed


class BoothState(StrEnum):
    """How the booth stands with its server; anything but ``OK`` pauses the booth, never an item."""

    OK = "ok"
    OFFLINE = "offline"
    PORTAL = "portal"
    AUTH_LOST = "auth_lost"
    TLS_BAD = "tls_bad"
    CLOCK_BAD = "clock_bad"
    UPGRADE_REQUIRED = "upgrade_required"
    SERVER_FULL = "server_full"
    NOT_ENROLLED = "not_enrolled"


class Meaning(StrEnum):
    """``RETRY`` concerns one call, ``OUTAGE`` the connection, ``PAUSE`` waits for a person,
    ``BLOCK`` sets one item aside, ``MISSING`` asks for pictures first."""

    DONE = "done"
    RETRY = "retry"
    OUTAGE = "outage"
    PAUSE = "pause"
    BLOCK = "block"
    MISSING = "missing"


@dataclass(frozen=True)
class Outcome:
    """``reason`` is a code for log, audit and staff, never personal data; ``retry_after_s`` as asked for."""

    meaning: Meaning
    reason: str
    booth: BoothState = BoothState.OK
    retry_after_s: float = 0.0
    missing: tuple[str, ...] = ()


PORTAL = Outcome(Meaning.OUTAGE, "network-log-in", BoothState.PORTAL)
_TRANSIENT = frozenset({408, 425})
_REASON = re.compile(r"[a-z0-9-]{1,40}")


def judge_failure(failure: CallFailed) -> Outcome:
    """Return what a call without a whole answer means."""
    if failure.certificate:
        return Outcome(Meaning.PAUSE, "certificate", BoothState.TLS_BAD)
    return Outcome(Meaning.OUTAGE, failure.reason, BoothState.OFFLINE)


def judge(answer: Answer) -> Outcome:
    """Return what an answer means, before any receipt in it is looked at.

    What cannot be shown to come from the central server is never more than transient.
    """
    status, retry_after_s = answer.status, _retry_after_s(answer)
    if status == 429 or (status == 503 and retry_after_s > 0):
        return Outcome(Meaning.OUTAGE, f"http-{status}", BoothState.OFFLINE, retry_after_s)
    if status == 507:
        return Outcome(Meaning.OUTAGE, "server-full", BoothState.SERVER_FULL, retry_after_s)
    if status in _TRANSIENT or status >= 500:
        return Outcome(Meaning.RETRY, f"http-{status}", retry_after_s=retry_after_s)
    if not answer.genuine or 300 <= status < 400:
        return PORTAL
    if status < 300:
        return Outcome(Meaning.DONE, f"http-{status}")
    reason = problem_type(answer)
    if reason is None:
        return PORTAL
    if status in (401, 403):
        return Outcome(Meaning.PAUSE, reason, BoothState.AUTH_LOST)
    if status == 426:
        return Outcome(Meaning.PAUSE, reason, BoothState.UPGRADE_REQUIRED)
    if status == 424:
        return Outcome(Meaning.MISSING, reason, missing=_missing(answer))
    if reason == "digest-mismatch":
        return Outcome(Meaning.RETRY, reason)  # altered on the way, not wrong in itself
    return Outcome(Meaning.BLOCK, reason)


def problem_type(answer: Answer) -> str | None:
    """Return the last part of the problem's ``type`` (RFC 9457), None when the body is no problem."""
    data = answer.json()
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        return None
    name = data["type"].rpartition("/")[2].rpartition(":")[2]
    return name if _REASON.fullmatch(name) else None


def _missing(answer: Answer) -> tuple[str, ...]:
    data = answer.json()
    listed = data.get("missing") if isinstance(data, dict) else None
    return tuple(blob for blob in listed if isinstance(blob, str)) if isinstance(listed, list) else ()


def _retry_after_s(answer: Answer) -> float:
    # Only delta-seconds: the date form would let a wrong clock decide.
    text = answer.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() else 0.0
