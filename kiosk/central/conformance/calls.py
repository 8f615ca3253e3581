"""Calls as a booth makes them, and as none should: nothing is repaired, followed or retried."""

from __future__ import annotations

import contextlib
import http.client
import json
import ssl
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from kiosk.digest import content_digest, content_digest_matches

API = "/api/v1"
PROBLEM = "application/problem+json"
TIMEOUT_S = 30.0
MAX_ANSWER_BYTES = 16 << 20


class Breach(Exception):
    """The server does not do what the contract says; the words say what it did."""


@dataclass(frozen=True)
class Reply:
    """A whole answer and how long it took, from the first byte sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    took_s: float

    def header(self, name: str) -> str | None:
        """Return a header's value, whatever the case of its name."""
        return self.headers.get(name.lower())

    def data(self) -> Any:
        """Return the body's plain data.

        Raises
        ------
        Breach
            When it is no JSON.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            raise Breach(f"answered {self.status} with a body that is not JSON") from None

    @property
    def problem(self) -> str | None:
        """Last part of the problem's type, None when the body is no problem."""
        try:
            kind = json.loads(self.body)["type"]
        except (ValueError, KeyError, TypeError):
            return None
        return kind.rpartition("/")[2].rpartition(":")[2] if isinstance(kind, str) else None

    def must_be(self, *statuses: int, problem: str | None = None) -> Reply:
        """Return the reply itself when status, and the problem's name if one is given, are as expected.

        Raises
        ------
        Breach
        """
        if self.status not in statuses:
            raise Breach(f"answered {self.status}{f' {self.problem}' if self.problem else ''}")
        if problem is not None and self.problem != problem:
            raise Breach(f"answered {self.status} with the problem type {self.problem!r}")
        return self


@dataclass
class Manners:
    """What holds for every answer, gathered over a whole run: the first call that broke each rule."""

    redirect: str | None = None
    undigested: str | None = None
    not_a_problem: str | None = None

    def note(self, call: str, reply: Reply) -> None:
        """Look at one more answer."""
        if 300 <= reply.status < 400 and reply.status != 304:
            self.redirect = self.redirect or f"{call} -> {reply.status}"
        if reply.body and not content_digest_matches(reply.header("content-digest"), reply.body):
            self.undigested = self.undigested or f"{call} -> {reply.status}"
        if reply.status >= 400 and not _is_problem(reply):
            self.not_a_problem = self.not_a_problem or f"{call} -> {reply.status}"


@dataclass
class Target:
    """The server under test; safe to be called from several threads.

    Parameters
    ----------
    url
        Without a trailing slash.
    authorities
        PEM file of further authorities that a test system's certificate may come from; None: the system's.
    """

    url: str
    authorities: str | None = None
    manners: Manners = field(default_factory=Manners)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        token: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        chunks: Iterable[bytes] | None = None,
    ) -> Reply:
        """Make one call below :data:`API` and return the answer, whatever it is.

        Parameters
        ----------
        headers
            Win over the usual ones; None leaves a usual one out.
        chunks
            Sent as a chunked body instead of ``body``.

        Raises
        ------
        Breach
            When no whole answer came.
        """
        sent: dict[str, str | None] = {"Accept": "application/json", "Connection": "close"}
        if body is not None:
            sent |= {"Content-Type": "application/json", "Content-Digest": content_digest(body)}
            sent["Content-Length"] = str(len(body))
        if chunks is not None:
            sent["Transfer-Encoding"] = "chunked"
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        sent |= headers or {}
        connection = self._connection()
        begun_s = perf_counter()
        try:
            connection.putrequest(method, API + path, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders()
            with contextlib.suppress(OSError):  # refused while it was sent: there may be an answer
                _send(connection, body, chunks)
            answer = connection.getresponse()
            content = answer.read(MAX_ANSWER_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise Breach(f"no whole answer to {method} {path[:60]}: {type(error).__name__}") from error
        finally:
            connection.close()
        if len(content) > MAX_ANSWER_BYTES:
            raise Breach(f"the answer to {method} {path[:60]} is longer than {MAX_ANSWER_BYTES} bytes")
        found = {name.lower(): value for name, value in answer.getheaders()}
        reply = Reply(answer.status, found, content, perf_counter() - begun_s)
        with self._lock:
            self.manners.note(f"{method} {path.partition('?')[0][:60]}", reply)
        return reply

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        context = ssl.create_default_context(cafile=self.authorities)
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)


def _send(connection: http.client.HTTPConnection, body: bytes | None, chunks: Iterable[bytes] | None) -> None:
    if chunks is not None:
        for chunk in chunks:
            connection.send(f"{len(chunk):x}\r\n".encode("ascii") + chunk + b"\r\n")
        connection.send(b"0\r\n\r\n")
    elif body:
        connection.send(body)


def _is_problem(reply: Reply) -> bool:
    kind = (reply.header("content-type") or "").partition(";")[0].strip()
    try:
        data = json.loads(reply.body)
    except ValueError:
        return False
    return (
        kind == PROBLEM
        and isinstance(data, dict)
        and isinstance(data.get("type"), str)
        and isinstance(data.get("title"), str)
        and data.get("status") == reply.status
    )
