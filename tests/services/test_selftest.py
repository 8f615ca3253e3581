"""The self-test: a drawn person's photo is made here; what is broken in what ships is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.services import selftest
from kiosk.services.finding import Fitness


def test_a_drawn_person_gets_a_photo() -> None:
    finding = selftest.drawn_photo()
    assert finding.fitness is Fitness.OK, finding
    assert "480×640 px" in finding.detail


def test_store_and_settings_that_ship_work() -> None:
    assert selftest.new_store().fitness is Fitness.OK
    assert selftest.shipped_settings().fitness is Fitness.OK


def test_without_models_the_photo_fails_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path))
    finding = selftest.drawn_photo()
    assert finding.fitness is Fitness.FAIL
    assert finding.advice == selftest.ADVICE
