"""What transactions of the central server hold by name (:func:`kiosk.central.database.hold`), in their order.

A campaign; a submission, before it has a row; a person in a campaign; a picture. The feed of a booth comes
after these, the audit last.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.central.database import hold


def hold_campaign(db: Session, campaign: str) -> None:
    """Keep a campaign and its roster from being changed."""
    hold(db, f"campaign {campaign}")


def hold_submission(db: Session, id_: str) -> None:
    """Keep a submission from being committed or erased."""
    hold(db, f"submission {id_}")


def hold_person(db: Session, campaign: str, person: str) -> None:
    """Keep a person's submissions and fee in a campaign from being added to or decided on."""
    hold(db, f"person {campaign} {person}")


def hold_blob(db: Session, sha256: str) -> None:
    """Keep a picture from being recorded, and its file from being removed."""
    hold(db, blob_name(sha256))


def blob_name(sha256: str) -> str:
    """Return the name by which a picture is held."""
    return f"blob {sha256}"
