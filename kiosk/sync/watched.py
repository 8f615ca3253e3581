"""Sockets that can be shut from outside, so that no call outlasts its deadline."""

from __future__ import annotations

import math
import socket
import threading
import time
from types import TracebackType
from typing import Any, cast

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import LocationValueError
from urllib3.util import parse_url

from kiosk.sync.resolving import RESOLVER


class Sockets:
    """The sockets of one session, to be shut from outside.

    Parameters
    ----------
    send_timeout_s
        urllib3 would send a body under the *connect* timeout, which a slow uplink exceeds.
    """

    def __init__(self, send_timeout_s: float) -> None:
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._send_timeout_s = send_timeout_s
        self._until_s = math.inf
        self._is_shut = False

    def is_shut(self) -> bool:
        return self._is_shut

    def limit(self, seconds: float) -> None:
        """Let nobody connect for longer than so many seconds from now."""
        self._until_s = time.monotonic() + seconds

    def remaining_s(self) -> float:
        """Return how long a call may still connect, s.

        Raises
        ------
        TimeoutError
            When the time is over, or everything is shut.
        """
        remaining_s = self._until_s - time.monotonic()
        if self._is_shut or remaining_s <= 0:
            raise TimeoutError("no time is left to connect")
        return remaining_s

    def opened(self, sock: socket.socket | None) -> None:
        if sock is None:
            return
        sock.settimeout(self._send_timeout_s)
        with self._lock:
            self._open = [known for known in self._open if known.fileno() >= 0] + [sock]
            if self._is_shut:
                _shut(sock)

    def about_to_send(self, sock: socket.socket | None) -> None:
        """Give a kept connection its sending time again: urllib3 set the connect timeout just now."""
        if sock is not None:
            sock.settimeout(self._send_timeout_s)

    def shut(self) -> None:
        """Shut what is open, and whatever this session still opens."""
        with self._lock:
            self._is_shut = True
            for sock in self._open:
                _shut(sock)
        RESOLVER.wake()


class Deadline:
    """Shuts the session's sockets when the time of one call is over, and ends its waiting for a name.

    The socket's own timeout only bounds the silence between two bytes, so a server that drips one
    byte now and then would hold a call for ever.
    """

    def __init__(self, seconds: float, sockets: Sockets) -> None:
        self._sockets, self._seconds = sockets, seconds
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.name = "sync-deadline"
        self._timer.daemon = True
        self.passed = False

    def _pass(self) -> None:
        self.passed = True
        self._sockets.shut()

    def __enter__(self) -> Deadline:
        self._sockets.limit(self._seconds)
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()


def watched_pool(base: str, sockets: Sockets) -> HTTPConnectionPool:
    """Return connections to the host of ``base`` that tell ``sockets`` of every socket they open.

    A certificate has to come from an authority of the bundle that ``requests`` brings.
    """
    url = parse_url(base)
    if url.host is None:
        raise LocationValueError("an address without a host")

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, sockets)

        def connect(self) -> None:
            super().connect()
            sockets.opened(self.sock)

        def putrequest(self, *args: Any, **kwargs: Any) -> None:
            super().putrequest(*args, **kwargs)
            sockets.about_to_send(self.sock)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, sockets)

        def connect(self) -> None:
            super().connect()
            sockets.opened(cast("socket.socket | None", self.sock))

        def putrequest(self, *args: Any, **kwargs: Any) -> None:
            super().putrequest(*args, **kwargs)
            sockets.about_to_send(cast("socket.socket | None", self.sock))

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    if url.scheme == "http":
        return PlainPool(url.host, url.port)
    return SecurePool(url.host, url.port, cert_reqs="CERT_REQUIRED", ca_certs=DEFAULT_CA_BUNDLE_PATH)


def _connected(connection: HTTPConnection, sockets: Sockets) -> socket.socket:
    """Return a socket to the connection's host; not urllib3's way, which outlasts every deadline.

    That waits for the resolver for as long as it is silent, and then the whole connect timeout for each
    address in turn.
    """
    fault = OSError("the name has no address")
    for family, kind, protocol, _, address in RESOLVER.addresses(
        connection.host.strip("[]"), sockets.is_shut
    ):
        sock = socket.socket(family, kind, protocol)
        try:
            for option in connection.socket_options or ():
                sock.setsockopt(*option)
            sock.settimeout(min(cast("float", connection.timeout), sockets.remaining_s()))
            sock.connect((address[0], connection.port, *address[2:]))
        except OSError as error:
            sock.close()
            fault = error
        else:
            return sock
    raise fault


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already gone, which is what was wanted
