"""How the tests of the review pages log in, decide and look."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from httpx2 import Response
from sqlalchemy import select

from kiosk.central.access import COOKIE
from kiosk.central.central import Central
from kiosk.central.keys import derived_key
from kiosk.central.roles import Role
from kiosk.central.second_factor import PURPOSE
from kiosk.central.sessions import Origin, Stage, open_session
from kiosk.central.settings import CentralSettings
from kiosk.central.tables import AuditRow, Staff, Submission
from kiosk.central.totp import new_secret, seal
from tests.central.conftest import Site

SECOND = "second"


def change_settings(central: Central, **parts: Any) -> CentralSettings:
    """Give a running site other settings; its parts are read at each call."""
    changed = replace(central.settings, **parts)
    object.__setattr__(central, "settings", changed)
    return changed


def two_people(site: Site) -> None:
    change_settings(site.central, review=replace(site.central.settings.review, two_people=True))


def add_second(site: Site) -> None:
    """Add another staff member, who enters without a password."""
    with site.central.session() as db, db.begin():
        db.add(Staff(name=SECOND, password="none", role=Role.ADMINISTRATOR))


def enter(site: Site, staff: str | None = None) -> None:
    """Give the browser a log-in of ``staff``, by default the first, without checking a password.

    Checking one takes a fifth of a second on purpose; the tests of the log-in itself do.
    """
    with site.central.session() as db, db.begin():
        token = open_session(
            db, site.central, staff or site.first.staff, Stage.FULL, Origin("127.0.0.1", "a test")
        )
    site.client.cookies.set(COOKIE, token)


def give_factor(central: Central, name: str) -> None:
    """Have a staff member's second factor set up."""
    sealed = seal(new_secret(), derived_key(central.keys, PURPOSE), name)
    with central.session() as db, db.begin():
        db.get_one(Staff, name).totp_secret = sealed


def open_page(site: Site, id_: str, query: str = "") -> tuple[str, dict[str, str]]:
    """Return a review page and what its form carries unseen."""
    answer = site.client.get(f"/review/{id_}{query}")
    assert answer.status_code == 200
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text)
    return answer.text, {name: value.replace("&amp;", "&") for name, value in hidden}


def send(site: Site, id_: str, decision: str, reason: str = "", note: str = "", query: str = "") -> Response:
    """Open a photo's page and press one of its buttons."""
    _, hidden = open_page(site, id_, query)
    form = {**hidden, "decision": decision, "reason": reason, "note": note}
    return site.client.post(f"/review/{id_}", data=form, follow_redirects=False)


def undo(site: Site, id_: str, hidden: dict[str, str] | None = None) -> Response:
    """Press undo; ``hidden`` are a form's own fields, by default those of the photo's page."""
    hidden = hidden or open_page(site, id_)[1]
    return site.client.post(f"/review/{id_}/undo", data=hidden, follow_redirects=False)


def row_of(site: Site, id_: str) -> Submission:
    with site.central.session() as db:
        return db.get_one(Submission, id_)


def audited(site: Site, id_: str) -> list[tuple[str, str, str | None]]:
    with site.central.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.subject == id_).order_by(AuditRow.n))
        return [(row.staff, row.action, row.detail) for row in rows]
