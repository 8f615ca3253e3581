"""Live code reading: the right kind is taken, wrong kinds are named once."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import cv2
import numpy as np
import pytest
import segno

from kiosk.camera.frame import Frame, Picture
from kiosk.capture_code.demo import SCHOOL_CODE, demo_code
from kiosk.capture_code.reader import CodeReader, CodeSighting
from kiosk.services.scanning import CodeLook
from kiosk.session.events import CodeRead, CodeRefused

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def qr(text: str) -> Picture:
    buffer = io.BytesIO()
    segno.make_qr(text, error="l").save(buffer, kind="png", scale=5, border=4)
    return cv2.imdecode(np.frombuffer(buffer.getvalue(), np.uint8), cv2.IMREAD_COLOR).astype(np.uint8)


def shown(*texts: str) -> Frame:
    """Return a frame with these codes side by side."""
    picture = np.full((720, 1280, 3), 200, np.uint8)
    x = 20
    for text in texts:
        code = qr(text)
        picture[40 : 40 + code.shape[0], x : x + code.shape[1]] = code
        x += code.shape[1] + 30
    return Frame(1, 0.0, picture)


@pytest.fixture
def sightings() -> list[CodeSighting]:
    return []


@pytest.fixture
def look(sightings: list[CodeSighting]) -> CodeLook:
    return CodeLook(CodeReader(), sightings.append, lambda code: True)


def test_a_capture_code_is_read_and_decoded(look: CodeLook, sightings: list[CodeSighting]) -> None:
    code = demo_code(0, NOW)
    event = look.look(shown(code.text))
    assert isinstance(event, CodeRead)
    assert event.code.raw == code.text
    assert event.code.number == code.number
    assert len(sightings) == 1


def test_a_link_is_named_once_until_it_was_gone(look: CodeLook) -> None:
    link = shown("https://example.org/somewhere")
    assert look.look(link) == CodeRefused("code-link")
    assert look.look(link) is None
    assert look.look(shown()) is None
    assert look.look(link) == CodeRefused("code-link")


def test_a_capture_code_beside_a_payment_code_is_taken(look: CodeLook) -> None:
    event = look.look(shown("wxp://f2f0abcdefgh", demo_code(1, NOW).text))
    assert isinstance(event, CodeRead)
    assert event.code.number == demo_code(1, NOW).number


def test_two_capture_codes_are_not_guessed_between(look: CodeLook) -> None:
    event = look.look(shown("0123456789abcdef", "fedcba9876543210"))
    assert event == CodeRefused("code-several")


def test_a_code_of_another_school_is_told_so() -> None:
    code = demo_code(0, NOW)
    elsewhere = CodeLook(CodeReader(), lambda sighting: None, lambda code: code.school_code == "10001")
    assert elsewhere.look(shown(code.text)) == CodeRefused("code-other-school")
    here = CodeLook(CodeReader(), lambda sighting: None, lambda code: code.school_code == SCHOOL_CODE)
    assert isinstance(here.look(shown(code.text)), CodeRead)
