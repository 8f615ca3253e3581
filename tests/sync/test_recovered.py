"""A booth whose key store was wiped says so, is recovered with the offline key, and delivers everything."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central.central import Central, new_enrolment_code
from kiosk.central.keys import RECOVERY_PRIVATE
from kiosk.central.process import CentralProcess
from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.digest import canonical_json
from kiosk.errors import KioskError
from kiosk.receipt import Receipt, public_bytes, sign
from kiosk.services.build import open_keys, open_store
from kiosk.services.enrolling import enrol_booth
from kiosk.settings import load_settings
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.credentials import Credentials
from kiosk.sync.enrolment import ENROLMENT_PURPOSE
from kiosk.sync.settings import load_sync_settings
from kiosk.sync.transport import Transport
from tests.leftovers import ExpectLog
from tests.store.making import submission


def deliver(store: Store) -> list[str]:
    """Let the courier do one round; return what was delivered with a receipt that verifies again."""
    credentials = Credentials.kept(store.secrets)
    assert credentials is not None
    verified: list[str] = []

    def delivered(id_: str, receipt: dict[str, object]) -> None:
        parcel, parsed = store.open_sealed(id_), Receipt.parse(receipt)
        assert parsed is not None
        assert parsed.verifies(id_, parcel.fingerprint, tuple(parcel.blobs), credentials.keys())
        verified.append(id_)

    settings = load_sync_settings()
    client = CentralClient(credentials, settings)
    Courier(store, [client], settings, SystemClock(), lambda: 0.5, delivered, lambda: False).step()
    return verified


def test_a_wiped_key_store_is_recovered_to_verified_receipts(
    server: CentralProcess,
    inside: Central,
    tmp_path: Path,
    expect_log: ExpectLog,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    config = tmp_path / "kiosk.toml"
    config.write_text('data_dir = "booth"\n[keys]\nstore = "file"\n', encoding="utf-8")
    settings, clock = load_settings(config), SystemClock()
    device = enrol_booth(settings, clock, server.url, new_enrolment_code(inside))
    with closing(open_store(settings, open_keys(settings), clock)) as store:
        early = store.save(submission(clock)).id
        assert deliver(store) == [early]
        late = [store.save(submission(clock, shade)).id for shade in (2, 3)]
    (settings.data_dir / "keys" / "booth.key").unlink()

    for refused in (
        lambda: open_keys(settings),
        lambda: enrol_booth(settings, clock, server.url, new_enrolment_code(inside)),
    ):
        with pytest.raises(KioskError) as caught:
            refused()
        assert caught.value.code == "keys-wiped"
    assert main(["queue", "release", "--all", "--config", str(config)]) == 2
    assert "keys-wiped" in capsys.readouterr().err

    private = server.data / RECOVERY_PRIVATE
    told = ["queue", "recover", "--config", str(config), "--key", str(private), "--rewrap", "--json"]
    assert main(told) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["recovered"] for line in lines] == [True] * 3

    for code, expected in (
        (new_enrolment_code(inside), "enrolment-refused"),
        (new_enrolment_code(inside, "00000000-0000-4000-8000-000000000000"), "enrolment-refused"),
        (new_enrolment_code(inside, device), None),
    ):
        if expected is None:
            assert enrol_booth(settings, clock, server.url, code) == device, "the same booth as before"
            continue
        with pytest.raises(KioskError) as caught:
            enrol_booth(settings, clock, server.url, code)
        assert caught.value.code == expected, "nobody else takes a booth's place"
    with closing(open_store(settings, open_keys(settings), clock)) as store:
        assert deliver(store) == late
        assert store.ids_in(Delivery.ACCEPTED) == (early, *late)
        assert store.audit_break() is None


def test_a_code_for_one_booth_replaces_a_key_once(
    server: CentralProcess, inside: Central, tmp_path: Path
) -> None:
    """The request that redeemed such a code, sent again with another key, does not take the booth over."""
    device = "00000000-0000-4000-8000-0000000000aa"
    code = new_enrolment_code(inside, device)

    def enrol(key: Ed25519PrivateKey, used: str) -> int:
        claim = {"code": used, "device": device, "public_key": public_bytes(key).hex()}
        body = {**claim, "proof": sign(ENROLMENT_PURPOSE, claim, key), "version": "1"}
        headers = {"Content-Type": "application/json", "Idempotency-Key": "k" * 32}
        transport = Transport(server.url, None, load_sync_settings())
        return transport.call("POST", "/enrolments", canonical_json(body), headers).status

    first, second = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    assert enrol(first, code) == 201
    assert enrol(first, code) == 201, "its answer was lost"
    assert enrol(second, code) == 403
    assert enrol(second, new_enrolment_code(inside, device)) == 201
