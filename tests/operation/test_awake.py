"""Kept awake: the lock and the request are held exactly as long as the block; an absent bus is no fault."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from kiosk.operation.awake import Awake, desktop, logind, of_system
from tests.leftovers import ExpectLog

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs a message bus"
)


class Asked:
    """Stands at the bus for logind and the screen saver service, and keeps what it was asked."""

    def __init__(self, address: str) -> None:
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.calls: list[tuple[str, ...]] = []
        self.lock_read, self._lock_write = os.pipe()
        self._bus = open_dbus_connection(address, enable_fds=True)
        for name in ("org.freedesktop.login1", "org.freedesktop.ScreenSaver"):
            self._bus.send_and_get_reply(message_bus.RequestName(name))
        self._thread = threading.Thread(target=self._answer, name="bus-stand-in")
        self._thread.start()

    def _answer(self) -> None:
        from jeepney import HeaderFields, MessageType, new_method_return

        while True:
            try:
                message = self._bus.receive()
            except (OSError, EOFError):
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            self.calls.append(message.body)
            if message.header.fields[HeaderFields.interface] == "org.freedesktop.ScreenSaver":
                self._bus.send(new_method_return(message, "u", (7,)))
            else:
                self._bus.send(new_method_return(message, "h", (self._lock_write,)))
                os.close(self._lock_write)

    def close(self) -> None:
        self._thread.join(5)
        self._bus.close()
        os.close(self.lock_read)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    for name in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, address)
    asked = Asked(address)
    yield asked
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()
    asked.close()


def test_sleep_and_blanking_are_held_off_as_long_as_the_block_lasts(bus: Asked) -> None:
    with Awake(holds={"logind": logind, "desktop": desktop}) as awake:
        assert awake.asked(10)
        assert awake.held == ("logind", "desktop")
        os.set_blocking(bus.lock_read, False)
        with pytest.raises(BlockingIOError):
            os.read(bus.lock_read, 1)  # somebody holds the other end
    os.set_blocking(bus.lock_read, True)
    assert os.read(bus.lock_read, 1) == b"", "the lock was let go"
    assert [call[0] for call in bus.calls] == ["sleep:idle", "photo-kiosk"]
    assert bus.calls[0][3] == "block"


def test_a_machine_without_any_of_them_is_told_once(
    monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.operation.awake", "nobody here keeps the screen lit")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
    with Awake({}) as awake:
        assert awake.asked(10)
        assert awake.held == ()


def test_every_system_has_its_own() -> None:
    assert set(of_system("linux")) == {"logind", "desktop", "x11"}
    assert set(of_system("win32")) == {"windows"}
    assert of_system("darwin") == {}
