"""The commit point: a manifest and its pictures become a submission, once, with a receipt."""

from __future__ import annotations

import json

from sqlalchemy import select

from kiosk.central.bound import must_serve
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central, next_change
from kiosk.central.fee_orders import take_payment
from kiosk.central.holds import hold_person, hold_submission
from kiosk.central.models import Manifest
from kiosk.central.people import earlier_rejections, key_of
from kiosk.central.problems import Problem
from kiosk.central.reviews import approved_already
from kiosk.central.tables import Blob, BlobHolder, Submission, SubmissionBlob
from kiosk.digest import canonical_json, sha256_hex
from kiosk.receipt import Receipt

RECEIVED = "received"


def commit(central: Central, manifest: Manifest, canonical: bytes) -> tuple[bytes, bool]:
    """Commit a checked manifest and return the receipt's JSON and whether it is new.

    Parameters
    ----------
    canonical
        The canonical JSON of the manifest as it came, which is what the fingerprint is of.

    Raises
    ------
    Problem
        409 ``conflict``, ``erased`` or ``approved-locked``; 422 ``campaign-foreign``; 424 ``blobs-missing``,
        listing them.
    """
    fingerprint = sha256_hex(canonical)
    roles = {"photo": manifest.blobs.photo, "original": manifest.blobs.original}
    with central.session() as db, db.begin():
        hold_submission(db, manifest.id)
        row = db.get(Submission, manifest.id)
        if row is not None and row.device == manifest.device and row.erased_at is not None:
            raise Problem(409, "erased", "This submission was erased.")
        if row is not None and (row.device != manifest.device or row.fingerprint != fingerprint):
            raise Problem(409, "conflict", "Another content is held under this id.")
        # Also when it is held already: a server restored without its pictures asks for them again.
        wanted = {blob.sha256 for blob in roles.values()}
        # Only what this booth sent itself: whoever merely knows a picture's digest is told it is missing.
        # Locked, so that nobody removes a picture that is found here before it is claimed.
        own = (
            select(Blob.sha256)
            .join(BlobHolder, BlobHolder.sha256 == Blob.sha256)
            .where(BlobHolder.device == manifest.device, Blob.sha256.in_(wanted))
            .order_by(Blob.sha256)
            .with_for_update(of=Blob, read=True, key_share=True)
        )
        recorded = set(db.scalars(own))
        missing = sorted(sha for sha in wanted if sha not in recorded or not central.blobs.has(sha))
        if missing:
            raise Problem(424, "blobs-missing", "Pictures are missing.", missing=missing)
        if row is not None:
            return (row.receipt or "").encode("utf-8"), False
        must_serve(db, manifest.device, manifest.campaign)
        now = central.timestamp()
        blobs = tuple({blob.sha256 for blob in roles.values()})  # one picture may have two roles
        receipt = Receipt.issue(manifest.id, fingerprint, blobs, now, central.keys.signing)
        text = json.dumps(receipt.as_json())
        campaign = find_campaign(db, manifest.campaign)
        key = None if campaign is None else key_of(campaign, manifest.person.code_raw)
        if key is not None:
            hold_person(db, manifest.campaign, key)
        if key is not None and approved_already(db, manifest.campaign, key):
            raise Problem(409, "approved-locked", "A photo of this person was approved already.")
        db.add(
            Submission(
                id=manifest.id,
                device=manifest.device,
                seq=manifest.seq,
                fingerprint=fingerprint,
                manifest=canonical.decode("utf-8"),
                waiver=_waiver(manifest, canonical),
                receipt=text,
                received_at=now,
                review=RECEIVED,
                campaign=manifest.campaign,
                person_key=key,
                rejections=0 if key is None else earlier_rejections(db, manifest.campaign, key),
                changed=next_change(db, manifest.device),
            )
        )
        db.flush()
        db.add_all(
            SubmissionBlob(submission=manifest.id, role=role, sha256=blob.sha256)
            for role, blob in roles.items()
        )
        if campaign is not None and key is not None and manifest.payment is not None:
            take_payment(db, campaign, key, manifest.payment, manifest.device, now)
    return text.encode("utf-8"), True


def _waiver(manifest: Manifest, canonical: bytes) -> str | None:
    if manifest.waiver is None:
        return None
    return canonical_json(json.loads(canonical)["waiver"]).decode("utf-8")
