"""Routes by which a booth finds, joins and keeps in touch with the server."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import JsonValue

from kiosk.central.access import AnyDeviceDep, CentralDep, new_token
from kiosk.central.audit import record
from kiosk.central.bound import Served, ServedDep, told
from kiosk.central.campaigns import all_campaigns, roster_versions
from kiosk.central.central import Central
from kiosk.central.database import hold
from kiosk.central.fleet import note_heartbeat
from kiosk.central.handoffs import forget_expired
from kiosk.central.json_body import StrictJsonRoute
from kiosk.central.models import Enrolment, EnrolmentRequest, Health, Heartbeat, Token
from kiosk.central.problems import Problem
from kiosk.central.tables import Device, EnrolmentCode
from kiosk.digest import canonical_json, sha256_hex
from kiosk.receipt import HEALTH_PURPOSE, key_id, public_bytes, sign, signed_by

DEVICE = "device"
"""Who acts where a booth does, in the record."""
ENROLMENT_PURPOSE = "photo-kiosk enrolment v1"

router = APIRouter(prefix="/api/v1", tags=["device"], route_class=StrictJsonRoute)


@router.get("/health")
def health(central: CentralDep, nonce: Annotated[str, Query(pattern="^[0-9a-f]{16,128}$")]) -> Health:
    """Echo the nonce, signed: proof that this is the server and no captive portal."""
    key = central.keys.signing
    statement = {
        "status": "ok",
        "nonce": nonce,
        "time": central.timestamp(),
        "key": key_id(public_bytes(key)),
    }
    return Health.model_validate({**statement, "signature": sign(HEALTH_PURPOSE, statement, key)})


@router.post("/enrolments", status_code=201, responses={403: {}})
def enrol(
    central: CentralDep,
    body: EnrolmentRequest,
    idempotency_key: Annotated[str, Header(min_length=16, max_length=128)],
) -> Enrolment:
    """Redeem a one-time code. The same request again (its answer was lost) gets a fresh token."""
    claim = {"code": body.code, "device": body.device, "public_key": body.public_key}
    if not signed_by(ENROLMENT_PURPOSE, claim, body.proof, bytes.fromhex(body.public_key)):
        raise Problem(422, "proof-invalid", "The proof is not by the given public key.")
    token, token_sha256 = new_token()
    now = central.timestamp()
    with central.session() as db, db.begin():
        code = db.get(EnrolmentCode, sha256_hex(body.code.encode()), with_for_update=True)
        hold(db, f"device {body.device}")
        # Used by another, expired, or never given: one answer, so that nothing can be learnt from it.
        if code is None or code.expires_at <= now or code.request_key not in (None, idempotency_key):
            raise Problem(403, "code-invalid", "The enrolment code is not valid.")
        # Made for one booth and not used yet: staff said that this booth lost its keys.
        replaces = code.device == body.device and code.request_key is None
        if code.device not in (None, body.device):
            raise Problem(403, "code-invalid", "The enrolment code is not valid.")
        device = db.get(Device, body.device)
        if device is None:
            device = Device(id=body.device, public_key=body.public_key, enrolled_at=now)
            db.add(device)
        elif device.revoked_at is not None or (device.public_key != body.public_key and not replaces):
            raise Problem(403, "code-invalid", "The enrolment code is not valid.")
        if device.public_key != body.public_key:
            record(db, now, DEVICE, "device.new-key", body.device)
            device.public_key = body.public_key
        device.token_sha256, device.next_token_sha256 = token_sha256, None
        device.version = body.version
        if code.campaigns is not None and code.campaigns != device.campaigns:
            device.campaigns = code.campaigns
            record(db, now, DEVICE, "device.campaigns", body.device, told(Served.from_column(code.campaigns)))
        served = Served.from_column(device.campaigns)
        code.device, code.request_key = body.device, idempotency_key
    return Enrolment(
        device=body.device,
        token=token,
        receipt_keys=[public_bytes(central.keys.signing).hex()],
        recovery_key=central.keys.recovery_public.hex(),
        config=_config(central, served),
    )


@router.post("/device/token")
def rotate_token(central: CentralDep, device: AnyDeviceDep) -> Token:
    """Replace the device token; the old one ends when the new one is used for the first time.

    So a booth that lost the answer, or its power before it kept what came, asks again with the old one.
    """
    token, token_sha256 = new_token()
    with central.session() as db, db.begin():
        db.get_one(Device, device, with_for_update=True).next_token_sha256 = token_sha256
    return Token(token=token)


@router.get("/device/config", responses={200: {"description": "The configuration"}, 304: {}})
def config(
    central: CentralDep, served: ServedDep, if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """Return the booth's campaigns, limits and switches; 304 when the ``ETag`` is known already."""
    body = canonical_json(_config(central, served))
    etag = f'"{sha256_hex(body)}"'
    if if_none_match is not None and etag in (part.strip() for part in if_none_match.split(",")):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type="application/json", headers={"ETag": etag})


@router.post("/device/heartbeat", status_code=204)
def heartbeat(central: CentralDep, device: AnyDeviceDep, body: Heartbeat) -> None:
    """Record how the booth stands, whatever its version."""
    with central.session() as db, db.begin():
        forget_expired(db, central.timestamp())  # within a minute, as long as any booth lives
        note_heartbeat(db, db.get_one(Device, device), body, central.timestamp())


def _config(central: Central, served: Served) -> dict[str, JsonValue]:
    with central.reading() as db:
        campaigns = [campaign.as_json() for campaign in all_campaigns(db) if campaign.id in served]
        rosters = {id_: version for id_, version in roster_versions(db).items() if id_ in served}
    bound = None if served.campaigns is None else sorted(served.campaigns)
    told = {
        **asdict(central.settings.device_config),
        "campaigns": campaigns,
        "rosters": rosters,
        "served": bound,  # all there are: null; what is not held here cannot be told from what is not meant
    }
    # through JSON, so that what is hashed is what a reader of JSON sees
    return dict(json.loads(json.dumps(told)))
