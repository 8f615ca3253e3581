"""One page of the gallery: what state is shown, and with what before the lens and under the fingers."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.camera.grabber import DisplayFrame
from kiosk.campaign.campaign import Campaign
from kiosk.capture_code.reader import CodeSighting
from kiosk.guidance.verdict import Guide
from kiosk.services.calibrating import CalibrationStatus
from kiosk.services.health import Health
from kiosk.services.setup_status import SetupStatus
from kiosk.session.lane import Ticket
from kiosk.session.state import SessionState
from ui.still_booth import UNSET
from ui.view import Draft


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One page of the gallery.

    ``choosing`` is whether the panel of colours and sound lies over it.

    ``tickets`` are those of express mode, None when it is off.

    ``age_s`` is how long ago the person last touched the screen; ``campaign``: another one than the example,
    which switches on what the page is for.
    """

    name: str
    state: SessionState
    frame: DisplayFrame | None = None
    guide: Guide | None = None
    sighting: CodeSighting | None = None
    draft: Draft = field(default_factory=Draft)
    offline: bool = False
    calibration: CalibrationStatus = UNSET
    age_s: float = 0.0
    campaign: Campaign | None = None
    tickets: tuple[Ticket, ...] | None = None
    health: Health | None = None
    choosing: bool = False
    setup: SetupStatus | None = None
