"""A real central server in its own process, a proxy before it, and an enrolled booth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.central.central import Central, new_enrolment_code, open_central
from kiosk.central.process import CentralProcess
from kiosk.central.settings import load_central_settings
from kiosk.clock import ManualClock, SystemClock
from kiosk.store.store import Store
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.credentials import Credentials
from kiosk.sync.enrolment import enrol
from kiosk.sync.settings import SyncSettings, load_sync_settings
from tests.store.making import ROOMY, HeldKeys
from tests.storing import Place, Storage
from tests.sync.interposer import Interposer

QUICK = replace(
    load_sync_settings(),
    connect_timeout_s=1.0,
    read_timeout_s=2.0,
    total_deadline_s=3.0,
    backoff_base_s=2.0,
    clock_bad_s=1e9,
)
"""The shipped settings with shorter deadlines; the booths' clocks stand still, far from the server's."""


@pytest.fixture(scope="package")
def place(storage: Storage) -> Iterator[Place]:
    """Where the server keeps its data beside its folder."""
    place = storage.fresh()
    yield place
    storage.drop(place)


@pytest.fixture(scope="package")
def server(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentralProcess]:
    with place.in_environment():
        process = CentralProcess.start(tmp_path_factory.mktemp("central"))
    with process:
        yield process


@pytest.fixture(scope="package")
def inside(place: Place, server: CentralProcess) -> Iterator[Central]:
    """The running server's own data, to look and to act as its administrator."""
    with place.in_environment():
        central = open_central(server.data, load_central_settings(), SystemClock())
    yield central
    central.close()


@pytest.fixture
def proxy(server: CentralProcess) -> Iterator[Interposer]:
    with Interposer(server.url) as interposer:
        yield interposer


@dataclass
class Booth:
    """An enrolled booth whose clock stands still and whose jitter is always the longest."""

    store: Store
    credentials: Credentials
    clock: ManualClock
    settings: SyncSettings = QUICK
    delivered: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def courier(self, settings: SyncSettings | None = None) -> Courier:
        chosen = settings or self.settings
        return Courier(
            self.store,
            [CentralClient(self.credentials, chosen)],
            chosen,
            self.clock,
            lambda: 0.999,
            lambda id_, receipt: self.delivered.append((id_, receipt)),
            lambda: False,
        )


@pytest.fixture
def new_booth(proxy: Interposer, inside: Central, tmp_path: Path) -> Iterator[Callable[[], Booth]]:
    with ExitStack() as stack:

        def make() -> Booth:
            clock, keys = ManualClock(), HeldKeys()
            folder = tmp_path / f"booth{len(list(tmp_path.iterdir()))}"
            store = Store.open(folder, keys, clock, ROOMY)
            stack.callback(store.close)
            code = new_enrolment_code(inside)
            enrolled = enrol(proxy.url, code, store.device, keys.identity(), QUICK)
            enrolled.credentials.keep(store.secrets)
            store.pin_recovery_key(enrolled.recovery_key)
            proxy.calls.clear()
            return Booth(store, enrolled.credentials, clock)

        yield make


@pytest.fixture
def booth(new_booth: Callable[[], Booth]) -> Booth:
    return new_booth()
