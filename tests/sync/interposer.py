"""A real proxy on loopback that lets a test spoil what passes between booth and server."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

Call = tuple[str, str]
"""Method and path."""


@dataclass(frozen=True)
class Reply:
    """What goes back to the booth."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Fault:
    """How one call is spoilt.

    ``instead`` answers without asking the server; ``after`` changes the server's answer; ``cut``
    sends that many bytes of the answer's body and hangs up; ``silent`` hangs up without a word;
    ``drip_s`` sends a byte of the answer every so many seconds, ``drip_body_s`` of its body; ``hole``
    never answers.
    """

    instead: Reply | None = None
    after: Callable[[Reply], Reply] | None = None
    cut: int | None = None
    silent: bool = False
    drip_s: float | None = None
    drip_body_s: float | None = None
    hole: bool = False


@dataclass
class Interposer:
    """Forwards every call to ``target`` unless ``fault`` says otherwise; lists the calls it saw."""

    target: str
    fault: Callable[[str, str], Fault | None] = lambda method, path: None
    calls: list[Call] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Interposer:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                super().handle_one_request()
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                return

            def do_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                outer.calls.append((self.command, self.path))
                fault = outer.fault(self.command, self.path) or Fault()
                if fault.hole:
                    outer.ended.wait(30)
                    return
                reply = fault.instead or outer.forward(self.command, self.path, dict(self.headers), body)
                if fault.after is not None:
                    reply = fault.after(reply)
                if not fault.silent:
                    self.answer(reply, fault)

            def answer(self, reply: Reply, fault: Fault) -> None:
                head = f"HTTP/1.1 {reply.status} X\r\n"
                headers = {**reply.headers, "Content-Length": str(len(reply.body)), "Connection": "close"}
                head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
                self.send_slowly(head.encode(), fault.drip_s)
                self.send_slowly(reply.body[: fault.cut], fault.drip_s or fault.drip_body_s)

            def send_slowly(self, data: bytes, pause_s: float | None) -> None:
                if pause_s is None:
                    with contextlib.suppress(ConnectionError):  # the booth has waited long enough
                        self.wfile.write(data)
                    return
                for at in range(len(data)):
                    if outer.ended.wait(pause_s):
                        return
                    try:
                        self.wfile.write(data[at : at + 1])
                        self.wfile.flush()
                    except OSError:
                        return

            do_GET = do_PUT = do_POST = do_DELETE = do_any  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        parts = urlsplit(self.target)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            kept = {n: v for n, v in answer.getheaders() if n.lower() not in ("content-length", "connection")}
            return Reply(answer.status, kept, content)
        finally:
            connection.close()

    def sent(self, method: str, part: str) -> list[str]:
        """Return the paths of the calls with this method whose path contains ``part``."""
        return [path for seen, path in self.calls if seen == method and part in path]
