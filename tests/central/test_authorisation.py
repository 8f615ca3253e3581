"""The authorisation matrix: every route by everybody, with real HTTP and real rows of two campaigns.

``authorisation.txt`` says what is expected, cell by cell; this says how each call is made.
"""

from __future__ import annotations

import io
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Route

from kiosk.central import handoffs
from kiosk.central.app import create_app
from kiosk.central.central import open_central
from kiosk.central.device_routes import ENROLMENT_PURPOSE
from kiosk.central.sessions import find_session
from kiosk.central.tables import Device
from kiosk.clock import SystemClock
from kiosk.digest import canonical_json
from kiosk.portrait import Opener
from kiosk.receipt import public_bytes, sign
from kiosk.store.uuid7 import new_uuid7
from tests.central.authorising import (
    BYSTANDER,
    CANARY,
    COLUMNS,
    OWN,
    Call,
    Target,
    World,
    as_json,
    opened_world,
    reconciled,
    unknown_of,
)
from tests.central.conftest import Pristine, Site
from tests.central.open_server import unhurried
from tests.storing import Storage

TABLE = Path(__file__).with_name("authorisation.txt")
CHANGED = ("{sha256}", "/submissions/{id}", "/review/{id}", "/orders/{id}", "/withdraw/{id}")
"""Routes that change a submission when they are allowed to: each call gets one of its own."""


@dataclass(frozen=True)
class Row:
    """One route of the table and what each column gets."""

    method: str
    path: str
    cells: dict[str, str]


def table() -> list[Row]:
    lines = (line.split() for line in TABLE.read_text(encoding="utf-8").splitlines())
    rows = [line for line in lines if line and not line[0].startswith("#")]
    assert all(len(row) == 2 + len(COLUMNS) for row in rows)
    return [Row(row[0], row[1], dict(zip(COLUMNS, row[2:], strict=True))) for row in rows]


ROWS = table()


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Return method and path of every route that the application answers."""
    found: set[tuple[str, str]] = set()
    for part in app.routes:
        router = getattr(part, "original_router", None)
        inside = [part] if router is None else router.routes
        for route in inside:
            assert isinstance(route, APIRoute | Route), f"{route} is of a kind this does not know"
            found |= {(method, route.path) for method in route.methods or ()}
    return found


@pytest.fixture(scope="module")
def world(storage: Storage, pristine: Pristine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data, place = tmp_path_factory.mktemp("matrix"), storage.fresh(pristine.place)
    shutil.copytree(pristine.folder, data, dirs_exist_ok=True)
    with place.in_environment():
        clock = SystemClock()
        central = open_central(data, unhurried(), clock)
        with (
            TestClient(create_app(central)) as client,
            opened_world(Site(central, client, clock, pristine.first, place, data), data) as world,  # type: ignore[arg-type]
        ):
            yield world
        central.close()
    storage.drop(place)


def simple(method: str, path: str, body: bytes = b"", form: dict[str, str] | None = None) -> Make:
    """Return how a call is made that is about nothing of the target's."""
    return lambda world, target, column: Call(method, path, body, form)


Make = Callable[[World, Target, str], Call]


def about(
    method: str,
    path: str,
    body: Callable[[Target], bytes] = lambda _: b"",
    form: dict[str, str] | None = None,
    prepare: Callable[[World, Target, str], object] = lambda *_: None,
) -> Make:
    """Return how a call about the target's submission or photo is made, after ``prepare``."""

    def make(world: World, target: Target, column: str) -> Call:
        prepare(world, target, column)
        filled = path.replace("{id}", target.id).replace("{sha256}", target.sha256)
        return Call(method, filled, body(target), form, (target.id, target.sha256))

    return make


def approved(world: World, target: Target, _column: str) -> None:
    world.approve(target)


def voted(world: World, target: Target, column: str) -> None:
    world.approve(target, by=world.staff.get(column, "somebody"))


