"""The server's campaigns: kept as plain JSON, each change a new version that booths pull."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign, campaign_from_json
from kiosk.central.tables import CampaignRow, RosterVersion


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
    row = None if id_ is None else db.get(CampaignRow, id_)
    return None if row is None else _parsed(row)


def all_campaigns(db: Session) -> tuple[Campaign, ...]:
    """Return every campaign, by id."""
    return tuple(_parsed(row) for row in db.scalars(select(CampaignRow).order_by(CampaignRow.id)))


def roster_versions(db: Session) -> dict[str, int]:
    """Return campaign → version of the roster its booths should have."""
    return {row.campaign: row.version for row in db.scalars(select(RosterVersion))}


def _parsed(row: CampaignRow) -> Campaign:
    return campaign_from_json(json.loads(row.document), Path(f"campaign {row.id}"))
