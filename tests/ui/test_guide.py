"""The photographing guide: its examples are what the booth refuses, and each standard shows its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene, Wall
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Severity, Status, Verdict
from kiosk.paths import assets_dir, models_dir
from kiosk.photo.spec import load_spec
from kiosk.services.framing import Framer
from kiosk.services.ruling import rules_for
from kiosk.session.state import SessionState, Step
from kiosk.spec_files import spec_files
from tests.ui.conftest import Mount
from tests.ui.seen import faults_of, visible
from ui.draw_guide import picture
from ui.exhibit import Exhibit
from ui.gallery import SIZES, settle
from ui.guide_scenes import SCENES
from ui.presenters.prepare import GOOD, MISTAKES, SHEET, Mistake, mistakes_for
from ui.still_booth import StillBooth
from ui.texts import Language
from ui.widgets.example import example_image

Judged = Callable[[Scene], tuple[Verdict, ...]]
FRAMES, FRAME_S = 4, 1 / 15
PREPARE = Exhibit("prepare", SessionState(step=Step.PREPARE, session="guide"))
LIKE_A_WHITE_SHIRT = Wall(colour=(244, 245, 247))


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))


@pytest.fixture(scope="module")
def judged(renderer: Renderer) -> Iterator[Judged]:
    """Return a function that has the booth look at somebody for a moment; its clock never goes back."""
    spec = load_spec("chsi")
    framer = Framer(models_dir(), spec, rules_for(spec))
    framer.prepare()
    numbers = count()

    def look(scene: Scene) -> tuple[Verdict, ...]:
        guidance = framer.begin()
        for number in islice(numbers, FRAMES):
            shown = renderer.render(scene, frame_number=number, alpha=False).bgr
            guide, _ = guidance.step(Frame(number, number * FRAME_S, shown))
        return guide.verdicts

    yield look
    framer.release()


def test_the_good_example_passes_every_rule(judged: Judged) -> None:
    verdicts = judged(SCENES[GOOD])
    wrong = [v.rule for v in verdicts if v.status is not Status.PASS and v.severity is not Severity.STAFF]
    assert wrong == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_mistake_breaks_a_rule_it_names(judged: Judged, mistake: Mistake) -> None:
    scene = SCENES[mistake.name]
    if mistake.backgrounds:
        scene = replace(scene, wall=LIKE_A_WHITE_SHIRT)
    failing = {v.rule for v in judged(scene) if v.status is Status.FAIL}
    assert failing & set(mistake.rules), failing


def test_every_example_has_its_picture_and_no_picture_is_left_over() -> None:
    kept = {path.stem for path in (assets_dir() / "guide").iterdir()}
    assert kept == set(SCENES) == {GOOD} | {mistake.name for mistake in MISTAKES}


@pytest.mark.parametrize("name", [GOOD, "ears"])
def test_a_picture_drawn_again_is_the_one_that_is_kept(renderer: Renderer, name: str) -> None:
    """What it looks like on a background; lossy colours under no alpha do not count."""
    kept = example_image(name, (100, 197, 255), good=True)
    again = np.asarray(picture(renderer, name)).astype(float)
    alpha = again[..., 3:] / 255
    drawn = again[..., :3] * alpha + np.array([100, 197, 255]) * (1 - alpha)
    shown = np.frombuffer(kept.constBits(), np.uint8).reshape(kept.height(), kept.width(), 4)[..., 2::-1]
    below_mark = slice(round(0.3 * kept.height()), None)
    assert np.abs(shown[below_mark] - drawn[below_mark]).mean() < 3.0
    assert cv2.absdiff(shown[below_mark], np.flip(shown[below_mark], 1)).mean() > 1.0  # not mirror-even


def test_the_background_behind_an_example_is_the_standards() -> None:
    for rgb in ((100, 197, 255), (255, 255, 255)):
        image = example_image("ears", rgb, good=False)
        assert image.pixelColor(image.width() - 3, 3) == QColor(*rgb)


def test_each_standard_shows_the_mistakes_it_forbids() -> None:
    names = {name: [m.name for m in mistakes_for(load_spec(name))] for name in spec_files()}
    assert "blue" in names["chsi"]
    assert "white" not in names["chsi"]
    assert "blue" not in names["id-card"]
    assert "white" in names["id-card"]
    assert "glasses" in names["postgraduate"]
    assert "glasses" not in names["chsi"]
    assert all(len(each) > SHEET for each in names.values())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_second_sheet_fits_too_and_the_first_comes_back(
    show: Mount, size: tuple[int, int], language: Language
) -> None:
    shell = show(PREPARE, language, size)
    more = shell.page.findChild(QPushButton, "more")
    first = [label.text() for label in visible(shell, QLabel)]
    more.click()
    settle()
    second = [label.text() for label in visible(shell, QLabel)]
    assert faults_of(shell) == []
    assert len(set(second) - set(first)) == SHEET
    more.click()
    settle()
    assert [label.text() for label in visible(shell, QLabel)] == first


def test_a_studio_photo_is_offered_only_where_the_campaign_allows_it(show: Mount, booth: StillBooth) -> None:
    assert not show(PREPARE).page.findChild(QPushButton, "file").isVisible()
    campaign = replace(booth.campaign, steps=replace(booth.campaign.steps, studio_file=True))
    button = show(replace(PREPARE, campaign=campaign)).page.findChild(QPushButton, "file")
    assert button.isVisible()
    assert button.property("kind") == "plain"
    button.click()
    booth.pump()
    assert booth.state.step is Step.FILES