def handoff(method: str) -> Make:
    def make(world: World, _target: Target, _column: str) -> Call:
        id_, _ = world.open_handoff(world.booths["booth"].device)
        return Call(method, f"/api/v1/device/handoffs/{id_}", names=(id_,))

    return make


def phone(method: str) -> Make:
    def make(world: World, _target: Target, _column: str) -> Call:
        opened = handoff_of(world)
        return Call(
            method, f"/h/{opened}", form={"name": "某某"} if method == "POST" else None, names=(opened,)
        )

    return make


def handoff_of(world: World) -> str:
    """Open a page that was not filled in yet; return its token."""
    return handoffs.open_handoff(world.central, "another-booth", "name", OWN, "zh").token


def fee(method: str, path: str, body: bytes = b"") -> Make:
    def make(world: World, target: Target, _column: str) -> Call:
        order = world.open_fee(target)
        return Call(method, path.replace("{order}", order), body, names=(order,))

    return make


def sandbox(method: str) -> Make:
    def make(world: World, target: Target, _column: str) -> Call:
        order = world.open_fee(target)
        form = {} if method == "POST" else None
        return Call(method, f"/sandbox/{order}", form=form, names=(order,))

    return make


def imported(method: str, form: dict[str, str] | None = None) -> Make:
    def make(world: World, _target: Target, _column: str) -> Call:
        id_ = world.stage_import()
        return Call(method, f"/campaigns/{OWN}/roster/{id_}", form=form, names=(id_,))

    return make


def photo_report(world: World, target: Target, _column: str) -> Call:
    at = world.site.clock.now().isoformat()
    item = {"id": new_uuid7(world.site.clock), "campaign": OWN, "person": "a" * 64, "at": at}
    return Call("POST", "/api/v1/device/photos", as_json(items=[item]))


def own_session(world: World, target: Target, column: str) -> Call:
    """End a log-in that is somebody else's."""
    other = "administrator" if column != "administrator" else "reviewer"
    found = find_session(world.central, world.log_in(other))
    assert found is not None
    id_ = found.member.session
    return Call("POST", f"/account/sessions/{id_}/end", form={}, names=(id_,))


def put_own_photo(world: World, target: Target, _column: str) -> Call:
    return Call("PUT", f"/api/v1/blobs/{target.sha256}", target.photo, names=(target.sha256,))


def resolved(_world: World, target: Target, _column: str) -> Call:
    return Call("POST", "/api/v1/codes:resolve", as_json(campaign=OWN, code=target.code))


def portrait(_world: World, target: Target, _column: str) -> Call:
    consent = {"version": "2026-01", "text_sha256": "0" * 64}
    asked = as_json(campaign=OWN, code=target.code, key=Opener().public.hex(), consent=consent)
    return Call("POST", "/api/v1/codes:portrait", asked)


def enrolment(_world: World, _target: Target, _column: str) -> Call:
    """Ask to be enrolled with a proof that is right and a code nobody gave."""
    key = Ed25519PrivateKey.generate()
    claim = {"code": "AAAA-AAAA-AAAA", "device": "0" * 36, "public_key": public_bytes(key).hex()}
    proof = sign(ENROLMENT_PURPOSE, claim, key)
    return Call("POST", "/api/v1/enrolments", as_json(**claim, proof=proof, version="1"))


def added(world: World, _target: Target, _column: str) -> Call:
    name = new_uuid7(world.site.clock)
    return Call("POST", "/staff", form={"name": name, "role": "reviewer"})


def one_of_staff(method: str, form: dict[str, str] | None = None) -> Make:
    return lambda *_: Call(method, f"/staff/{BYSTANDER}", form=form, names=(BYSTANDER,))


def person(_world: World, target: Target, _column: str) -> Call:
    return Call("POST", "/person", form={"do": "find", "who": target.code})


