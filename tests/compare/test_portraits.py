"""The real models on real and drawn faces."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene
from kiosk.cli import main
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.face import TEMPLATE, similarity_transform
from kiosk.compare.portraits import Portraits
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir
from kiosk.picture_file import load_picture

BLANK = np.full((200, 200, 3), 180, np.uint8)


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """A drawn head and shoulders, 360×360."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    return np.ascontiguousarray(renderer.render(Scene(), alpha=False).bgr[60:600, 370:910])


def test_the_transform_finds_turn_scale_and_shift() -> None:
    turn = np.array([[0.8, -0.3], [0.3, 0.8]])
    moved = TEMPLATE @ turn.T + (5, -2)
    back = similarity_transform(moved, TEMPLATE)
    assert moved @ back[:, :2].T + back[:, 2] == pytest.approx(TEMPLATE)


def test_one_person_is_alike_and_two_are_not(
    testdata: Path, portraits: Portraits, consent: ComparisonConsent
) -> None:
    one = load_picture(testdata / "frll_neutral" / "045_03.jpg")
    smiling = load_picture(testdata / "frll_smiling" / "045_08.jpg")
    # Of 68 people these two strangers are the most alike.
    other = load_picture(testdata / "frll_smiling" / "034_08.jpg")
    assert portraits.compare(one, [other], consent).score < 80
    # One usable capture is enough, and the best of all counts.
    mixed = portraits.compare(one, [BLANK, other, smiling], consent)
    assert mixed.score == 100
    assert mixed.similarity > 0.8


def test_pictures_that_cannot_be_used_are_told_apart(
    portraits: Portraits, consent: ComparisonConsent, drawn: np.ndarray
) -> None:
    def refused(picture: np.ndarray) -> KioskError:
        with pytest.raises(KioskError) as caught:
            portraits.compare(drawn, [picture, picture], consent, ("A", "B"))
        return caught.value

    assert refused(BLANK).code == "compare-no-face"
    assert refused(np.hstack([drawn, drawn])).code == "compare-two-faces"
    tiny = cv2.resize(drawn, None, fx=0.15, fy=0.15, interpolation=cv2.INTER_AREA)
    assert refused(tiny).code == "compare-face-small"
    assert "B" in refused(tiny).title


def test_the_command_prints_score_similarity_and_model_only(
    tmp_path: Path, drawn: np.ndarray, capsys: pytest.CaptureFixture[str]
) -> None:
    face, blank = tmp_path / "face.png", tmp_path / "blank.png"
    cv2.imwrite(str(face), drawn)
    cv2.imwrite(str(blank), BLANK)
    before = sorted(tmp_path.iterdir())
    assert main(["compare", str(face), str(face), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"score": 100, "similarity": pytest.approx(1.0, abs=1e-3), "model": "sface-2021dec"}
    assert main(["compare", str(face), str(blank)]) == 2
    assert "compare-no-face" in capsys.readouterr().err
    assert main(["compare", str(face), str(tmp_path / "absent.png"), "--json"]) == 2
    assert sorted(tmp_path.iterdir()) == before
