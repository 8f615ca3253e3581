"""The central server's application on a real folder, called in process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from kiosk.central import passwords
from kiosk.central.app import create_app
from kiosk.central.central import Central, FirstSecrets, new_enrolment_code, open_central, set_up
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import Base
from kiosk.clock import ManualClock
from kiosk.digest import canonical_json, content_digest, sha256_hex
from kiosk.guidance.waiver import Waiver
from kiosk.receipt import public_bytes, sign
from kiosk.services.reading import texts_in
from kiosk.store.manifest import build_manifest
from tests.store.making import submission
from tests.storing import Place, Storage


@dataclass
class Site:
    """A running site and how a test calls it."""

    central: Central
    client: TestClient
    clock: ManualClock
    first: FirstSecrets
    place: Place = field(default_factory=Place)
    folder: Path = Path()

    def held(self) -> bytes:
        """Return everything that is in the database, and its files where it has some, the log's included."""
        with self.central.engine.connect() as connection:
            rows = [row for table in Base.metadata.sorted_tables for row in connection.execute(select(table))]
        files = sorted(self.folder.glob("central.db*"))
        return "\n".join(map(str, rows)).encode() + b"".join(file.read_bytes() for file in files)

    def leave_picture(self, sha256: str, data: bytes) -> None:
        """Write a file among the pictures behind the server's back."""
        self.place.write_picture(self.folder / "blobs", sha256, data)

    def call(
        self, method: str, path: str, body: bytes | None = None, token: str | None = None, **headers: str
    ) -> Response:
        """Call the API as a booth does; ``headers`` use ``_`` for ``-`` and win over the usual ones."""
        sent = {"Content-Type": "application/json"}
        if body is not None:
            sent["Content-Digest"] = content_digest(body)
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.request(method, f"/api/v1{path}", content=body, headers=sent)
        if answer.content:
            assert answer.headers["Content-Digest"] == content_digest(answer.content)
        return answer

    def enrol(self, device: str, code: str | None = None, key: Ed25519PrivateKey | None = None) -> Response:
        key = key or Ed25519PrivateKey.generate()
        claim = {
            "code": code or new_enrolment_code(self.central),
            "device": device,
            "public_key": public_bytes(key).hex(),
        }
        body = {**claim, "proof": sign("photo-kiosk enrolment v1", claim, key), "version": "1"}
        request_key = sha256_hex(canonical_json(claim))
        return self.call("POST", "/enrolments", canonical_json(body), Idempotency_Key=request_key)

    def booth(self, number: int = 1) -> BoothCalls:
        device = f"{number:08d}-0000-4000-8000-000000000000"
        answer = self.enrol(device)
        assert answer.status_code == 201
        return BoothCalls(self, device, answer.json()["token"])

    def log_in(self) -> None:
        form = {"name": self.first.staff, "password": self.first.password}
        answer = self.client.post("/login", data=form, follow_redirects=False)
        assert answer.status_code == 303


@dataclass
class BoothCalls:
    """The calls of one enrolled booth."""

    site: Site
    device: str
    token: str
    seq: int = 0

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Response:
        return self.site.call(method, path, body, self.token, **headers)

    def make(self, waiver: Waiver | None = None, **changes: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return a fresh manifest and its pictures by digest."""
        self.seq += 1
        made = replace(submission(self.site.clock), waiver=waiver)
        person = replace(made.person, **changes)
        made = replace(made, person=person)
        manifest = build_manifest(made, self.device, self.seq, self.site.clock.now())
        return manifest, {sha256_hex(data): data for data in (made.photo, made.original)}

    def put_blobs(self, blobs: dict[str, bytes]) -> list[int]:
        return [self.call("PUT", f"/blobs/{sha}", data).status_code for sha, data in blobs.items()]

    def put(self, manifest: dict[str, Any]) -> Response:
        return self.call("PUT", f"/submissions/{manifest['id']}", canonical_json(manifest))

    def deliver(self, waiver: Waiver | None = None, **changes: Any) -> dict[str, Any]:
        manifest, blobs = self.make(waiver, **changes)
        self.put_blobs(blobs)
        assert self.put(manifest).status_code == 201
        return manifest

    def reconcile(self, *items: tuple[str, str]) -> dict[str, str]:
        body = {"items": [{"id": id_, "fingerprint": fingerprint} for id_, fingerprint in items]}
        answer = self.call("POST", "/submissions:reconcile", canonical_json(body))
        return {item["id"]: item["status"] for item in json.loads(answer.content)["items"]}


@dataclass(frozen=True)
class Pristine:
    """A server that was just set up: its folder, its other data, its first secrets."""

    folder: Path
    place: Place
    first: FirstSecrets


@pytest.fixture(scope="package", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash passwords at the least cost, unless a test is about what it costs to guess them."""
    quick = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", quick)
        yield


@pytest.fixture(scope="package")
def pristine(storage: Storage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pristine]:
    """Set up once; hashing a password and migrating take their time."""
    folder, place = tmp_path_factory.mktemp("pristine"), storage.fresh()
    with place.in_environment():
        first = set_up(folder)
    assert first is not None
    yield Pristine(folder, place, first)
    storage.drop(place)


@pytest.fixture
def pristine_place(storage: Storage, pristine: Pristine, tmp_path: Path) -> Iterator[Place]:
    """A copy of a server that was just set up: its folder in ``tmp_path``, the rest by the environment."""
    shutil.copytree(pristine.folder, tmp_path, dirs_exist_ok=True)
    place = storage.fresh(pristine.place)
    with place.in_environment():
        yield place
    storage.drop(place)


@pytest.fixture
def site(pristine: Pristine, pristine_place: Place, tmp_path: Path) -> Iterator[Site]:
    clock = ManualClock()
    settings = replace(
        load_central_settings(),
        max_blob_bytes=400_000,
        max_picture_px=1_000_000,
        max_manifest_bytes=20_000,
        logins_per_minute=3,
    )
    central = replace(open_central(tmp_path, settings, clock), rehearsal=True)
    app = create_app(central, read_codes=texts_in)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)) as client:
        yield Site(central, client, clock, pristine.first, pristine_place, tmp_path)
    central.close()