def some_booth(action: str = "", form: dict[str, str] | None = None) -> Make:
    """Return a call about a booth that calls nothing itself."""

    def make(world: World, _target: Target, _column: str) -> Call:
        device = str(uuid.uuid4())
        with world.central.session() as db, db.begin():
            now = world.central.timestamp()
            db.add(Device(id=device, public_key="0" * 64, token_sha256=device, enrolled_at=now))
        path = f"/fleet/{device}/{action}".rstrip("/")
        return Call("POST" if action else "GET", path, form=form, names=(device,))

    return make


BEAT = as_json(
    queued=3, oldest_age_s=None, blocked=0, quarantined=0, free_bytes=1, clock_offset_s=-2, version="1",
    last_seq=7, audit_head="0" * 64,
)  # fmt: skip
API = "/api/v1"
CALLS: dict[tuple[str, str], Make] = {
    ("GET", f"{API}/health"): simple("GET", f"{API}/health?nonce={'0' * 16}"),
    ("POST", "/login"): simple("POST", "/login", form={"name": "nobody", "password": "wrong"}),
    ("GET", "/h/{token}"): phone("GET"),
    ("POST", "/h/{token}"): phone("POST"),
    ("GET", "/sandbox/{order}"): sandbox("GET"),
    ("POST", "/sandbox/{order}"): sandbox("POST"),
    ("POST", f"{API}/device/heartbeat"): simple("POST", f"{API}/device/heartbeat", BEAT),
    ("PUT", f"{API}/blobs/{{sha256}}"): put_own_photo,
    ("PUT", f"{API}/submissions/{{id}}"): about(
        "PUT", f"{API}/submissions/{{id}}", lambda target: canonical_json(target.manifest)
    ),
    ("POST", f"{API}/submissions:reconcile"): about("POST", f"{API}/submissions:reconcile", reconciled),
    ("POST", f"{API}/codes:resolve"): resolved,
    ("POST", f"{API}/codes:portrait"): portrait,
    ("GET", f"{API}/submissions"): simple("GET", f"{API}/submissions"),
    ("POST", f"{API}/device/photos"): photo_report,
    ("GET", f"{API}/device/rosters/{{campaign}}"): simple("GET", f"{API}/device/rosters/{OWN}"),
    ("POST", f"{API}/device/handoffs"): simple(
        "POST", f"{API}/device/handoffs", as_json(kind="name", campaign=OWN)
    ),
    ("GET", f"{API}/device/handoffs/{{id}}"): handoff("GET"),
    ("DELETE", f"{API}/device/handoffs/{{id}}"): handoff("DELETE"),
    ("POST", f"{API}/device/fees"): about(
        "POST", f"{API}/device/fees", lambda target: as_json(campaign=OWN, code=target.code)
    ),
    ("GET", f"{API}/device/fees/{{order}}"): fee("GET", f"{API}/device/fees/{{order}}"),
    ("POST", f"{API}/device/fees/{{order}}:mark"): fee(
        "POST", f"{API}/device/fees/{{order}}:mark", as_json(amount_fen=1500, reference=None)
    ),
    ("GET", "/review"): simple("GET", "/review?state=any"),
    ("POST", "/review/{id}"): about("POST", "/review/{id}", form={"decision": "approved"}),
    ("POST", "/review/{id}/undo"): about("POST", "/review/{id}/undo", form={}, prepare=voted),
    ("POST", "/login/code"): simple("POST", "/login/code", form={"code": "000000"}),
    ("POST", "/confirm"): simple("POST", "/confirm", form={"password": "wrong"}),
    ("POST", "/account/second-factor"): simple("POST", "/account/second-factor", form={"code": "0"}),
    ("POST", "/account/password"): simple("POST", "/account/password", form={"password": "short"}),
    ("POST", "/account/sessions/{id}/end"): own_session,
    ("GET", "/orders"): about("GET", "/orders?state=any", prepare=approved),
    ("GET", "/orders/{id}/sheet.pdf"): about(
        "GET", "/orders/{id}/sheet.pdf?paper=6in&size=one-inch", prepare=approved
    ),
    ("POST", "/orders/{id}"): about("POST", "/orders/{id}", form={"state": "printed"}, prepare=approved),
    ("POST", "/export"): simple("POST", "/export", form={"state": "received"}),
    ("GET", "/campaigns/{id}/roster/{import_id}"): imported("GET"),
    ("POST", "/campaigns/{id}/roster/{import_id}"): imported("POST", {"do": "discard"}),
    ("POST", "/withdraw/{id}"): about("POST", "/withdraw/{id}", form={"asked": "yes"}),
    ("POST", "/person"): person,
    ("POST", "/staff"): added,
    ("GET", "/staff/{name}"): one_of_staff("GET"),
    ("POST", "/staff/{name}"): one_of_staff("POST", {"do": "disable"}),
    ("POST", "/fleet"): simple("POST", "/fleet", form={}),
    ("GET", "/fleet/{device}"): some_booth(),
    ("POST", "/fleet/{device}/name"): some_booth("name", {"name": "hall"}),
    ("POST", "/fleet/{device}/campaigns"): some_booth("campaigns", {"scope": "all"}),
    ("POST", "/fleet/{device}/revoke"): some_booth("revoke", {}),
    ("POST", f"{API}/enrolments"): enrolment,
}  # fmt: skip


