"""The warden: alive is told only while everybody keeps their promises."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.operation.exits import Exit
from kiosk.operation.telling import ALIVE, READY, DatagramTeller, PipeTeller, find_teller, gap_s
from kiosk.operation.warden import CATCH_UP_S, START_WITHIN_S, Warden
from kiosk.pulse import Pulse
from tests.leftovers import ExpectLog


class Hands:
    """A clock whose hands the test turns, and what the warden did."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.told: list[str] = []
        self.ended: list[int] = []
        self.gui, self.vision = Pulse(self.monotonic), Pulse(self.monotonic)
        self.warden = Warden(
            self, 1.0, lambda _: None, end=self.ended.append, monotonic=self.monotonic
        )  # fmt: skip

    def monotonic(self) -> float:
        return self.now

    def tell(self, word: str) -> None:
        self.told.append(word)

    def pass_time(self, seconds: float, *beating: Pulse) -> None:
        for _ in range(round(seconds)):
            self.now += 1.0
            for pulse in beating:
                pulse.promise(3.0)
            self.warden.look()


@pytest.fixture
def hands() -> Hands:
    return Hands()


def test_ready_comes_once_and_only_when_every_part_has_begun(hands: Hands) -> None:
    hands.warden.follow({"gui": hands.gui, "vision": hands.vision})
    hands.pass_time(2, hands.gui)
    assert hands.told == []
    hands.pass_time(2, hands.gui, hands.vision)
    assert hands.told == [READY, ALIVE, ALIVE]


def test_a_part_that_hangs_ends_the_booth(hands: Hands, expect_log: ExpectLog) -> None:
    expect_log("kiosk.operation.warden", "no sign of life: vision")
    hands.warden.follow({"gui": hands.gui, "vision": hands.vision})
    hands.pass_time(2, hands.gui, hands.vision)
    hands.told.clear()
    hands.pass_time(3, hands.gui)
    assert hands.told == [ALIVE] * 3
    assert hands.ended == []
    hands.pass_time(1, hands.gui)
    assert hands.ended == [Exit.STALE]
    assert hands.told == [ALIVE] * 3


def test_who_rests_is_not_missed(hands: Hands) -> None:
    hands.warden.follow({"gui": hands.gui, "vision": hands.vision})
    hands.pass_time(1, hands.gui, hands.vision)
    hands.vision.rest()
    hands.pass_time(200, hands.gui)
    assert hands.ended == []


def test_after_a_standstill_of_the_machine_everybody_may_catch_up(
    hands: Hands, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.operation.warden", "no sign of life: gui, vision")
    expect_log("kiosk.operation.warden", "no sign of life: gui")
    hands.warden.follow({"gui": hands.gui, "vision": hands.vision})
    hands.pass_time(1, hands.gui, hands.vision)
    hands.now += 8 * 3600.0  # slept
    hands.warden.look()
    assert hands.ended == []
    hands.pass_time(CATCH_UP_S + 1, hands.gui, hands.vision)
    assert hands.ended == []
    hands.now += 60.0
    hands.warden.look()
    hands.pass_time(CATCH_UP_S + 1, hands.vision)
    assert hands.ended[0] == Exit.STALE


def test_a_start_that_hangs_is_ended(hands: Hands, expect_log: ExpectLog) -> None:
    expect_log("kiosk.operation.warden", "no sign of life: start")
    hands.pass_time(START_WITHIN_S)
    assert not hands.ended
    hands.pass_time(1)
    assert hands.ended == [Exit.STALE]
    assert hands.told == []


def test_a_page_that_waits_before_there_is_a_booth_is_alive(hands: Hands) -> None:
    for _ in range(300):
        hands.warden.wait(5.0)
        hands.pass_time(1)
    assert hands.told[:2] == [READY, ALIVE]
    hands.warden.follow({"gui": hands.gui, "vision": hands.vision})
    hands.pass_time(10)  # while it starts the signs go on
    assert hands.told == [READY] + [ALIVE] * 310
    assert hands.ended == []


def test_without_anybody_above_a_hung_booth_is_only_logged(expect_log: ExpectLog) -> None:
    hands = Hands()
    expect_log("kiosk.operation.warden", "no sign of life: gui")
    hands.warden = Warden(None, 1.0, lambda _: None, end=hands.ended.append, monotonic=hands.monotonic)
    hands.warden.follow({"gui": hands.gui})
    hands.pass_time(1, hands.gui)
    hands.pass_time(100)
    assert hands.ended == []


def test_a_disk_that_takes_no_health_file_does_not_end_the_booth(expect_log: ExpectLog) -> None:
    expect_log("kiosk.operation.warden", "could not be written down")
    hands = Hands()

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    hands.warden = Warden(hands, 1.0, full, end=hands.ended.append, monotonic=hands.monotonic)
    hands.warden.follow({"gui": hands.gui})
    hands.pass_time(5, hands.gui)
    assert hands.told == [READY] + [ALIVE] * 5


def test_a_supervisor_that_went_away_ends_the_booth() -> None:
    hands = Hands()
    ours, theirs = os.pipe()
    os.close(ours)
    pipe = PipeTeller(theirs)
    hands.warden = Warden(pipe, 1.0, lambda _: None, end=hands.ended.append, monotonic=hands.monotonic)
    hands.warden.follow({"gui": hands.gui})
    hands.pass_time(1, hands.gui)
    os.close(theirs)
    assert hands.ended == [Exit.ORPHANED]


@pytest.fixture
def service_manager(tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(path)
        listening.settimeout(5.0)
        yield listening, path


@pytest.mark.skipif(sys.platform == "win32", reason="systemd's socket is there on Linux only")
def test_systemd_hears_a_real_process(service_manager: tuple[socket.socket, str]) -> None:
    listening, path = service_manager
    code = (
        "import os; from kiosk.operation.telling import READY, find_teller; "
        "teller = find_teller(os.environ); assert teller; teller.tell(READY)"
    )
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "NOTIFY_SOCKET": path}, check=True)
    assert listening.recv(100) == b"READY=1"


def test_a_socket_that_is_gone_is_no_trouble(tmp_path: Path) -> None:
    DatagramTeller(str(tmp_path / "gone")).tell(ALIVE)


def test_who_listens_is_found_in_the_environment() -> None:
    assert find_teller({}) is None
    assert find_teller({"NOTIFY_SOCKET": "vsock:1:2"}) is None
    assert isinstance(find_teller({"NOTIFY_SOCKET": "@abstract"}), DatagramTeller)
    assert isinstance(find_teller({"KIOSK_TELL_PIPE": "1", "NOTIFY_SOCKET": "/x"}), PipeTeller)


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, 1.0),
        ({"WATCHDOG_USEC": "10000000"}, 1.0),
        ({"WATCHDOG_USEC": "1000000"}, 0.5),
        ({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "7"}, 0.5),
        ({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "8"}, 1.0),
        ({"WATCHDOG_USEC": "soon"}, 1.0),
        ({"WATCHDOG_USEC": "1"}, 0.1),
    ],
)
def test_signs_come_twice_in_the_time_systemd_waits(environ: dict[str, str], seconds: float) -> None:
    assert gap_s(environ, 7) == seconds
