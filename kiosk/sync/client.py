"""The central server's calls, as the booth makes them; every answer judged, every receipt verified."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk import __version__
from kiosk.digest import canonical_json
from kiosk.receipt import HEALTH_PURPOSE, Receipt, signed_by
from kiosk.store.stored import Depth, Held, Parcel
from kiosk.sync.caller import JSON, Caller
from kiosk.sync.outcome import PORTAL, Meaning, Outcome


@dataclass(frozen=True)
class Reconciled:
    """What the server says of one submission: ``held``, ``unknown``, ``conflict`` or ``erased``."""

    id: str
    status: str


class CentralClient(Caller):
    """Delivery; owned by the sync thread."""

    def health(self) -> tuple[Outcome, str | None]:
        """Ask whether this is really our server; returns the outcome and the server's time (RFC 3339).

        The server signs a fresh nonce with a pinned key, which no captive portal can.
        """
        nonce = secrets.token_hex(16)
        answer, outcome = self._call("GET", f"/health?nonce={nonce}")
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        data = answer.json()
        if not isinstance(data, dict) or data.get("nonce") != nonce:
            return PORTAL, None
        key = self._credentials.keys().get(str(data.get("key")))
        statement = {name: data.get(name) for name in ("status", "nonce", "time", "key")}
        if key is None or not signed_by(HEALTH_PURPOSE, statement, str(data.get("signature")), key):
            return PORTAL, None
        return outcome, str(data["time"])

    def heartbeat(self, depth: Depth, now: datetime, clock_offset_s: float | None) -> Outcome:
        """Tell the server how the queue stands."""
        oldest = depth.oldest_queued_at
        body = {
            "queued": depth.queued,
            "oldest_age_s": None if oldest is None else max(0, int((now - oldest).total_seconds())),
            "blocked": depth.blocked,
            "quarantined": depth.quarantined,
            "withdrawn": depth.withdrawn,
            "free_bytes": depth.free_bytes,
            "clock_offset_s": None if clock_offset_s is None else round(clock_offset_s),
            "version": __version__,
            "last_seq": depth.last_seq,
            "audit_head": depth.audit_head,
        }
        if depth.backup != "off":  # a booth without a second volume sends what earlier servers know
            body["backup"] = depth.backup
        return self._call("POST", "/device/heartbeat", canonical_json(body), JSON)[1]

    @property
    def token(self) -> str | None:
        """The token that calls are made with."""
        return self._transport.token

    def use(self, token: str) -> None:
        """Make every later call with another token."""
        self._transport.use(token)

    def new_token(self) -> tuple[Outcome, str | None]:
        """Ask for another token; the one in use stays good until the other is used for the first time."""
        answer, outcome = self._call("POST", "/device/token", b"")
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        data = answer.json()
        token = data.get("token") if isinstance(data, dict) else None
        return (outcome, token) if isinstance(token, str) and token else (PORTAL, None)

    def put_blob(self, sha256: str, data: bytes) -> Outcome:
        """Send one picture; sending it again is harmless."""
        return self._call("PUT", f"/blobs/{sha256}", data, {"Content-Type": "image/jpeg"})[1]

    def put_submission(self, parcel: Parcel) -> tuple[Outcome, Receipt | None]:
        """Commit a submission; ``DONE`` only together with a receipt that verifies."""
        answer, outcome = self._call("PUT", f"/submissions/{parcel.id}", parcel.manifest, JSON)
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        receipt = Receipt.parse(answer.json())
        if receipt is None or not receipt.verifies(
            parcel.id, parcel.fingerprint, tuple(parcel.blobs), self._credentials.keys()
        ):
            return Outcome(Meaning.OUTAGE, "receipt-invalid", PORTAL.booth), None
        return outcome, receipt

    def reconcile(self, items: Sequence[Held]) -> tuple[Outcome, tuple[Reconciled, ...]]:
        """Ask which of these the server still holds."""
        asked = {item.id for item in items}
        body = {"items": [{"id": item.id, "fingerprint": item.fingerprint} for item in items]}
        answer, outcome = self._call("POST", "/submissions:reconcile", canonical_json(body), JSON)
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, ()
        data = answer.json()
        listed = data.get("items") if isinstance(data, dict) else None
        if not isinstance(listed, list):
            return PORTAL, ()
        found: list[Reconciled] = []
        for item in listed:
            if not isinstance(item, dict) or item.get("id") not in asked:
                return PORTAL, ()
            found.append(Reconciled(str(item["id"]), str(item.get("status"))))
        return outcome, tuple(found)

    def delete(self, id_: str) -> Outcome:
        """Tell the server that the consent was withdrawn."""
        return self._call("DELETE", f"/submissions/{id_}")[1]

    def replace(self, id_: str) -> Outcome:
        """Tell the server that a retake took its place; ``decided`` when it is too late for that."""
        return self._call("DELETE", f"/submissions/{id_}?because=retake")[1]