def call_of(row: Row) -> Make:
    """Return how a row's call is made; what is not listed needs nothing but its path."""
    key = (row.method, row.path)
    if key in CALLS:
        return CALLS[key]
    form = {} if row.method == "POST" and not row.path.startswith(API) else None
    if row.path.startswith("/campaigns/"):
        filled = row.path.replace("{id}", OWN)
        return lambda *_: Call(row.method, filled, form=form, names=(OWN,))
    return about(row.method, row.path, form=form)


def test_every_route_is_in_the_table(site: Site) -> None:
    assert isinstance(site.client.app, FastAPI)
    routes = routes_of(site.client.app)
    assert [(row.method, row.path) for row in ROWS if (row.method, row.path) not in routes] == []
    assert routes - {(row.method, row.path) for row in ROWS} == set()
    assert len({(row.method, row.path) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_everybody_gets_what_the_table_says(world: World, row: Row) -> None:
    changes = row.method not in ("GET", "HEAD") and any(part in row.path for part in CHANGED)
    for column in COLUMNS:
        target = world.deliver() if changes else world.target
        call = call_of(row)(world, target, column)
        before = None if row.method in ("GET", "HEAD") else world.state()
        answer = world.send(call, column)
        wanted, where = row.cells[column], (row.method, row.path, column)
        if column in world.booths and row.path.endswith("/device/token") and answer.ok:
            world.booths[column].token = answer.json()["token"]
        shown = "login" if answer.headers.get("Location") == "/login" else str(answer.status_code)
        assert shown == wanted.rstrip("*="), where
        told = tells(answer.content, target, call)
        assert bool(told) == ("*" in wanted), (where, told)
        if "=" in wanted:
            unknown = unknown_of(call, target)
            instead = world.send(unknown, column)
            assert plain(instead, unknown) == plain(answer, call), where
        refused = wanted.startswith("4") or (wanted == "login" and "log" not in row.path)
        if before is not None and (refused or wanted in ("200=", "204=", "303=")):
            assert world.state() == before, where


def tells(content: bytes, target: Target, call: Call) -> list[str]:
    """Return what of the person is in an answer, but for ids that the call named itself."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    about_them = (CANARY, target.id, target.sha256, target.manifest["blobs"]["original"]["sha256"])
    return [text for text in about_them if text not in call.names and text.encode() in content]


def plain(answer: object, call: Call) -> tuple[object, ...]:
    """Return what somebody can learn of an answer, without the names that the call gave."""
    status, content = answer.status_code, answer.content  # type: ignore[attr-defined]
    headers = {k: v for k, v in answer.headers.items() if k not in ("date", "content-digest")}  # type: ignore[attr-defined]
    for name in call.names:
        content = content.replace(name.encode(), b"?")
        headers = {key: value.replace(name, "?") for key, value in headers.items()}
    return status, content, headers
