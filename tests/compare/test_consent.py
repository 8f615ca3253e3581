"""Nothing is measured of a face without its own consent, and nothing measured gets out."""

from __future__ import annotations

import copy
import logging
import os
import pickle
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.camera.frame import Picture
from kiosk.campaign.person import Consent
from kiosk.campaign.rules import COMPARISON
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import ComparisonConsent, consent_to_compare, vouched
from kiosk.compare.embedding import Embedding
from kiosk.compare.face import AlignedFace, FoundFace
from kiosk.compare.portraits import Portraits
from kiosk.compare.settings import CompareSettings
from kiosk.picture_file import load_picture
from kiosk.sqlite import sqlite3
from tests.apart import apart

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
PICTURE = np.zeros((64, 64, 3), np.uint8)


class Watched:
    """A finder and comparer that tell whether anybody asked them."""

    model = "watched"

    def __init__(self) -> None:
        self.asked = 0

    def find(self, bgr: Picture) -> tuple[FoundFace, ...]:
        self.asked += 1
        return ()

    def embed(self, face: AlignedFace, consent: ComparisonConsent) -> Embedding:
        self.asked += 1
        return Embedding(np.ones(4, np.float32))


def test_only_the_agreement_to_this_very_purpose_counts() -> None:
    capture = Consent("capture", "2026-01", "a" * 64, NOW)
    privacy = Consent("privacy", "2026-01", "b" * 64, NOW)
    assert consent_to_compare([capture, privacy]) is None
    given = consent_to_compare([capture, Consent(COMPARISON, "2026-02", "c" * 64, NOW), privacy])
    assert given == ComparisonConsent("person", "2026-02", "c" * 64, NOW)


@pytest.mark.parametrize("wrong", [None, True, "yes", Consent(COMPARISON, "1", "c" * 64, NOW)])
def test_without_it_not_even_a_face_is_looked_for(settings: CompareSettings, wrong: object) -> None:
    watched = Watched()
    portraits = Portraits(watched, watched, settings)
    with pytest.raises(TypeError, match="ComparisonConsent"):
        portraits.measure(PICTURE, wrong, "it")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="ComparisonConsent"):
        portraits.compare(PICTURE, [PICTURE], wrong)  # type: ignore[arg-type]
    assert watched.asked == 0


def test_the_model_itself_refuses_too_and_is_not_even_loaded() -> None:
    _, comparer = open_comparer()
    with pytest.raises(TypeError, match="ComparisonConsent"):
        comparer.embed(AlignedFace(PICTURE), None)  # type: ignore[arg-type]
    assert comparer._net is None


def test_a_consent_names_its_words_and_its_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        vouched(NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="words"):
        replace(vouched(NOW), basis="person")


def test_an_embedding_shows_nothing_and_cannot_be_taken_along(caplog: pytest.LogCaptureFixture) -> None:
    values = np.array([3.0, 4.0, 12.0], np.float32)
    embedding = Embedding(values)
    caplog.set_level(logging.INFO, "kiosk.test")
    logging.getLogger("kiosk.test").info("%s %r %s", embedding, embedding, [embedding])
    assert caplog.messages == ["Embedding(…) Embedding(…) [Embedding(…)]"]
    assert repr(AlignedFace(PICTURE)) == "AlignedFace()"
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="memory"):
            take(embedding)
    with pytest.raises(TypeError):
        memoryview(embedding)  # type: ignore[arg-type]
    assert not hasattr(embedding, "__dict__")


def test_a_wiped_embedding_is_gone() -> None:
    embedding, other = Embedding(np.array([3.0, 4.0])), Embedding(np.array([4.0, 3.0]))
    assert embedding.similarity(other) == pytest.approx(0.96)
    held = embedding._unit
    embedding.wipe()
    embedding.wipe()
    assert not held.any()
    with pytest.raises(ValueError, match="cannot be compared"):
        other.similarity(embedding)


@pytest.mark.parametrize("values", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_an_embedding_has_a_direction(values: list[float]) -> None:
    with pytest.raises(ValueError, match="length"):
        Embedding(np.array(values, np.float32))


def test_a_comparison_writes_sends_and_logs_nothing(
    settings: CompareSettings, consent: ComparisonConsent, testdata: Path
) -> None:
    apart(compare_watched, settings, consent, testdata)


class Told(logging.Handler):
    """Keeps every message of every logger."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def compare_watched(settings: CompareSettings, consent: ComparisonConsent, testdata: Path) -> None:
    """Watched from below: every file opened for writing and every socket is told to an audit hook.

    A driver of databases that tells none is watched where it is called.
    """
    portraits = Portraits(*open_comparer(), settings)
    touched: list[str] = []
    watching = True

    def hook(event: str, args: tuple[object, ...]) -> None:
        if watching and (
            event.startswith(("socket.", "sqlite3.", "subprocess.", "pickle.")) or _writes(event, args)
        ):
            touched.append(event)

    connect = sqlite3.connect

    def told(*args: Any, **named: Any) -> sqlite3.Connection:
        touched.append("sqlite3.connect")
        return connect(*args, **named)

    sqlite3.connect = told
    picture = load_picture(testdata / "frll_neutral" / "001_03.jpg")
    log = Told()
    logging.getLogger().addHandler(log)
    logging.getLogger().setLevel(logging.DEBUG)
    sys.addaudithook(hook)
    assert portraits.compare(picture, [picture], consent).score == 100
    assert touched == []
    assert log.messages == []
    with (Path(testdata) / "README.md").open(), open(os.devnull, "w"):
        pass
    with closing(sqlite3.connect(":memory:")):
        pass
    assert {"open", "sqlite3.connect"} <= set(touched)  # what is written is seen
    logging.getLogger("kiosk.compare").info("seen")
    assert log.messages == ["seen"]
    watching = False


def _writes(event: str, args: tuple[object, ...]) -> bool:
    if event != "open":
        return False
    mode, flags = args[1], args[2]
    return (isinstance(mode, str) and bool(set(mode) & set("wax+"))) or (
        mode is None and isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    )
