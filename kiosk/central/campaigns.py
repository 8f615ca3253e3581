"""The server's campaigns: kept as plain JSON, each change a new version that booths pull."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign, campaign_from_json
from kiosk.central.prepared import Prepared
from kiosk.central.tables import CampaignRow, RosterVersion

_DOCUMENT = Prepared(select(CampaignRow.document).where(CampaignRow.id == bindparam("id")))


def put_campaign(db: Session, campaign: Campaign, now: str) -> Campaign:
    """Add or replace a campaign within the caller's transaction; return it with its new version.

    The same campaign again changes nothing, so that booths have nothing to pull.
    """
    row = db.get(CampaignRow, campaign.id)
    if row is not None:
        held = _parsed(row)
        if replace(campaign, version=held.version) == held:
            return held
    version = max(campaign.version, 1 if row is None else row.version + 1)
    campaign = replace(campaign, version=version)
    document = json.dumps(campaign.as_json(), ensure_ascii=False, sort_keys=True)
    if row is None:
        db.add(CampaignRow(id=campaign.id, version=version, document=document, changed_at=now))
    else:
        row.version, row.document, row.changed_at = version, document, now
    db.flush()
    return campaign


def find_campaign(db: Session, id_: str | None) -> Campaign | None:
    """Return a campaign, None when the server does not hold it."""
    if id_ is None:
        return None
    db.flush()
    rows = _DOCUMENT.rows(db.connection(), id=id_)
    return _read(id_, rows[0][0]) if rows else None


def all_campaigns(db: Session) -> tuple[Campaign, ...]:
    """Return every campaign, by id."""
    return tuple(_parsed(row) for row in db.scalars(select(CampaignRow).order_by(CampaignRow.id)))


def roster_versions(db: Session) -> dict[str, int]:
    """Return campaign → version of the roster its booths should have."""
    return {row.campaign: row.version for row in db.scalars(select(RosterVersion))}


def _parsed(row: CampaignRow) -> Campaign:
    return _read(row.id, row.document)


@lru_cache(maxsize=64)
def _read(id_: str, document: str) -> Campaign:
    # Every submission asks for its campaign; documents are the same for weeks.
    return campaign_from_json(json.loads(document), Path(f"campaign {id_}"))
