"""Watching over a running booth: the warden's thread, the health file, metrics."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kiosk import __version__
from kiosk.clock import Clock
from kiosk.operation.awake import Awake
from kiosk.operation.health_file import FILE, HealthFile
from kiosk.operation.metrics import Kind, Metric, MetricsServer
from kiosk.operation.telling import find_teller, gap_s
from kiosk.operation.warden import Warden
from kiosk.services.kiosk import Kiosk
from kiosk.settings import Settings

TOLD = ("camera_fault", "camera_fps", "link", "queued", "blocked", "disk_free_mb")


def booth_facts(kiosk: Kiosk) -> dict[str, Any]:
    """Return how the booth is, as JSON data without anything about a person; any thread may ask."""
    health = kiosk.newest_health
    facts: dict[str, Any] = {
        "step": str(kiosk.state.step),
        "frames": kiosk.camera_frames,
        "judged": kiosk.judged,
    }
    if health is not None:
        facts |= {name: getattr(health, name) for name in TOLD} | {"backup": str(health.backup)}
    return facts


def booth_metrics(kiosk: Kiosk) -> tuple[Metric, ...]:
    """Return the booth's numbers; any thread may ask, nothing in them is about a person."""
    health, pulses = kiosk.newest_health, kiosk.pulses
    late = {name: pulse.overdue_s() for name, pulse in pulses.items()}
    metrics = [
        Metric("kiosk_info", Kind.GAUGE, "Version of the program.", {__version__: 1}, "version"),
        Metric("kiosk_overdue_seconds", Kind.GAUGE, "How late a part's sign of life is.", late, "part"),
        Metric("kiosk_step", Kind.GAUGE, "The page that is shown.", {str(kiosk.state.step): 1}, "step"),
        Metric("kiosk_camera_frames_total", Kind.COUNTER, "Camera frames.", {"": kiosk.camera_frames}),
        Metric("kiosk_judged_total", Kind.COUNTER, "Frames judged while guiding.", {"": kiosk.judged}),
    ]
    if health is not None:
        fault = {health.camera_fault: 1} if health.camera_fault else {"": 0}
        metrics += [
            Metric("kiosk_camera_fps", Kind.GAUGE, "Camera frames a second.", {"": health.camera_fps or 0.0}),
            Metric("kiosk_fault", Kind.GAUGE, "What is wrong with camera or vision.", fault, "code"),
            Metric("kiosk_queued", Kind.GAUGE, "Photos that wait to be delivered.", {"": health.queued}),
            Metric("kiosk_blocked", Kind.GAUGE, "Photos that wait for staff.", {"": health.blocked}),
            Metric(
                "kiosk_disk_free_bytes", Kind.GAUGE, "Room on the disk.", {"": health.disk_free_mb * 2**20}
            ),
            Metric("kiosk_link", Kind.GAUGE, "State of delivery.", {health.link: 1}, "state"),
            Metric("kiosk_backup", Kind.GAUGE, "State of the backup.", {str(health.backup): 1}, "state"),
        ]
        if health.last_contact is not None:
            at = health.last_contact.timestamp()
            metrics.append(
                Metric("kiosk_last_contact_seconds", Kind.GAUGE, "When the server was last heard.", {"": at})
            )
    return tuple(metrics)


@contextmanager
def measured(kiosk: Kiosk) -> Iterator[None]:
    """Offer the booth's metrics as long as the block runs, if the site wants them."""
    port = kiosk.settings.operation.metrics_port
    if port == 0:
        yield
        return
    with MetricsServer(port, lambda: booth_metrics(kiosk)):
        yield


def booth_warden(settings: Settings, clock: Clock, booth: Callable[[], Kiosk | None], awake: Awake) -> Warden:
    """Return the warden of this process, who also keeps the health file; a context manager.

    Parameters
    ----------
    booth
        The running booth; None before there is one.
    awake
        Who keeps the machine awake: the health file tells.
    """

    def facts() -> dict[str, Any]:
        kiosk, kept = booth(), {"kept_awake_by": list(awake.held)}
        return kept if kiosk is None else booth_facts(kiosk) | kept

    file = HealthFile(settings.data_dir / FILE, __version__, facts, clock.now)
    return Warden(find_teller(os.environ), gap_s(os.environ, os.getpid()), file.report)
