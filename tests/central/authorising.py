"""Two campaigns with real rows behind a real server, and everybody who may come to it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select
from starlette.requests import Request

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.contact import TO_SCHOOL, Contact
from kiosk.campaign.digests import person_key
from kiosk.campaign.rules import Asked, ContactRules, Fee, FeeProvider
from kiosk.campaign.standing import Review
from kiosk.capture_code.payload import parse_payload
from kiosk.central import handoffs, reviews
from kiosk.central.access import COOKIE
from kiosk.central.bound import only
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central
from kiosk.central.fee_orders import held_order, new_order
from kiosk.central.forms import form_token
from kiosk.central.people import key_of
from kiosk.central.roles import Role
from kiosk.central.roster_import import stage
from kiosk.central.sessions import Origin, Stage, open_session
from kiosk.central.staff import add_staff
from kiosk.central.tables import Base, Device, RosterRow, RosterVersion, Submission
from kiosk.digest import canonical_json, content_digest, fingerprint, sha256_hex
from kiosk.store.manifest import build_manifest
from tests.central.conftest import BoothCalls, Site
from tests.central.reviewing import give_factor
from tests.store.making import jpeg, submission

TIMEOUT_S = 20
OWN, FOREIGN = "campaign-one", "campaign-two"
CANARY = "Kanarienvogel"
"""Stands in everything that is told of the person in question, and nowhere else."""
BYSTANDER = "somebody-quite-else"
"""A member of staff who calls nothing and is looked at."""
COLUMNS = ("nobody", "booth", "other-booth", "revoked", "reviewer", "other-reviewer", "administrator")
UNTOUCHED = ("staff_session", "log_in_tries", "rate_call")
"""Tables that also a refused call may write: when a log-in was last used, who tried and called how often."""


@dataclass(frozen=True)
class Target:
    """What a call is about: one person's submission at the booth, and all that hangs on it."""

    manifest: dict[str, Any]
    photo: bytes

    @property
    def id(self) -> str:
        return str(self.manifest["id"])

    @property
    def code(self) -> str:
        return str(self.manifest["person"]["code_raw"])

    @property
    def sha256(self) -> str:
        return str(self.manifest["blobs"]["photo"]["sha256"])


@dataclass(frozen=True)
class Call:
    """One call as it goes over the wire."""

    method: str
    path: str
    body: bytes = b""
    form: dict[str, str] | None = None
    names: tuple[str, ...] = ()
    """Ids in it that belong to the target: an answer that repeats them tells nothing."""


@dataclass
class World:
    """The server, its data, and who has which token or account."""

    site: Site
    url: str
    booths: dict[str, BoothCalls]
    staff: dict[str, str]
    session: requests.Session

    @cached_property
    def target(self) -> Target:
        """A submission for all calls that change none; the other booth has delivered one as well."""
        self.deliver("other-booth", FOREIGN, "somebody else")
        return self.deliver()

    @property
    def central(self) -> Central:
        return self.site.central

    def deliver(self, column: str = "booth", campaign: str = OWN, canary: str = CANARY) -> Target:
        """Have a booth deliver a photo of somebody nobody else has heard of."""
        booth = self.booths[column]
        booth.seq += 1
        made = submission(self.site.clock)
        made = replace(
            made,
            campaign=campaign,
            photo=jpeg(booth.seq % 200, 480, 640),
            original=jpeg(booth.seq % 200, 640, 480),
            contact=Contact(phone="13800000000", delivery=TO_SCHOOL),
            person=replace(made.person, code_raw=secrets.token_hex(8), name_masked=canary, college=canary),
        )
        manifest = build_manifest(made, booth.device, booth.seq, self.site.clock.now())
        booth.put_blobs({sha256_hex(data): data for data in (made.photo, made.original)})
        answer = booth.put(manifest)
        assert answer.status_code == 201, answer.content
        return Target(manifest, made.photo)

    def approve(self, target: Target, by: str = "somebody") -> None:
        """Approve the photo, which opens an order of prints; one that is approved stays so."""
        with self.central.session() as db:
            if db.get_one(Submission, target.id).review == Review.APPROVED:
                return
        reviews.decide(self.central, target.id, by, Review.APPROVED)

    def open_handoff(self, device: str) -> tuple[str, str]:
        """Open a page for a phone and fill it in; return its id and token."""
        opened = handoffs.open_handoff(self.central, device, "name", OWN, "zh")
        handoffs.fill(self.central, opened.token, {"name": CANARY})
        return opened.id, opened.token

    def open_fee(self, target: Target) -> str:
        """Make an order of the person's fee; return its id."""
        with self.central.session() as db, db.begin():
            campaign = replace(load_campaign("example"), id=OWN, salt="5a" * 16, fee=fee())
            key = key_of(campaign, target.code)
            order = held_order(db, OWN, key)
            if order is None:
                order = new_order(campaign, key, self.central.timestamp())
                db.add(order)
            return str(order.id)

    def stage_import(self) -> str:
        """Stage a roster's file; return the import's id."""
        return stage(
            self.central, OWN, f"采集码,姓名\n{secrets.token_hex(8)},{CANARY}\n".encode(), "admin"
        ).id

    def log_in(self, column: str, stage_: Stage = Stage.FULL) -> str:
        """Open a log-in of a column's member; return its token."""
        with self.central.session() as db, db.begin():
            return open_session(db, self.central, self.staff[column], stage_, Origin("127.0.0.1", "matrix"))

    def send(self, call: Call, column: str, cookie: str | None = None) -> requests.Response:
        """Send a call as whoever the column is would."""
        headers = {"Accept": "*/*" if call.path.startswith("/api/") else "text/html"}
        body = call.body
        if column in self.booths:
            headers["Authorization"] = f"Bearer {self.booths[column].token}"
        if column in self.staff:
            cookie = cookie or self.log_in(column)
            headers["Cookie"] = f"{COOKIE}={cookie}"
        if call.form is not None:
            given = {"token": token_for(cookie or ""), **call.form}
            body = str(requests.models.RequestEncodingMixin._encode_params(given)).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif call.path.startswith("/api/"):
            headers |= {"Content-Type": "application/json", "Content-Digest": content_digest(body)}
            headers["Idempotency-Key"] = "0" * 16
        return self.session.request(
            call.method,
            self.url + call.path,
            data=body,
            headers=headers,
            allow_redirects=False,
            timeout=TIMEOUT_S,
        )

    def state(self) -> str:
        """Return a digest of everything the database holds, but for what a refused call may write."""
        digest = hashlib.sha256()
        with self.central.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                if table.name not in UNTOUCHED:
                    rows = connection.execute(select(table)).all()
                    digest.update(repr((table.name, sorted(map(repr, rows)))).encode())
        return digest.hexdigest()


