"""Renewing the booth's token: wherever it is cut off, the booth holds one that works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.central.central import Central
from kiosk.central.tables import Device
from kiosk.digest import sha256_hex
from kiosk.errors import KioskError
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.credentials import Credentials, Secrets
from kiosk.sync.directory import Directory
from kiosk.sync.outcome import BoothState, Meaning
from kiosk.sync.rotation import Rotation
from tests import leftovers
from tests.store.making import submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer, Reply

TOKEN = "/device/token"


class Killed(BaseException):
    """The process ends here."""


class Cut:
    """The store's secrets; the process is killed before or after it keeps one, or the disk refuses."""

    def __init__(self, secrets: Secrets, before: BaseException | None, after: BaseException | None) -> None:
        self._secrets, self._before, self._after = secrets, before, after

    def put(self, name: str, secret: bytes) -> None:
        if self._before is not None:
            raise self._before
        self._secrets.put(name, secret)
        if self._after is not None:
            raise self._after

    def get(self, name: str) -> bytes | None:
        return self._secrets.get(name)

    def remove(self, name: str) -> None:
        self._secrets.remove(name)


def started(booth: Booth, secrets: Secrets | None = None) -> Courier:
    """Return the courier of a booth that has just been started, as its link makes it."""
    secrets = secrets or booth.store.secrets
    credentials = Credentials.kept(secrets)
    assert credentials is not None
    client = CentralClient(credentials, QUICK, secrets)
    rotation = Rotation(credentials, client, secrets, QUICK, booth.clock)
    return Courier(
        booth.store, [client], QUICK, booth.clock, lambda: 0.5, lambda *_: None, lambda: False,
        renew=rotation.step,
    )  # fmt: skip


def age(booth: Booth) -> None:
    """Have the token grow old."""
    credentials = Credentials.kept(booth.store.secrets)
    assert credentials is not None
    replace(credentials, since=booth.clock.now().isoformat()).keep(booth.store.secrets)
    booth.clock.advance(QUICK.token_s)


def kept(booth: Booth) -> str:
    credentials = Credentials.kept(booth.store.secrets)
    assert credentials is not None
    return credentials.token


def opens(booth: Booth, token: str) -> bool:
    """Whether the server lets in who has this token, and no other."""
    client = CentralClient(replace(booth.credentials, token=token), QUICK)
    return client.reconcile([])[0].meaning is Meaning.DONE


def delivers(booth: Booth, courier: Courier) -> bool:
    id_ = booth.store.save(submission(booth.clock)).id
    booth.clock.advance(QUICK.heartbeat_s)
    courier.resume()
    courier.step()
    return courier.state is BoothState.OK and booth.store.state(id_) is Delivery.ACCEPTED


def test_an_old_token_is_renewed_and_no_young_one(booth: Booth, proxy: Interposer) -> None:
    old = kept(booth)
    age(booth)
    courier = started(booth)
    assert delivers(booth, courier)
    new = kept(booth)
    assert new != old
    assert (opens(booth, old), opens(booth, new)) == (False, True)
    for _ in range(3):
        assert delivers(booth, courier)
    assert delivers(booth, started(booth))
    assert len(proxy.sent("POST", TOKEN)) == 1
    booth.clock.advance(QUICK.token_s)
    assert delivers(booth, courier)
    assert kept(booth) not in (old, new)


LOST = [Fault(silent=True), Fault(cut=0), Fault(cut=20), Fault(instead=Reply(500, {}, b"oops"))]


@pytest.mark.parametrize("fault", LOST, ids=["no answer", "no body", "half a body", "refused"])
def test_a_lost_answer_locks_nobody_out(booth: Booth, proxy: Interposer, fault: Fault) -> None:
    old = kept(booth)
    age(booth)
    proxy.fault = lambda method, path: fault if path.endswith(TOKEN) else None
    courier = started(booth)
    for _ in range(3):
        booth.clock.advance(QUICK.backoff_cap_s)
        courier.step()
        assert kept(booth) == old and opens(booth, old)
    assert len(proxy.sent("POST", TOKEN)) == 3
    proxy.fault = lambda method, path: None
    assert delivers(booth, started(booth)), "after a restart"
    assert kept(booth) != old and not opens(booth, old)


