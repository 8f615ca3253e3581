"""A resolver that is silent, wrong or slow: no call outlasts its deadline for it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

import pytest

from kiosk.sync.resolving import PATIENCE_S, RESOLVER
from kiosk.sync.transport import CallFailed, Transport
from tests.sync.conftest import QUICK
from tests.sync.interposer import Fault, Interposer, Reply

SLACK_S = 1.5
"""How much later than its deadline a call may end on a busy machine."""

HASTY = replace(QUICK.within(0.4), total_deadline_s=0.4)
PATIENT = QUICK.within(30.0)
HERE = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]


class Names:
    """The system's resolver, as it is for one name; every other is resolved as ever."""

    def __init__(self, name: str) -> None:
        self.name, self.asked = name, 0
        self.fault: OSError | None = None
        self.answer = HERE
        self.speaks = threading.Event()
        self._real = socket.getaddrinfo

    def getaddrinfo(self, host: Any, *args: Any, **kwargs: Any) -> Any:
        if host != self.name:
            return self._real(host, *args, **kwargs)
        self.asked += 1
        self.speaks.wait()
        if self.fault is not None:
            raise self.fault
        return self.answer


@pytest.fixture
def names(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """A name of this test's own, whose resolver is silent at first."""
    made = Names(f"{request.node.name.replace('_', '-')[:60]}.test")
    monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
    yield made
    made.speaks.set()


@pytest.fixture
def alone() -> Iterator[Interposer]:
    with Interposer("http://127.0.0.1:9") as interposer:
        answer = Reply(200, {"Content-Type": "application/json"}, b"{}")
        interposer.fault = lambda method, path: Fault(instead=answer)
        yield interposer


def url_of(names: Names, server: Interposer) -> str:
    return f"http://{names.name}:{server.url.rpartition(':')[2]}"


def seconds(call: Callable[[], object]) -> tuple[float, str | None]:
    """Return how long a call takes, and why it failed."""
    began = time.monotonic()
    try:
        call()
    except CallFailed as error:
        return time.monotonic() - began, error.reason
    return time.monotonic() - began, None


def asking_threads() -> int:
    return sum(thread.name == "sync-resolve" for thread in threading.enumerate())


def test_a_silent_resolver_ends_no_later_than_the_deadline_and_its_answer_serves_the_next_call(
    names: Names, alone: Interposer
) -> None:
    transport = Transport(url_of(names, alone), None, HASTY)
    for _ in range(3):
        took_s, reason = seconds(lambda: transport.call("GET", "/health"))
        assert reason == "deadline"
        assert HASTY.total_deadline_s <= took_s < HASTY.total_deadline_s + SLACK_S
    assert names.asked == asking_threads() == 1, "who is stuck is not joined by others"
    names.speaks.set()
    while asking_threads():
        time.sleep(0.005)
    names.speaks.clear()
    took_s, reason = seconds(lambda: Transport(url_of(names, alone), None, PATIENT).call("GET", "/health"))
    assert (reason, names.asked) == (None, 2)
    assert PATIENCE_S <= took_s < PATIENCE_S + SLACK_S


def test_breaking_a_call_off_ends_its_waiting_for_a_name(names: Names, alone: Interposer) -> None:
    transport = Transport(url_of(names, alone), None, PATIENT)
    results: list[tuple[float, str | None]] = []
    calling = threading.Thread(target=lambda: results.append(seconds(lambda: transport.call("GET", "/x"))))
    calling.start()
    while not asking_threads():
        time.sleep(0.005)
    transport.abort()
    calling.join(10.0)
    assert results and results[0][0] < SLACK_S
    assert results[0][1] == "unreachable"


def test_an_earlier_answer_serves_while_the_resolver_fails_but_not_when_the_name_is_gone(
    names: Names, alone: Interposer
) -> None:
    names.speaks.set()

    def call() -> str | None:
        return seconds(lambda: Transport(url_of(names, alone), None, PATIENT).call("GET", "/health"))[1]

    names.fault = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    assert call() == "unreachable", "nothing is known yet"
    names.fault = None
    assert call() is None
    names.fault = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    assert call() is None
    names.fault = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    assert call() == "unreachable"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse what a full queue does not take")
def test_several_addresses_that_swallow_everything_share_one_deadline(names: Names) -> None:
    with closing(socket.socket()) as hole, ExitStack() as stack:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for _ in range(3):  # the queue is full: the next is not answered
            filling = stack.enter_context(closing(socket.socket()))
            filling.setblocking(False)
            filling.connect_ex(hole.getsockname())
        names.answer = HERE * 6
        names.speaks.set()
        url = f"http://{names.name}:{hole.getsockname()[1]}"
        took_s, _ = seconds(lambda: Transport(url, None, QUICK).call("GET", "/health"))
    assert took_s < QUICK.total_deadline_s + SLACK_S


def test_a_label_that_is_none_is_no_name() -> None:
    with pytest.raises(socket.gaierror):
        RESOLVER.addresses("a" * 64 + ".test", lambda: False)