def fee() -> Fee:
    return Fee(FeeProvider.MANUAL, 1500)


def token_for(cookie: str) -> str:
    """Return what a page made for this cookie has in its forms."""
    header = f"{COOKIE}={cookie}".encode()
    return form_token(Request({"type": "http", "headers": [(b"cookie", header)]}))


def unknown_of(call: Call, target: Target) -> Call:
    """Return the same call about something that does not exist."""
    changed: dict[str, str] = {}
    for name in call.names:
        if re.fullmatch(r"[0-9a-f]{8}-.*", name):
            changed[name] = f"{secrets.token_hex(4)}{name[8:24]}{secrets.token_hex(6)}"
        elif re.fullmatch(r"[0-9a-f]+", name):
            changed[name] = secrets.token_hex(len(name) // 2)
        else:
            changed[name] = secrets.token_urlsafe(len(name))[: len(name)]
    path, body = call.path, call.body
    if call.method == "PUT" and "/blobs/" in path:  # a picture nobody has sent
        body = jpeg(3, 480, 640)
        return replace(call, path=path.replace(target.sha256, sha256_hex(body)), body=body)
    for old, new in changed.items():
        path, body = path.replace(old, new), body.replace(old.encode(), new.encode())
    return replace(call, path=path, body=body, names=tuple(changed.values()))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run the server in a process of its own; yield its address."""
    words = [sys.executable, "-m", "tests.central.open_server", str(folder)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()  # its end is the server's
            process.wait(TIMEOUT_S)


@contextmanager
def opened_world(site: Site, folder: Path) -> Iterator[World]:
    """Fill a fresh site with two campaigns, four booths, an administrator and two reviewers."""
    central = site.central
    asks = ContactRules(Asked.OPTIONAL, Asked.OPTIONAL, Asked.OPTIONAL)
    with central.session() as db, db.begin():
        for id_ in (OWN, FOREIGN):
            example = replace(load_campaign("example"), id=id_, salt="5a" * 16, contact=asks, fee=fee())
            put_campaign(db, example, central.timestamp())
            db.add(RosterVersion(campaign=id_, version=1, imported_at=central.timestamp()))
            key = person_key("5a" * 16, parse_payload(f"{id_}-person"))
            db.add(RosterRow(campaign=id_, key=key, name_masked=CANARY if id_ == OWN else "somebody else"))
    booths = {name: site.booth(number) for number, name in enumerate(("booth", "other-booth", "revoked"), 1)}
    with central.session() as db, db.begin():
        db.get_one(Device, booths["revoked"].device).revoked_at = central.timestamp()
        db.get_one(Device, booths["booth"].device).campaigns = only(db, [OWN]).as_column()
        db.get_one(Device, booths["other-booth"].device).campaigns = only(db, [FOREIGN]).as_column()
    add_staff(central, "reviewer", "test", Role.REVIEWER, [OWN])
    add_staff(central, BYSTANDER, "test", Role.REVIEWER)
    add_staff(central, "other-reviewer", "test", Role.REVIEWER, [FOREIGN])
    give_factor(central, site.first.staff)
    staff = {"reviewer": "reviewer", "other-reviewer": "other-reviewer", "administrator": site.first.staff}
    with serving(folder) as url, requests.Session() as session:
        session.trust_env = False
        yield World(site, url, booths, staff, session)


def reconciled(target: Target) -> bytes:
    """Return a body that asks after the target."""
    items = [{"id": target.id, "fingerprint": fingerprint(target.manifest)}]
    return canonical_json({"items": items})


def as_json(**values: object) -> bytes:
    return json.dumps(values).encode()
