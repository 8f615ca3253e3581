"""The commit point: a manifest and its pictures become a submission, once, with a receipt."""

from __future__ import annotations

import json
from functools import partial

from sqlalchemy import bindparam, insert, literal_column, select
from sqlalchemy.orm import Session

from kiosk.central.bound import must_serve
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central, next_change
from kiosk.central.fee_orders import take_payment
from kiosk.central.holds import hold_person, hold_submission
from kiosk.central.models import Manifest
from kiosk.central.numbers import number_digest
from kiosk.central.people import earlier_rejections, key_of
from kiosk.central.prepared import Prepared
from kiosk.central.problems import Problem
from kiosk.central.reviews import approved_already
from kiosk.central.tables import Blob, BlobHolder, Submission, SubmissionBlob
from kiosk.digest import canonical_json, sha256_hex
from kiosk.receipt import Receipt

RECEIVED = "received"

_HELD = Prepared(
    select(Submission.device, Submission.fingerprint, Submission.receipt, Submission.erased_at).where(
        Submission.id == bindparam("id")
    )
)
OWN = Prepared(
    # Only what this booth sent itself: whoever merely knows a picture's digest is told it is missing.
    # Locked, so that nobody removes a picture that is found here before it is claimed.
    select(Blob.sha256)
    .join(BlobHolder, BlobHolder.sha256 == Blob.sha256)
    # Named for both tables: a database that knows nothing of them yet would look through all of the booth's.
    .where(
        BlobHolder.device == bindparam("device"),
        BlobHolder.sha256.in_((bindparam("photo"), bindparam("original"))),
        Blob.sha256.in_((bindparam("photo"), bindparam("original"))),
    )
    .order_by(Blob.sha256)
    .with_for_update(of=Blob, read=True, key_share=True)
)
_SUBMISSION = Prepared(
    insert(Submission),
    ("id", "device", "seq", "fingerprint", "manifest", "waiver", "receipt", "received_at", "review",
     "campaign", "person_key", "number_digest", "rejections", "changed"),
)  # fmt: skip
_CLAIM = Prepared(
    insert(SubmissionBlob).values(
        [
            {"submission": bindparam("id"), "role": literal_column(f"'{role}'"), "sha256": bindparam(role)}
            for role in ("photo", "original")
        ]
    )
)


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
    return central.together(partial(_commit, central, manifest, canonical, sha256_hex(canonical)))


def _commit(
    central: Central, manifest: Manifest, canonical: bytes, fingerprint: str, db: Session
) -> tuple[bytes, bool]:
    hold_submission(db, manifest.id)
    connection = db.connection()
    held = _HELD.rows(connection, id=manifest.id)
    for device, held_fingerprint, _, erased_at in held:
        if device == manifest.device and erased_at is not None:
            raise Problem(409, "erased", "This submission was erased.")
        if device != manifest.device or held_fingerprint != fingerprint:
            raise Problem(409, "conflict", "Another content is held under this id.")
    # Also when it is held already: a server restored without its pictures asks for them again.
    roles = {"photo": manifest.blobs.photo.sha256, "original": manifest.blobs.original.sha256}
    wanted = sorted(set(roles.values()))  # one picture may have two roles
    recorded = {sha for (sha,) in OWN.rows(connection, device=manifest.device, **roles)}
    missing = [sha for sha in wanted if sha not in recorded or not central.blobs.has(sha)]
    if missing:
        raise Problem(424, "blobs-missing", "Pictures are missing.", missing=missing)
    if held:
        return (held[0][2] or "").encode("utf-8"), False
    must_serve(db, manifest.device, manifest.campaign)
    now = central.timestamp()
    receipt = Receipt.issue(manifest.id, fingerprint, tuple(wanted), now, central.keys.signing)
    text = json.dumps(receipt.as_json())
    campaign = find_campaign(db, manifest.campaign)
    key = None if campaign is None else key_of(campaign, manifest.person.code_raw)
    if key is not None:
        hold_person(db, manifest.campaign, key)
    if key is not None and approved_already(db, manifest.campaign, key):
        raise Problem(409, "approved-locked", "A photo of this person was approved already.")
    _SUBMISSION.run(
        connection,
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
        number_digest=number_digest(central.number_key, manifest.person.student_number),
        rejections=0 if key is None else earlier_rejections(db, manifest.campaign, key),
        changed=next_change(db, manifest.device),
    )
    _CLAIM.run(connection, id=manifest.id, **roles)
    if campaign is not None and key is not None and manifest.payment is not None:
        take_payment(db, campaign, key, manifest.payment, manifest.device, now)
    return text.encode("utf-8"), True


def _waiver(manifest: Manifest, canonical: bytes) -> str | None:
    if manifest.waiver is None:
        return None
    return canonical_json(json.loads(canonical)["waiver"]).decode("utf-8")
