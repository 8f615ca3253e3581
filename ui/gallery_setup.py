"""The states of a booth's first set-up: every page new, under way, done and gone wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kiosk.calibration.record import Part
from kiosk.camera.grabber import DisplayFrame
from kiosk.campaign.campaign import Campaign
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Guide
from kiosk.photo.finished import FinishedPhoto
from kiosk.services.calibrating import CalibrationStatus
from kiosk.services.cameras import FoundCamera
from kiosk.services.setting_up import Enrolment
from kiosk.services.setup_record import Chapter, Mark, SetupRecord
from kiosk.services.setup_status import FRAMING, GATE, SUMMARY, SetupStatus
from kiosk.session.state import SessionState
from ui.exhibit import Exhibit
from ui.still_booth import HEALTH
from ui.view import Draft

NOTHING: Mapping[str, Any] = {}
URL = "https://photos.example.edu"
CAMERAS = (
    FoundCamera("device:0", "Integrated Webcam HD"),
    FoundCamera("device:2", "UVC Camera 4K Autofocus"),
    FoundCamera("sitter"),
)


def setup_exhibits(
    staff: SessionState,
    seat: DisplayFrame,
    guide: Guide,
    measured: CalibrationStatus,
    campaign: Campaign,
    good: FinishedPhoto,
    bad: FinishedPhoto,
) -> Iterator[Exhibit]:
    """Yield the pages.

    Parameters
    ----------
    staff
        The state of a booth that is set up.
    seat, guide
        A camera frame of somebody who sits there, and its judgement.
    measured
        A calibration of which something was found.
    """
    base = SetupStatus(
        source="device:0", size_px=(1280, 720), cameras=CAMERAS, campaigns=(campaign,), campaign=campaign.id
    )

    def page(name: str, page: str, status: Mapping[str, Any] = NOTHING, **more: Any) -> Exhibit:
        return replace(Exhibit(name, staff, setup=replace(base, page=page, **status)), **more)

    def wrong(code: str) -> KioskError:
        return KioskError(code, "", "")

    yield page("setup-language", Chapter.LANGUAGE)
    yield page("setup-camera", Chapter.CAMERA, frame=seat)
    slow = replace(HEALTH, camera_fps=12.0)
    yield page("setup-camera-slow", Chapter.CAMERA, frame=seat, health=slow)
    yield page("setup-camera-small", Chapter.CAMERA, {"size_px": (640, 480)}, frame=seat)
    yield page("setup-camera-lost", Chapter.CAMERA, health=replace(HEALTH, camera_fault="camera-lost"))
    yield page("setup-light", Chapter.LIGHT, {"dark": True}, frame=seat)
    lamps = Draft(part=Part.LAMPS)
    yield page("setup-light-done", Chapter.LIGHT, frame=seat, draft=lamps, calibration=measured)
    yield page("setup-place", Chapter.PLACE, frame=seat)
    yield page("setup-place-done", Chapter.PLACE, frame=seat, calibration=measured)
    yield page("setup-central", Chapter.CENTRAL, draft=Draft(url=f"{URL}/"))
    typed = Draft(url=URL, enrolment="7KQM2XWD9H", field="code")
    yield page("setup-central-code", Chapter.CENTRAL, draft=typed)
    yield page("setup-central-busy", Chapter.CENTRAL, {"busy": True}, draft=typed)
    yield page("setup-central-refused", Chapter.CENTRAL, {"error": wrong("enrolment-refused")}, draft=typed)
    enrolled = Enrolment(URL, "019a3f70-1c2b-7d3e-8f40-5a6b7c8d9e0f")
    yield page("setup-central-done", Chapter.CENTRAL, {"url": URL, "enrolment": enrolled})
    yield page("setup-campaign", Chapter.CAMPAIGN)
    yield page("setup-pin", Chapter.PIN, draft=Draft(pin="1357"))
    yield page("setup-pin-again", Chapter.PIN, draft=Draft(pin="1357", again="13"))
    yield page("setup-pin-differ", Chapter.PIN, {"error": wrong("pins-differ")})
    yield page("setup-pin-done", Chapter.PIN, {"pin_set": True})
    yield page("setup-drawn", Chapter.DRAWN)
    yield page("setup-drawn-busy", Chapter.DRAWN, {"busy": True})
    yield page("setup-drawn-done", Chapter.DRAWN, {"drawn": good})
    yield page("setup-person", Chapter.PERSON)
    yield page("setup-framing", FRAMING, frame=seat, guide=guide)
    yield page("setup-person-good", Chapter.PERSON, {"person": good})
    yield page("setup-person-bad", Chapter.PERSON, {"person": bad})
    done: dict[Chapter, Mark] = dict.fromkeys(Chapter, Mark.DONE)
    some = {**done, Chapter.CENTRAL: Mark.LATER, Chapter.PERSON: Mark.LATER}
    yield page("setup-summary", SUMMARY, {"record": SetupRecord(done), "pin_set": True})
    yield page("setup-summary-left", SUMMARY, {"record": SetupRecord(some), "pin_set": True})
    yield page("setup-gate", GATE, {"refusal": "pin-wrong"}, draft=Draft(pin="24"))
