"""Metrics: Prometheus' text, on loopback only, and never in the booth's way."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from kiosk.operation.metrics import CONTENT_TYPE, Kind, Metric, MetricsServer, as_text
from tests.leftovers import ExpectLog

QUEUED = Metric("kiosk_queued", Kind.GAUGE, "Photos that wait.", {"": 3})
PARTS = Metric("kiosk_overdue_seconds", Kind.GAUGE, "How late.", {"gui": 0.0, 'a"b\\c\n': 1.5}, "part")


def test_text_is_as_prometheus_reads_it() -> None:
    assert as_text([QUEUED, PARTS]) == (
        "# HELP kiosk_queued Photos that wait.\n"
        "# TYPE kiosk_queued gauge\n"
        "kiosk_queued 3\n"
        "# HELP kiosk_overdue_seconds How late.\n"
        "# TYPE kiosk_overdue_seconds gauge\n"
        'kiosk_overdue_seconds{part="gui"} 0\n'
        'kiosk_overdue_seconds{part="a\\"b\\\\c\\n"} 1.5\n'
    )


def asked(port: int, path: str = "/metrics", host: str = "127.0.0.1") -> tuple[int, str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", ""


def test_metrics_are_answered_to_this_machine_and_to_no_page_of_another() -> None:
    with MetricsServer(0, lambda: [QUEUED]) as server:
        assert server.port is not None
        assert asked(server.port) == (200, CONTENT_TYPE, as_text([QUEUED]))
        assert asked(server.port, "/")[0] == 404
        assert asked(server.port, host="evil.example")[0] == 403
        assert asked(server.port, host=f"localhost:{server.port}")[0] == 200
    assert server.port is None


def test_a_port_that_is_taken_does_not_stop_the_booth(expect_log: ExpectLog) -> None:
    expect_log("kiosk.operation.metrics", "no metrics on port")
    with MetricsServer(0, tuple) as first:
        assert first.port is not None
        with MetricsServer(first.port, tuple) as second:
            assert second.port is None


@pytest.mark.parametrize("number", [0.0, 1e15, 0.1, 1795280413.75])
def test_numbers_keep_their_value(number: float) -> None:
    line = as_text([Metric("x", Kind.GAUGE, "x", {"": number})]).splitlines()[-1]
    assert float(line.split()[1]) == pytest.approx(number, rel=1e-11)
