"""What a booth delivers: a picture is kept, a manifest commits it. Both routes, and all that they do."""

from __future__ import annotations

from pydantic import ValidationError
from sqlalchemy import bindparam, select

from kiosk.central.central import Central
from kiosk.central.intake import commit
from kiosk.central.json_body import parse_json
from kiosk.central.models import Manifest
from kiosk.central.pictures import picture_size
from kiosk.central.prepared import Prepared
from kiosk.central.problems import Problem
from kiosk.central.recording import Sent, record_picture
from kiosk.central.tables import BlobHolder
from kiosk.digest import canonical_json

_SENT = Prepared(
    select(BlobHolder.sha256).where(
        BlobHolder.sha256 == bindparam("sha256"), BlobHolder.device == bindparam("device")
    )
)


def take_picture(central: Central, device: str, sha256: str, data: bytes, arrived: str) -> bool:
    """Keep a picture; False when this booth has sent it already.

    What only others have sent is taken as if it were new: no booth learns what others hold.

    Parameters
    ----------
    sha256
        What the picture is named, hex.
    arrived
        The SHA-256 of ``data``, hex.

    Raises
    ------
    Problem
        400 ``digest-mismatch``, 415 ``not-a-jpeg``, 422 ``too-many-pixels``.
    """
    if arrived != sha256:
        raise Problem(400, "digest-mismatch", "The body is not the picture named in the path.")
    known = _SENT.rows_alone(central.engine, sha256=sha256, device=device)
    if known and central.blobs.has(sha256):
        return False
    width, height = picture_size(data, central.settings.max_picture_px)
    central.blobs.put(sha256, data)
    record_picture(central, Sent(sha256, device, len(data), width, height))
    return True


def take_manifest(central: Central, device: str, id_: str, data: bytes) -> tuple[bytes, bool]:
    """Commit a submission; return the receipt's JSON and whether it is new.

    Raises
    ------
    Problem
        413 ``too-large``, 400 ``not-json``, 422 ``manifest-invalid`` or ``manifest-foreign``; and as
        :func:`kiosk.central.intake.commit`.
    """
    if len(data) > central.settings.max_manifest_bytes:
        raise Problem(413, "too-large", "The manifest is too large.")
    plain = parse_json(data)
    try:
        manifest = Manifest.model_validate(plain)
    except ValidationError as error:
        # Where and what, never the value: it may be personal.
        faults = [{"at": ".".join(map(str, e["loc"])), "fault": e["type"]} for e in error.errors()]
        raise Problem(422, "manifest-invalid", "The manifest is not valid.", faults=faults) from None
    if manifest.id != id_ or manifest.device != device:
        raise Problem(422, "manifest-foreign", "The manifest names another submission or booth.")
    return commit(central, manifest, canonical_json(plain))
