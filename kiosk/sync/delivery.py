"""Delivering one submission: pictures, then the manifest that commits them, then the receipt."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.receipt import Receipt
from kiosk.store.stored import Parcel
from kiosk.sync.client import CentralClient
from kiosk.sync.outcome import Meaning, Outcome


def deliver(
    client: CentralClient, parcel: Parcel, tried_before: bool, required_consents: Sequence[str]
) -> tuple[Outcome, Receipt | None]:
    """Send what the server lacks and return the outcome, with the verified receipt when it is ``DONE``.

    A submission that was tried before begins with the manifest: if only the answer was lost, the
    receipt comes back without sending a picture twice; otherwise the server lists what it lacks.
    """
    absent = [purpose for purpose in required_consents if purpose not in parcel.consents]
    if absent:
        return Outcome(Meaning.BLOCK, "consent-missing"), None
    if not tried_before:
        outcome = _send(client, parcel, tuple(parcel.blobs))
        if outcome.meaning is not Meaning.DONE:
            return outcome, None
    outcome, receipt = client.put_submission(parcel)
    if outcome.meaning is not Meaning.MISSING:
        return outcome, receipt
    wanted = tuple(blob for blob in outcome.missing if blob in parcel.blobs)
    if not wanted:
        return Outcome(Meaning.RETRY, "unknown-blobs-asked"), None
    outcome = _send(client, parcel, wanted)
    if outcome.meaning is not Meaning.DONE:
        return outcome, None
    outcome, receipt = client.put_submission(parcel)
    if outcome.meaning is Meaning.MISSING:
        return Outcome(Meaning.RETRY, "blobs-still-missing"), None
    return outcome, receipt


def _send(client: CentralClient, parcel: Parcel, digests: Sequence[str]) -> Outcome:
    outcome = Outcome(Meaning.DONE, "nothing-to-send")
    for sha256 in digests:
        outcome = client.put_blob(sha256, parcel.blobs[sha256])
        if outcome.meaning is not Meaning.DONE:
            break
    return outcome
