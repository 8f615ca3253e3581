"""One HTTP call at a time, with a deadline that nothing outlasts and no following of redirects."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
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

KEEP_S = 2.0
"""How long a connection may rest before another call takes it again: servers and the boxes between close
idle ones, usually after five seconds or more, and a call sent into a closing one is lost."""


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
    """Calls below one base address, one after another over one connection while they follow closely.

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
        self._sockets: _Sockets | None = None
        self._session: requests.Session | None = None
        self._rested_s = 0.0
        self._aborted = False

    def abort(self) -> None:
        """End the call in progress and refuse every later one; from any thread."""
        with self._lock:
            self._aborted = True
            if self._sockets is not None:
                self._sockets.shut()

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
        session, sockets = self._connected()
        try:
            with _Deadline(self._settings.total_deadline_s, sockets) as deadline:
                try:
                    answer = self._ask(session, method, path, body, sent)
                except requests.exceptions.SSLError as error:
                    raise CallFailed("tls", certificate=_is_certificate_error(error)) from error
                except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                    raise CallFailed("deadline" if deadline.passed else "unreachable") from error
                if deadline.passed:
                    raise CallFailed("deadline")
        except BaseException:
            self._disconnect()  # what is left in it would be taken for the next answer
            raise
        self._rested_s = time.monotonic()
        return answer

    def _ask(
        self,
        session: requests.Session,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> Answer:
        limit = self._settings
        response = session.request(
            method,
            f"{self._base}/api/v1{path}",
            data=body,
            headers=headers,
            timeout=(limit.connect_timeout_s, limit.read_timeout_s),
            allow_redirects=False,
            stream=True,
        )
        content = bytearray()
        for chunk in response.iter_content(CHUNK_BYTES):
            content += chunk
            if len(content) > limit.max_answer_bytes:
                raise CallFailed("answer-too-long")
        return Answer(response.status_code, response.headers, bytes(content))

    def _connected(self) -> tuple[requests.Session, _Sockets]:
        if time.monotonic() - self._rested_s > KEEP_S:
            self._disconnect()
        if self._session is None:
            self._session = requests.Session()
            self._session.trust_env = False  # a proxy or netrc of the environment must not see photos
            self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            with self._lock:
                self._sockets = _Sockets(self._settings.total_deadline_s)
            for scheme in ("http://", "https://"):
                self._session.mount(scheme, _WatchedAdapter(self._sockets))
        assert self._sockets is not None
        if self._aborted:
            raise CallFailed("aborted")
        return self._session, self._sockets

    def _disconnect(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


class _Sockets:
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
        self._is_shut = False

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


class _Deadline:
    """Shuts the session's sockets when the time of one call is over.

    The socket's own timeout only bounds the silence between two bytes, so a server that drips one
    byte now and then would hold a call for ever.
    """

    def __init__(self, seconds: float, sockets: _Sockets) -> None:
        self._sockets = sockets
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.name = "sync-deadline"
        self._timer.daemon = True
        self.passed = False

    def _pass(self) -> None:
        self.passed = True
        self._sockets.shut()

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()


class _WatchedAdapter(HTTPAdapter):
    """Tells every socket it opens."""

    def __init__(self, sockets: _Sockets) -> None:
        self._sockets = sockets
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        sockets = self._sockets

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                sockets.opened(self.sock)

            def putrequest(self, *args: Any, **kwargs: Any) -> None:
                super().putrequest(*args, **kwargs)
                sockets.about_to_send(self.sock)

        class Secure(HTTPSConnection):
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
