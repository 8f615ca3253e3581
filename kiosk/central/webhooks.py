"""Telling another system of a result: a signed call that it can check and tell from a repetition."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import requests

from kiosk.central.notices import Due
from kiosk.central.notices_mail import NotDelivered
from kiosk.central.notices_settings import WebhookSettings, read_signing_key
from kiosk.digest import canonical_json

TIMESTAMP, SIGNATURE, DELIVERY = "X-Kiosk-Timestamp", "X-Kiosk-Signature", "X-Kiosk-Delivery"
GONE = 410
"""The one answer that says for certain that nobody listens any more; others may be mended within days."""


def signature(key: bytes, timestamp: str, body: bytes) -> str:
    """Return ``sha256=`` and the HMAC-SHA256, hex, of the timestamp, a full stop and the body.

    The timestamp is signed too, so that a receiver can refuse an old call sent again.
    """
    return "sha256=" + hmac.new(key, timestamp.encode("ascii") + b"." + body, hashlib.sha256).hexdigest()


def body_of(due: Due) -> bytes:
    """Return the call's JSON: ids, codes and times; nobody's name, number or address, nor the note."""
    told: dict[str, Any] = {
        "event": "review",
        "submission": due.submission,
        "campaign": due.campaign,
        "review": due.review,
        "reason": due.reason,
        "rejections": due.rejections,
        "decided_at": due.decided_at,
    }
    return canonical_json(told)


def call_webhook(due: Due, settings: WebhookSettings, timestamp: str, timeout_s: float) -> None:
    """Make the call; any 2xx is an arrival.

    Parameters
    ----------
    timestamp
        Now, whole seconds since 1970 as text.

    Raises
    ------
    NotDelivered
        ``webhook-N`` with the answer's status (final for 410),
        ``webhook-unreachable``.
    """
    body = body_of(due)
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: signature(read_signing_key(settings.secret_file), timestamp, body),
        DELIVERY: due.id,
    }
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no netrc of the environment
        try:
            with session.post(
                settings.url,
                data=body,
                headers=headers,
                timeout=timeout_s,
                allow_redirects=False,
                stream=True,
            ) as answer:
                status = answer.status_code  # its body is never read: nothing in it matters
        except requests.RequestException:
            raise NotDelivered("webhook-unreachable") from None
    if not 200 <= status < 300:
        raise NotDelivered(f"webhook-{status}", final=status == GONE)
