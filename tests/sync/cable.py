"""A TCP proxy on loopback that knows nothing of HTTP and does to bytes what bad networks do."""

from __future__ import annotations

import contextlib
import queue
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

CHUNK_BYTES = 65_536
TICK_S = 0.02
_RST_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Trouble:
    """What befalls a request and its answer.

    Attributes
    ----------
    at
        The request's beginning; bytes are counted from there. A connection may carry several requests.
    cut_up, cut_down
        Pass on so many bytes of the request, of the answer, then hang up both ways.
    reset
        Hang up with RST instead of FIN.
    delay_s
        Pass nothing on before.
    drip_up_s, drip_down_s
        Pass on a byte every so many seconds.
    hole
        Take everything and pass nothing on, until the booth gives up.
    half_close
        Tell the server that nothing more will come, once the request's last byte was sent.
    held
        Pass the request on only when this is set, the booth gone or not; the answer finds nobody.
    replays
        Send the request so many times again once it was answered.
    """

    at: bytes = b""
    cut_up: int | None = None
    cut_down: int | None = None
    reset: bool = False
    delay_s: float = 0.0
    drip_up_s: float | None = None
    drip_down_s: float | None = None
    hole: bool = False
    half_close: bool = False
    held: threading.Event | None = None
    replays: int = 0


class Cable:
    """Leads to ``target``; ``trouble`` befalls the requests that are meant, None leaves all alone.

    Attributes
    ----------
    exchanges
        Requests that were meant and passed, with their answers.
    answers
        Those to replayed and held requests, which no booth gets.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.trouble: Trouble | None = None
        self.exchanges: list[tuple[bytes, bytes]] = []
        self.answers: queue.Queue[bytes] = queue.Queue()
        self.ended = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Cable:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads.append(threading.Thread(target=self._accept, name="cable"))
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def connect(self) -> socket.socket:
        parts = urlsplit(self.target)
        return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)

    def send(self, request: bytes) -> None:
        """Send a request from nobody and keep its answer."""
        with self.connect() as server:
            server.sendall(request)
            self.answers.put(whole_answer(server))

    def _accept(self) -> None:
        while not self.ended.is_set():
            try:
                booth, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._carry, args=(booth,), name="connection")
            self._threads.append(thread)
            thread.start()

    def _carry(self, booth: socket.socket) -> None:
        with contextlib.suppress(OSError), booth, self.connect() as server:
            connection = _Connection(self, booth, server)
            connection.run()
            if connection.held is not None:
                while not (connection.held.wait(TICK_S) or self.ended.is_set()):
                    pass
                self.send(bytes(connection.request))


class _Connection:
    """One connection; bytes pass in both directions on one thread."""

    def __init__(self, cable: Cable, booth: socket.socket, server: socket.socket) -> None:
        self._cable, self._booth, self._server = cable, booth, server
        self._trouble: Trouble | None = None
        """That of the request in hand; None while it is none of those that are meant."""
        self.request, self._answer = bytearray(), bytearray()
        self.held: threading.Event | None = None
        """Set when a request was kept back and the booth has gone."""

    def run(self) -> None:
        while not self._cable.ended.is_set():
            ready, _, _ = select.select([self._booth, self._server], [], [], TICK_S)
            if self._booth in ready and not self._from_booth(self._booth.recv(CHUNK_BYTES)):
                return
            if self._server in ready and not self._from_server(self._server.recv(CHUNK_BYTES)):
                return

    def _from_booth(self, data: bytes) -> bool:
        """Pass on what the booth sent; false when the connection is over."""
        if not data:
            self.held = self._trouble and self._trouble.held
            return False
        if self._trouble is None or is_whole(self._answer):
            trouble = self._cable.trouble
            start = -1 if trouble is None else data.find(trouble.at)  # a head comes in one piece
            self._trouble = None if start < 0 else trouble
            self.request, self._answer = bytearray(), bytearray()
        else:
            trouble, start = self._trouble, 0
        if trouble is None or start < 0:
            self._server.sendall(data)
            return True
        sent = len(self.request)
        self.request += data[start:]
        if trouble.hole or trouble.held is not None:
            return True
        left = len(data) if trouble.cut_up is None else start + max(0, trouble.cut_up - sent)
        self._pass_on(self._server, data[:left], trouble, trouble.drip_up_s)
        if trouble.half_close and is_whole(self.request):
            self._server.shutdown(socket.SHUT_WR)
        if trouble.cut_up is not None and len(self.request) >= trouble.cut_up:
            self._hang_up(trouble)
            return False
        return True

    def _from_server(self, data: bytes) -> bool:
        """Pass on what the server sent; false when the connection is over."""
        trouble = self._trouble
        if not data:
            return False
        if trouble is None:
            self._booth.sendall(data)
            return True
        left = len(data) if trouble.cut_down is None else max(0, trouble.cut_down - len(self._answer))
        self._answer += data
        self._pass_on(self._booth, data[:left], trouble, trouble.drip_down_s)
        if trouble.cut_down is not None and len(self._answer) >= trouble.cut_down:
            self._hang_up(trouble)
            return False
        if is_whole(self._answer):
            self._cable.exchanges.append((bytes(self.request), bytes(self._answer)))
            for _ in range(trouble.replays):
                self._cable.send(bytes(self.request))
        return True

    def _pass_on(self, to: socket.socket, data: bytes, trouble: Trouble, drip_s: float | None) -> None:
        self._cable.ended.wait(trouble.delay_s)
        for piece in [data] if drip_s is None else [data[n : n + 1] for n in range(len(data))]:
            if self._cable.ended.wait(drip_s or 0.0):
                return
            to.sendall(piece)

    def _hang_up(self, trouble: Trouble) -> None:
        if trouble.reset:
            for end in (self._booth, self._server):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST_ON_CLOSE)
        self._booth.close()
        self._server.close()


def is_whole(message: bytes | bytearray) -> bool:
    """Whether head and body of an HTTP message are there, by its ``Content-Length``."""
    head, end, body = message.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and len(body) >= int(lengths[0].partition(b":")[2] if lengths else 0)


def whole_answer(server: socket.socket) -> bytes:
    """Return the next answer; what has come of it when the server hangs up."""
    answer, limit_s = b"", time.monotonic() + 10
    while not is_whole(answer) and time.monotonic() < limit_s:
        chunk = server.recv(CHUNK_BYTES)
        if not chunk:
            break
        answer += chunk
    return answer
