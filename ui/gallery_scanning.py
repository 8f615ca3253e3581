"""The states in which the code comes in, and those of a studio photo's file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter.phone import Held, draw_phone, hold
from kiosk.camera.sitter.scene import Look
from kiosk.campaign.campaign import Campaign
from kiosk.capture_code.decoders import decoder_cascade
from kiosk.capture_code.reader import CodeReader, CodeSighting
from kiosk.photo.studio_file import StudioPhotoRefused
from kiosk.session.parts import CodeWay, Handoff, HandoffKind, StickListing, StickPicture
from kiosk.session.state import SessionState, Step
from ui.exhibit import Exhibit

ON_STICK = (
    StickPicture("picture-0", "采集码.png", 31_200),
    StickPicture("picture-1", "IMG_20260501_142233 (2).JPG", 4_830_112),
    StickPicture("picture-2", "a & b \N{RIGHT-TO-LEFT OVERRIDE}gnp.exe.jpg", 880_000),
    StickPicture(
        "picture-3", "screenshot-of-the-page-where-the-code-is-shown-" + "x" * 60 + ".png", 1_900_500
    ),
)


def judged(picture: Picture) -> CodeSighting:
    """Return what a reader says of a still picture once it has looked for what hinders it."""
    reader = CodeReader()
    looks = (reader.look(picture) for _ in decoder_cascade())
    return next(sighting for sighting in looks if sighting.hindrance is not None)


def scanning_exhibits(
    draw: Callable[[], Frame], shown: Callable[[Frame], Exhibit], text: str, campaign: Campaign, now: datetime
) -> Iterator[Exhibit]:
    """Yield the pages.

    Parameters
    ----------
    draw
        Draws a new frame of the sitter beside whom the phone is held.
    shown
        Makes a scan page's exhibit of a frame.
    """
    sheet = draw_phone(text, Look(), 720)
    for name, held in (
        ("scan-glare", Held(glare=1.0, yaw_deg=8.0, roll_deg=-4.0)),
        ("scan-moving", Held(smear_x_px=14.0, roll_deg=6.0)),
        ("scan-dim", Held(brightness=0.16, smear_x_px=9.0)),
    ):
        frame = draw()
        picture = np.array(frame.bgr)
        hold(picture, sheet, held)
        frame = replace(frame, bgr=picture)
        yield replace(shown(frame), name=name, sighting=judged(picture))
    base = SessionState(step=Step.SCAN, session="gallery", way=CodeWay.STICK)
    yield Exhibit("stick-looking", base)
    yield Exhibit("stick-absent", replace(base, stick=StickListing(None)))
    yield Exhibit("stick-empty", replace(base, stick=StickListing(())))
    listed = replace(base, stick=StickListing(ON_STICK), notice="picture-no-code")
    yield Exhibit("stick", listed)
    phone = replace(base, way=CodeWay.PHONE)
    yield Exhibit("phone-asking", phone)
    page = Handoff(
        HandoffKind.CODE, "https://photo.example.edu/h/3q2fVb8Yk0XwM1tZr7LcNA", now + timedelta(minutes=9.6)
    )
    yield Exhibit("phone", replace(phone, handoff=page))
    yield Exhibit("phone-wrong", replace(phone, handoff=page, notice="code-link"))
    yield Exhibit("phone-offline", replace(phone, notice="handoff-offline"), offline=True)
    files = replace(base, step=Step.FILES, way=CodeWay.CAMERA, from_file=True)
    studio = replace(campaign, steps=replace(campaign.steps, studio_file=True))
    yield Exhibit("files-absent", replace(files, stick=StickListing(None)), campaign=studio)
    yield Exhibit("files", replace(files, stick=StickListing(ON_STICK[1:])), campaign=studio)
    refused = StudioPhotoRefused(("ear-left", "roll", "clothes-blue"))
    yield Exhibit("files-refused", replace(files, step=Step.TROUBLE, trouble=refused, back=Step.FILES))
