"""Metrics of a running booth as Prometheus text, on this machine only (``operation.metrics_port``).

Format: https://prometheus.io/docs/instrumenting/exposition_formats/, text 0.0.4.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
IDLE_S = 5.0
"""So long a connection may say nothing."""


class Kind(StrEnum):
    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True)
class Metric:
    """One number, or one for each label value.

    Attributes
    ----------
    values
        Label value → number; the label's name is ``label``, and "" stands for no label.
    """

    name: str
    kind: Kind
    help: str
    values: Mapping[str, float]
    label: str = ""


def as_text(metrics: Iterable[Metric]) -> str:
    """Return the metrics as Prometheus reads them."""
    lines: list[str] = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        for value, number in metric.values.items():
            labels = f'{{{metric.label}="{_escaped(value)}"}}' if metric.label else ""
            lines.append(f"{metric.name}{labels} {number:.12g}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


class MetricsServer:
    """Answers ``GET /metrics`` on loopback on a thread named ``metrics``; a context manager.

    A port that is taken is logged and nothing more: a booth never stays shut because of its monitoring.

    Parameters
    ----------
    port
        0 takes a free one, see :attr:`port`.
    """

    def __init__(self, port: int, metrics: Callable[[], Iterable[Metric]]) -> None:
        class Handler(BaseHTTPRequestHandler):
            timeout = IDLE_S
            server_version, sys_version = "kiosk", ""

            def do_GET(self) -> None:
                if not _is_this_machine(
                    self.headers.get("Host", "")
                ):  # a page elsewhere that rebinds its name
                    self.send_error(HTTPStatus.FORBIDDEN)
                    return
                if self.path != "/metrics":
                    self.send_error(HTTPStatus.NOT_FOUND)
                    return
                body = as_text(metrics()).encode("utf-8")
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", CONTENT_TYPE)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self._wanted, self._handler = port, Handler
        self._http: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int | None:
        """Where it listens; None when it does not."""
        return None if self._http is None else self._http.server_port

    def __enter__(self) -> MetricsServer:
        try:
            self._http = ThreadingHTTPServer((LOOPBACK, self._wanted), self._handler)
        except OSError as error:
            log.error("no metrics on port %d: %s", self._wanted, error.strerror)
            return self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.2,), name="metrics")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None and self._thread is not None:
            self._http.shutdown()
            self._thread.join()
            self._http.server_close()
            self._http = None


def _is_this_machine(host: str) -> bool:
    return host.rpartition(":")[0] in (LOOPBACK, "localhost") or host in (LOOPBACK, "localhost")
