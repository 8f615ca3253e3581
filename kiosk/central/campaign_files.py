"""Campaigns as the files administrators write: taken up, listed, given back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import tomli_w
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign, campaign_from_json
from kiosk.central.audit import record
from kiosk.central.campaigns import all_campaigns, find_campaign, put_campaign
from kiosk.central.central import Central
from kiosk.central.holds import hold_campaign
from kiosk.central.tables import CampaignRow, RosterRow, RosterVersion, Submission
from kiosk.errors import KioskError
from kiosk.spec_files import spec_files
from kiosk.tomlfile import parse_toml

SALT_BYTES = 32

NO_SALT = next(f.default for f in fields(Campaign) if f.name == "salt")
"""What a campaign has whose file names none."""


@dataclass(frozen=True)
class Taken:
    """A campaign taken up: as booths get it, and whether it is ``new`` or ``changed`` by the file."""

    campaign: Campaign
    new: bool
    changed: bool


@dataclass(frozen=True)
class Listed:
    """A campaign with its numbers; ``roster_version`` is None without a roster."""

    campaign: Campaign
    changed_at: str
    people: int
    roster_version: int | None
    submissions: int


def parse_campaign(data: bytes, source: Path, specs_dir: str = "") -> Campaign:
    """Return the campaign of a TOML file's bytes; ``source`` names it in errors.

    Parameters
    ----------
    specs_dir
        Folder of the photo specs that the booths have beside the shipped ones; empty, none.

    Raises
    ------
    KioskError
        ``config-unreadable``, ``config-syntax`` or ``config-invalid``, naming the file and every key;
        ``config-missing`` when ``specs_dir`` is no folder.
    """
    campaign = campaign_from_json(parse_toml(data, source), source)
    specs = spec_files(Path(specs_dir) if specs_dir else None)
    if campaign.spec not in specs:
        raise KioskError(
            "config-invalid",
            f"{source} has wrong settings: spec: there is no {campaign.spec!r}, only {', '.join(specs)}.",
            "Correct these keys and try again.",
        )
    return campaign


def take_up(central: Central, campaign: Campaign, staff: str) -> Taken:
    """Add or replace a campaign; its version grows with every change, and booths pull it.

    The salt stays as long as the campaign: everything known of its people hangs on it. A new campaign
    without one is given a random one, a later file need not name it.

    Raises
    ------
    KioskError
        ``campaign-salt`` when the file names another.
    """
    with central.session() as db, db.begin():
        hold_campaign(db, campaign.id)
        held = find_campaign(db, campaign.id)
        if held is None:
            salt = secrets.token_hex(SALT_BYTES) if campaign.salt == NO_SALT else campaign.salt
        elif campaign.salt in (NO_SALT, held.salt):
            salt = held.salt
        else:
            raise KioskError(
                "campaign-salt",
                "salt: it cannot be changed, because the roster, the photos and their counts are kept by it.",
                "Leave the line out of the file, or give the campaign another id.",
            )
        taken = put_campaign(db, replace(campaign, salt=salt), central.timestamp())
        changed = held is None or taken.version != held.version
        if changed:
            record(db, central.timestamp(), staff, "campaign-put", taken.id, f"version {taken.version}")
        return Taken(taken, held is None, changed)


def list_campaigns(db: Session) -> tuple[Listed, ...]:
    """Return every campaign with its numbers, by id."""
    people = _counts(db, RosterRow.campaign)
    received = _counts(db, Submission.campaign, Submission.erased_at.is_(None))
    changed = {row.id: row.changed_at for row in db.scalars(select(CampaignRow))}
    versions = {row.campaign: row.version for row in db.scalars(select(RosterVersion))}
    return tuple(
        Listed(
            campaign,
            changed[campaign.id],
            people.get(campaign.id, 0),
            versions.get(campaign.id),
            received.get(campaign.id, 0),
        )
        for campaign in all_campaigns(db)
    )


def as_toml(campaign: Campaign) -> bytes:
    """Return a campaign as a file that can be edited and taken up again; settings left open are left out."""
    plain = _without_none(campaign.as_json())
    for name in ("opens_at", "closes_at"):
        moment: datetime | None = getattr(campaign, name)
        if moment is not None:
            plain[name] = moment
    return tomli_w.dumps(plain, multiline_strings=True).encode("utf-8")


def _counts(db: Session, column: Any, *which: Any) -> dict[str, int]:
    rows = db.execute(select(column, func.count()).where(*which).group_by(column))
    return {str(name): int(count) for name, count in rows if name is not None}


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_none(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_none(inner) for inner in value]
    return value
