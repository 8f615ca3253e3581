"""One call: nothing outlasts the deadline, nothing is followed, nothing comes from the environment."""

from __future__ import annotations

import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.sync.settings import SyncSettings
from kiosk.sync.transport import KEEP_S, CallFailed, Transport
from tests.sync.conftest import QUICK
from tests.sync.interposer import Fault, Interposer, Reply

SLACK_S = 1.5
"""How much later than its deadline a call may end on a busy machine."""

LONG = Reply(200, {"Content-Type": "application/json"}, b"{}" * 500)


@pytest.fixture
def alone() -> Iterator[Interposer]:
    with Interposer("http://127.0.0.1:9") as interposer:
        yield interposer


def seconds_until_failure(url: str, settings: SyncSettings = QUICK) -> tuple[float, CallFailed]:
    began = time.monotonic()
    with pytest.raises(CallFailed) as error:
        Transport(url, None, settings).call("GET", "/health")
    return time.monotonic() - began, error.value


def test_a_drip_of_headers_ends_at_the_deadline(alone: Interposer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "urllib3")  # as configure_logging does; it would quote the address
    alone.fault = lambda method, path: Fault(instead=LONG, drip_s=0.05)
    took_s, error = seconds_until_failure(alone.url)
    assert error.reason == "deadline"
    assert QUICK.total_deadline_s <= took_s < QUICK.total_deadline_s + SLACK_S


def test_a_drip_of_the_body_ends_at_the_deadline(alone: Interposer) -> None:
    alone.fault = lambda method, path: Fault(instead=LONG, drip_body_s=0.05)
    took_s, error = seconds_until_failure(alone.url)
    assert error.reason == "deadline"
    assert QUICK.total_deadline_s <= took_s < QUICK.total_deadline_s + SLACK_S


def test_silence_ends_at_the_read_timeout(alone: Interposer) -> None:
    alone.fault = lambda method, path: Fault(hole=True)
    took_s, error = seconds_until_failure(alone.url)
    assert error.reason == "unreachable"
    assert took_s < QUICK.read_timeout_s + SLACK_S


def test_a_redirect_is_an_answer(alone: Interposer) -> None:
    away = Reply(302, {"Location": f"{alone.url}/elsewhere"}, b"")
    alone.fault = lambda method, path: Fault(instead=away)
    assert Transport(alone.url, None, QUICK).call("PUT", "/x", b"body").status == 302
    assert alone.calls == [("PUT", "/api/v1/x")]


def test_the_environment_changes_nothing(alone: Interposer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    alone.fault = lambda method, path: Fault(instead=LONG)
    assert Transport(alone.url, None, QUICK).call("GET", "/health").body == LONG.body


def test_an_endless_answer_is_cut_off(alone: Interposer) -> None:
    alone.fault = lambda method, path: Fault(instead=LONG)
    _, error = seconds_until_failure(alone.url, replace(QUICK, max_answer_bytes=100))
    assert error.reason == "answer-too-long"


def test_nobody_listening_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    took_s, error = seconds_until_failure(f"http://127.0.0.1:{port}")
    assert (error.reason, error.certificate) == ("unreachable", False)
    assert took_s < SLACK_S


@contextmanager
def counting_server(slow_s: float, answer: bytes) -> Iterator[tuple[str, list[list[bytes]]]]:
    """Serve whole requests one after another; yields its address and, per connection, the requests' heads.

    Every body is left in the buffers for ``slow_s`` before it is taken. What a connection buffers is
    fixed: a kernel whose own limit is high (32 MB was met) would take a whole body without a reader.
    """
    heads: list[list[bytes]] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 200_000)  # accepted sockets inherit it

        def serve() -> None:
            while True:
                try:
                    peer = server.accept()[0]
                except OSError:
                    return
                heads.append([])
                with peer, peer.makefile("rb") as incoming:
                    while first := incoming.readline():
                        head = first + b"".join(iter(incoming.readline, b"\r\n"))
                        heads[-1].append(head)
                        length = re.search(rb"(?i)content-length: (\d+)", head)
                        time.sleep(slow_s)  # the slowness itself is what is tested
                        incoming.read(int(length[1]) if length else 0)
                        peer.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", heads
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


NOTHING = b"HTTP/1.1 204 X\r\nSet-Cookie: portal=1\r\n\r\n"


def test_a_slow_uplink_may_take_longer_than_connecting_and_reading() -> None:
    """The server takes nothing for longer than both time-outs; the body outgrows all buffers."""
    body = bytes(24_000_000)
    hurried = replace(QUICK, connect_timeout_s=0.2, read_timeout_s=1.6, total_deadline_s=20.0)
    with counting_server(2.2, NOTHING) as (url, heads):
        transport = Transport(url, None, hurried)
        for _ in range(2):  # the second time over a connection whose last answer was read
            assert transport.call("PUT", "/blobs/x", body).status == 204
        transport.abort()
    assert [len(connection) for connection in heads] == [2]


def test_calls_that_follow_closely_share_a_connection_and_no_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [100.0]
    monkeypatch.setattr("kiosk.sync.transport.time.monotonic", lambda: now_s[0])
    with counting_server(0.0, NOTHING) as (url, heads):
        transport = Transport(url, None, QUICK)
        transport.call("GET", "/health")
        now_s[0] += KEEP_S / 2
        transport.call("GET", "/health")
        now_s[0] += KEEP_S + 0.1
        transport.call("GET", "/health")
        transport.abort()
    assert [len(connection) for connection in heads] == [2, 1]
    assert not any(b"ookie" in head for connection in heads for head in connection)


@contextmanager
def untrusted_server(folder: Path) -> Iterator[str]:
    """Yield the address of a server that one caller will not trust: it signed its certificate itself."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .sign(key, None)
    )  # fmt: skip
    pem = folder / "both.pem"
    pem.write_bytes(
        certificate.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as peer, pytest.raises(OSError):  # noqa: PT011
                context.wrap_socket(peer, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://localhost:{server.getsockname()[1]}"
        thread.join()


def test_an_untrusted_certificate_is_told_apart(tmp_path: Path) -> None:
    with untrusted_server(tmp_path) as url:
        _, error = seconds_until_failure(url)
    assert error.certificate
