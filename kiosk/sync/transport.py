"""One HTTP call at a time, with a deadline that nothing outlasts and no following of redirects."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util import Timeout, parse_url

from kiosk.digest import content_digest, content_digest_matches
from kiosk.sync.settings import SyncSettings
from kiosk.sync.watched import Deadline, Sockets, watched_pool

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

    Straight on urllib3, whose connections know neither redirects nor cookies nor the environment's proxies
    unless they are told to: ``requests`` would take three times as long over each call.

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
        self._sockets: Sockets | None = None
        self._pool: HTTPConnectionPool | None = None
        self._prefix = f"{parse_url(base).path or ''}/api/v1"
        self._rested_s = 0.0
        self._aborted = False

    @property
    def token(self) -> str | None:
        """The token that calls are made with."""
        return self._token

    def use(self, token: str) -> None:
        """Make every later call with another token; on the thread that makes them."""
        self._token = token

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
        pool, sockets = self._connected()
        try:
            with Deadline(self._settings.total_deadline_s, sockets) as deadline:
                try:
                    answer = self._ask(pool, method, path, body, sent)
                except SSLError as error:
                    raise CallFailed("tls", certificate=_is_certificate_error(error)) from error
                except (HTTPError, OSError) as error:
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
        pool: HTTPConnectionPool,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> Answer:
        limit = self._settings
        response = pool.urlopen(
            method,
            self._prefix + path,
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            timeout=Timeout(connect=limit.connect_timeout_s, read=limit.read_timeout_s),
            preload_content=False,
        )
        content = bytearray()
        for chunk in response.stream(CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > limit.max_answer_bytes:
                raise CallFailed("answer-too-long")
        return Answer(response.status, response.headers, bytes(content))

    def _connected(self) -> tuple[HTTPConnectionPool, Sockets]:
        if time.monotonic() - self._rested_s > KEEP_S:
            self._disconnect()
        if self._pool is None:
            with self._lock:
                self._sockets = Sockets(self._settings.total_deadline_s)
            self._pool = watched_pool(self._base, self._sockets)
        assert self._sockets is not None
        if self._aborted:
            raise CallFailed("aborted")
        return self._pool, self._sockets

    def _disconnect(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def _is_certificate_error(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        seen.add(id(error))
        reasons = [a for a in (*error.args, getattr(error, "reason", None)) if isinstance(a, BaseException)]
        error = error.__cause__ or error.__context__ or (reasons[0] if reasons else None)
    return False