@pytest.mark.parametrize("after", [False, True], ids=["before it is kept", "when it is kept"])
def test_a_kill_while_the_token_is_kept_locks_nobody_out(booth: Booth, after: bool) -> None:
    old = kept(booth)
    age(booth)
    for _ in range(2):
        with pytest.raises(Killed):
            started(
                booth, Cut(booth.store.secrets, None if after else Killed(), Killed() if after else None)
            ).step()
        age(booth)
    assert (kept(booth) != old) is after
    assert delivers(booth, started(booth))
    assert opens(booth, kept(booth)) and not opens(booth, old)


@pytest.mark.parametrize("after", [False, True], ids=["nothing written", "perhaps written"])
def test_a_disk_that_takes_no_token_holds_up_no_delivery(
    booth: Booth, proxy: Interposer, after: bool, expect_log: leftovers.ExpectLog
) -> None:
    expect_log("kiosk.sync.rotation", "could not be kept: store-io")
    age(booth)
    fault = KioskError("store-io", "The disk of the booth reports an error.", "Try again.")
    secrets = Cut(booth.store.secrets, None if after else fault, fault if after else None)
    courier = started(booth, secrets)
    for _ in range(3):
        assert delivers(booth, courier)
    assert len(proxy.sent("POST", TOKEN)) == 1, "another would make the server forget the one on the disk"
    assert delivers(booth, started(booth))


def test_the_booths_other_clients_learn_of_the_new_token(booth: Booth, proxy: Interposer) -> None:
    credentials = Credentials.kept(booth.store.secrets)
    assert credentials is not None
    age(booth)
    elsewhere = Directory(credentials, QUICK, booth.store.secrets)
    assert elsewhere.news(0)[0].meaning is Meaning.DONE
    assert delivers(booth, started(booth))
    assert not opens(booth, credentials.token)
    proxy.calls.clear()
    assert [elsewhere.news(0)[0].meaning for _ in range(2)] == [Meaning.DONE] * 2
    assert len(proxy.calls) == 3, "one was refused, and made again"


@pytest.fixture
def put_back(inside: Central) -> Callable[[str, str], None]:
    """Have the server know a booth's token as on the day of a backup."""

    def change(device: str, token: str) -> None:
        with inside.session() as db, db.begin():
            row = db.get_one(Device, device)
            row.token_sha256, row.next_token_sha256 = sha256_hex(token.encode()), None

    return change


def test_a_server_put_back_to_the_day_before_knows_the_booth(
    booth: Booth, put_back: Callable[[str, str], None]
) -> None:
    old = kept(booth)
    age(booth)
    courier = started(booth)
    assert delivers(booth, courier)
    new = kept(booth)
    put_back(booth.credentials.device, old)
    assert not opens(booth, new)
    assert delivers(booth, courier)
    assert kept(booth) not in (old, new), "renewed at once, from the one that the server knows"
    assert not opens(booth, old) and opens(booth, kept(booth))


def test_who_is_shut_out_stays_out(booth: Booth, proxy: Interposer, inside: Central) -> None:
    age(booth)
    courier = started(booth)
    assert delivers(booth, courier)
    with inside.session() as db, db.begin():
        db.get_one(Device, booth.credentials.device).revoked_at = inside.timestamp()
    assert not delivers(booth, courier)
    assert courier.state is BoothState.AUTH_LOST


def test_a_wrong_clock_renews_nothing(booth: Booth, proxy: Interposer) -> None:
    age(booth)
    credentials = Credentials.kept(booth.store.secrets)
    assert credentials is not None
    client = CentralClient(credentials, QUICK, booth.store.secrets)
    rotation = Rotation(credentials, client, booth.store.secrets, QUICK, booth.clock)
    assert rotation.step(clock_is_right=False).meaning is Meaning.DONE
    assert not proxy.sent("POST", TOKEN)
    ahead = booth.clock.now() + timedelta(days=3_650)  # as the clock was when the token came
    replace(credentials, since=ahead.isoformat()).keep(booth.store.secrets)
    credentials = Credentials.kept(booth.store.secrets)
    assert credentials is not None
    rotation = Rotation(credentials, client, booth.store.secrets, QUICK, booth.clock)
    assert rotation.step(clock_is_right=True).meaning is Meaning.DONE
    assert len(proxy.sent("POST", TOKEN)) == 1
