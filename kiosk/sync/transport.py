"""One HTTP call at a time, with a deadline that nothing outlasts and no following of redirects."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, cast

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from kiosk.digest import content_digest, content_digest_matches
from kiosk.sync.settings import SyncSettings

CHUNK_BYTES = 65_536


class CallFailed(Exception):
    """No whole answer came. ``certificate`` is true when the server's certificate was not trusted."""

    def __init__(self, reason: str, certificate: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.certificate = certificate


@dataclass(frozen=True, eq=False)
class Answer:
    """A whole answer; header names are case-insensitive."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def genuine(self) -> bool:
        """Whether it can be the central server's: JSON with the right digest, or no body at all.

        A captive portal's page and a proxy's error are not.
        """
        if not self.body:
            return True
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        return kind in ("application/json", "application/problem+json") and content_digest_matches(
            self.headers.get("Content-Digest"), self.body
        )

    def json(self) -> Any:
        """Return the parsed body, None when there is none or it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Transport:
    """Calls below one base address.

    Parameters
    ----------
    base
        ``https://host[:port]``, or ``http://`` on this machine only; without a trailing slash.
    token
        Sent as ``Authorization: Bearer``; None before enrolment.
    """

    def __init__(self, base: str, token: str | None, settings: SyncSettings) -> None:
        self._base, self._token, self._settings = base, token, settings
        self._lock = threading.Lock()
        self._current: _Watchdog | None = None
        self._aborted = False

    def abort(self) -> None:
        """End the call in progress and refuse every later one; from any thread."""
        with self._lock:
            self._aborted = True
            if self._current is not None:
                self._current.expire()

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Make one call and return its whole answer, whatever the status.

        Raises
        ------
        CallFailed
            Refused, reset, timed out (however slowly it dripped), cut short, or not trusted.
        """
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        if self._token is not None:
            sent["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            sent["Content-Digest"] = content_digest(body)
        limit = self._settings
        with _Watchdog(limit.total_deadline_s) as watchdog, requests.Session() as session:
            self._begin(watchdog)
            session.trust_env = False  # a proxy or netrc of the environment must not see photos
            for scheme in ("http://", "https://"):
                session.mount(scheme, _WatchedAdapter(watchdog, limit.total_deadline_s))
            try:
                response = session.request(
                    method,
                    f"{self._base}/api/v1{path}",
                    data=body,
                    headers=sent,
                    timeout=(limit.connect_timeout_s, limit.read_timeout_s),
                    allow_redirects=False,
                    stream=True,
                )
                content = bytearray()
                for chunk in response.iter_content(CHUNK_BYTES):
                    content += chunk
                    if len(content) > limit.max_answer_bytes:
                        raise CallFailed("answer-too-long")
            except requests.exceptions.SSLError as error:
                raise CallFailed("tls", certificate=_is_certificate_error(error)) from error
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise CallFailed("deadline" if watchdog.expired else "unreachable") from error
            if watchdog.expired:
                raise CallFailed("deadline")
        return Answer(response.status_code, response.headers, bytes(content))

    def _begin(self, watchdog: _Watchdog) -> None:
        with self._lock:
            if self._aborted:
                raise CallFailed("aborted")
            self._current = watchdog


class _Watchdog:
    """Shuts the call's sockets when the deadline passes.

    The socket's own timeout only bounds the silence between two bytes, so a server that drips one
    byte now and then would hold a call for ever.
    """

    def __init__(self, deadline_s: float) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(deadline_s, self.expire)
        self._timer.name = "sync-deadline"
        self._timer.daemon = True
        self.expired = False

    def watch(self, sock: socket.socket) -> None:
        with self._lock:
            self._sockets.append(sock)
            if self.expired:
                _shut(sock)

    def expire(self) -> None:
        """Shut what is open, and whatever this call still opens."""
        with self._lock:
            self.expired = True
            for sock in self._sockets:
                _shut(sock)

    def __enter__(self) -> _Watchdog:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()


class _WatchedAdapter(HTTPAdapter):
    """Hands every socket it opens to the watchdog."""

    def __init__(self, watchdog: _Watchdog, send_timeout_s: float) -> None:
        self._watchdog, self._send_timeout_s = watchdog, send_timeout_s
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        watchdog, send_timeout_s = self._watchdog, self._send_timeout_s

        def opened(sock: socket.socket | None) -> None:
            if sock is not None:
                # urllib3 sends the body under the *connect* timeout, which a slow uplink exceeds
                sock.settimeout(send_timeout_s)
                watchdog.watch(sock)

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                opened(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                opened(cast("socket.socket | None", self.sock))

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already gone, which is what was wanted


def _is_certificate_error(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        seen.add(id(error))
        reasons = [a for a in (*error.args, getattr(error, "reason", None)) if isinstance(a, BaseException)]
        error = error.__cause__ or error.__context__ or (reasons[0] if reasons else None)
    return False
