"""The drawing against its own truth, against the models, and against a code reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
import zxingcpp

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.people import Cast, sitter
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Light, Look, Phone, Pose, Scene, Truth, Wall
from kiosk.paths import models_dir
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer

PAYLOAD = "eyJzamMiOjE3NjAwMDAwMDAwMDAsImNqbSI6IjAxMjM0NTY3ODlhYmNkZWYi" * 5


@pytest.fixture(scope="module")
def observer() -> Iterator[Observer]:
    with Observer.open(models_dir(), live=False) as opened:
        yield opened


def observed(observer: Observer, renderer: Renderer, scene: Scene) -> tuple[Observation, Truth]:
    drawn = renderer.render(scene, alpha=False)
    return observer.observe(Frame(1, 1.0, drawn.bgr)), drawn.truth


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("yaw_deg", -20.0), ("yaw_deg", 10.0), ("yaw_deg", 20.0), ("pitch_deg", -14.0), ("pitch_deg", 14.0),
        ("roll_deg", -10.0), ("roll_deg", 10.0), ("x", 0.38), ("scale_px", 11.0),
    ],
)  # fmt: skip
def test_the_models_find_the_head_where_the_truth_says(
    field: str, value: float, observer: Observer, renderer: Renderer
) -> None:
    seen, truth = observed(observer, renderer, Scene(pose=replace(Pose(), **{field: value})))
    assert seen.value("face_count") == 1
    assert seen.head is not None
    # Tolerances: what the model itself gets wrong about a face off the middle or tilted, see DESIGN.md.
    assert seen.value("yaw_deg") == pytest.approx(truth.yaw_deg, abs=5.0)
    assert seen.value("pitch_deg") == pytest.approx(truth.pitch_deg, abs=7.0)
    assert seen.value("roll_deg") == pytest.approx(truth.roll_deg, abs=2.5)
    for point, true in ((seen.head.eye_left, truth.pupil_left), (seen.head.eye_right, truth.pupil_right)):
        assert true is not None
        assert np.hypot(point.x - true.x, point.y - true.y) < 5
    assert truth.face_width_px is not None
    assert seen.head.face_width == pytest.approx(truth.face_width_px, rel=0.06)


@pytest.mark.parametrize("number", range(5))
def test_every_invented_person_is_found_with_hair_top_and_shoulders(
    number: int, cast: Cast, observer: Observer, renderer: Renderer
) -> None:
    seen, truth = observed(observer, renderer, Scene(look=sitter(cast, number).look))
    assert seen.head is not None
    assert seen.value("hair_top_px") == pytest.approx(truth.hair_top_y, abs=8)
    for point, true in zip(seen.shoulders, (truth.shoulder_left, truth.shoulder_right), strict=True):
        assert point is not None
        assert true is not None
        assert np.hypot(point.x - true.x, point.y - true.y) < 60


def test_faults_are_seen_as_what_they_are(observer: Observer, renderer: Renderer) -> None:
    def value(name: str, pose: Pose) -> float:
        measured = observed(observer, renderer, Scene(pose=pose))[0].value(name)
        assert measured is not None
        return measured

    good = Pose()
    assert value("lip_gap", replace(good, mouth_open=0.55)) > value("lip_gap", good) + 0.04
    assert value("eye_open_left", replace(good, eyes_closed=1.0)) < 0.6 * value("eye_open_left", good)
    tilts = [value("shoulder_tilt_deg", replace(good, shoulder_tilt_deg=tilt)) for tilt in (-11.0, 0.0, 11.0)]
    assert tilts[0] < tilts[1] - 4
    assert tilts[1] + 4 < tilts[2]


def test_two_people_are_two_faces(observer: Observer, renderer: Renderer) -> None:
    seen, truth = observed(observer, renderer, Scene(second_person=1.0))
    assert truth.people == 2
    assert seen.value("face_count") == 2
    assert seen.faces[1].centre.x == pytest.approx(truth.others[0].centre.x, abs=20)


def test_an_empty_room_holds_nobody(observer: Observer, renderer: Renderer) -> None:
    seen, truth = observed(observer, renderer, Scene(present=False, wall=Wall(clutter=1.0)))
    assert (truth.people, truth.present, truth.face) == (0, False, None)
    assert seen.value("face_count") == 0


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_code_on_the_phone_reads_back(size: tuple[int, int], renderer: Renderer) -> None:
    drawn = renderer.render(Scene(pose=Pose(x=0.4, scale_px=13), phone=Phone(PAYLOAD)), size)
    results = zxingcpp.read_barcodes(drawn.bgr)
    assert [result.text for result in results] == [PAYLOAD]
    box = drawn.truth.code_box
    assert drawn.truth.code_text == PAYLOAD
    assert box is not None
    corner = results[0].position.top_left
    assert box.x < corner.x < box.centre.x
    assert box.y < corner.y < box.centre.y


def test_a_phone_half_raised_shows_no_whole_code(renderer: Renderer) -> None:
    assert renderer.render(Scene(phone=Phone(PAYLOAD, raised=0.3))).truth.code_text is None


def test_alpha_is_exactly_what_the_person_covers(renderer: Renderer) -> None:
    scene = Scene(noise=0.0)
    person, room = renderer.render(scene), renderer.render(replace(scene, present=False))
    same = np.abs(person.bgr.astype(int) - room.bgr).max(axis=2) == 0
    assert same[person.alpha == 0].all()
    assert not room.alpha.any()
    covered = person.alpha == 255
    assert 0.15 < covered.mean() < 0.6
    # Where the person covers all, another wall changes nothing; elsewhere it shows through by 1 - alpha.
    dark = renderer.render(replace(scene, wall=Wall(colour=(30, 60, 30))))
    leak = np.abs(dark.bgr[covered].astype(int) - person.bgr[covered])
    assert leak.max() <= 1  # rounding of two layers that together cover all
    dark_room = renderer.render(replace(scene, present=False, wall=Wall(colour=(30, 60, 30))))
    share = 1 - person.alpha[..., None] / 255.0
    expected = person.bgr + share * (dark_room.bgr.astype(float) - room.bgr)
    assert np.abs(expected - dark.bgr).max() <= 4  # one rounding a layer


def test_the_same_scene_gives_the_same_picture_and_noise_changes_with_the_frame(renderer: Renderer) -> None:
    first, again = renderer.render(Scene(), frame_number=5), renderer.render(Scene(), frame_number=5)
    other = renderer.render(Scene(), frame_number=6)
    assert np.array_equal(first.bgr, again.bgr)
    spread = (first.bgr.astype(int) - other.bgr).std()
    assert 1.0 < spread < 4.0


def test_truth_of_the_ears_follows_hair_and_turn(renderer: Renderer) -> None:
    def ears(scene: Scene) -> tuple[float, float]:
        truth = renderer.render(scene, alpha=False).truth
        assert truth.ear_left_visible is not None
        assert truth.ear_right_visible is not None
        return truth.ear_left_visible, truth.ear_right_visible

    free = ears(Scene())
    assert min(free) > 0.98
    covered = ears(Scene(look=Look(hair_over_left_ear=1.0)))
    assert covered[0] < 0.15
    assert covered[1] == pytest.approx(free[1])
    turned = ears(Scene(pose=Pose(yaw_deg=30.0)))
    assert turned[0] > 0.98
    assert turned[1] < 0.3


def test_light_from_one_side_and_too_little_light(renderer: Renderer) -> None:
    def cheeks(light: Light) -> tuple[float, float]:
        drawn = renderer.render(Scene(light=light, noise=0.0))
        face = drawn.truth.face
        assert face is not None
        grey = cv2.cvtColor(drawn.bgr, cv2.COLOR_BGR2GRAY)
        y = int(face.y + 0.55 * face.height)
        left, right = int(face.x + 0.2 * face.width), int(face.x + 0.8 * face.width)
        return float(grey[y - 8 : y + 8, left - 8 : left + 8].mean()), float(
            grey[y - 8 : y + 8, right - 8 : right + 8].mean()
        )

    even, side = cheeks(Light(azimuth_deg=0.0)), cheeks(Light(azimuth_deg=70.0, strength=1.0))
    assert abs(even[0] - even[1]) < 6
    assert side[1] > side[0] + 25
    assert cheeks(Light(azimuth_deg=0.0, level=0.4))[0] == pytest.approx(0.4 * even[0], rel=0.05)


def test_motion_blur_smears_along_x_only(renderer: Renderer) -> None:
    sharp, smeared = (renderer.render(Scene(noise=0.0, motion_blur_px=blur)).bgr for blur in (0.0, 15.0))

    def edge(picture: np.ndarray, dx: int, dy: int) -> float:
        return float(np.abs(cv2.Sobel(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.CV_32F, dx, dy)).mean())

    assert edge(smeared, 1, 0) < 0.75 * edge(sharp, 1, 0)
    assert edge(smeared, 0, 1) > 0.80 * edge(sharp, 0, 1)


@pytest.mark.parametrize("skin", [(242, 208, 184), (150, 106, 80), (96, 66, 50)])
def test_brows_are_darker_than_the_skin_under_fair_hair_too(
    renderer: Renderer, skin: tuple[int, int, int]
) -> None:
    look = Look(skin=skin, hair_colour=(196, 164, 112))
    drawn = renderer.render(Scene(look=look, noise=0.0), alpha=False)
    pupil, unit = drawn.truth.pupil_left, drawn.truth.face_width_px
    assert pupil is not None and unit is not None
    column = drawn.bgr[int(pupil.y - 0.3 * unit) : int(pupil.y - 0.1 * unit), int(pupil.x)].astype(int)
    forehead, brow = column[:10].mean(), column.mean(axis=1).min()
    assert brow < 0.8 * forehead
