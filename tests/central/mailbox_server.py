"""A mail server and a receiver of webhooks on this machine, real sockets and all."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, cast


class _Served:
    """Runs a server of the standard library on a thread, as a context manager."""

    server: socketserver.TCPServer

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def __enter__(self) -> Any:
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


class MailServer(_Served):
    """Takes e-mail as RFC 5321 says; ``refuse`` answers RCPT with a code, ``users`` must log in (PLAIN)."""

    def __init__(self, refuse: int | None = None, plain: str | None = None) -> None:
        self.refuse, self.plain = refuse, plain
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer._talk(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)

    def _talk(self, with_: socketserver.StreamRequestHandler) -> None:
        def say(line: str) -> None:
            with_.wfile.write(line.encode() + b"\r\n")

        allowed = self.plain is None
        say("220 mail.test ESMTP")
        while line := with_.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            match verb.upper():
                case "EHLO":
                    say("250-mail.test")
                    say("250-AUTH PLAIN")
                    say("250 SMTPUTF8")
                case "AUTH":
                    allowed = rest == f"PLAIN {self.plain}"
                    say("235 ok" if allowed else "535 no")
                case "MAIL" | "RSET" | "NOOP":
                    say("250 ok" if allowed else "530 log in first")
                case "RCPT":
                    say("250 ok" if self.refuse is None else f"{self.refuse} no such box")
                    self.recipients.append(rest)
                case "DATA":
                    say("354 go on")
                    lines = []
                    while (part := with_.rfile.readline()) != b".\r\n":
                        lines.append(part.removeprefix(b"."))
                    message = message_from_bytes(b"".join(lines), policy=default)
                    self.received.append(cast(EmailMessage, message))
                    say("250 kept")
                case "QUIT":
                    say("221 bye")
                    return
                case _:
                    say("502 what?")


class HookServer(_Served):
    """Receives calls; answers them with ``statuses`` in turn, the last for ever."""

    def __init__(self, *statuses: int) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        left = list(statuses or (204,))
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.calls.append((dict(self.headers.items()), body))
                status = left.pop(0) if len(left) > 1 else left[0]
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
