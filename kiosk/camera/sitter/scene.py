"""What the virtual sitter is told to show, and what was then truly shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.geometry import Box, Point

Colour = tuple[int, int, int]
"""sRGB red, green, blue, each 0..255 (converted to BGR only where pixels are written)."""


@dataclass(frozen=True)
class Pose:
    """How the sitter holds themselves. *left* and *right* are the picture's, unmirrored.

    Attributes
    ----------
    x, y
        Where the midpoint of the eyes lies when the head is straight, as fractions of width and height.
    scale_px
        Size of one centimetre at the face, px, in a picture 720 px high (16 makes a face 250 px wide).
    yaw_deg
        Positive: the nose points to the picture's right.
    pitch_deg
        Positive: the chin is up.
    roll_deg
        Positive: the crown leans to the picture's right.
    shoulder_tilt_deg
        Positive: the picture-right shoulder is lower.
    gaze_x, gaze_y
        -1..1; positive looks to the picture's right and up; 0 looks at the lens.
    eyes_closed, mouth_open, smile
        0..1.
    breath
        -1..1, raises and lowers the chest by a few millimetres.
    torso_turn_deg
        Positive: the chest points to the picture's right; the head does not follow.
    shrug
        0..1: shoulders drawn up towards the ears.
    brow_raise, frown, grimace, teeth
        0..1: brows lifted; brows drawn together and down; mouth pressed to one side; lips drawn apart
        over closed teeth.
    """

    x: float = 0.5
    y: float = 0.40
    scale_px: float = 16.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    shoulder_tilt_deg: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    eyes_closed: float = 0.0
    mouth_open: float = 0.0
    smile: float = 0.0
    breath: float = 0.0
    torso_turn_deg: float = 0.0
    shrug: float = 0.0
    brow_raise: float = 0.0
    frown: float = 0.0
    grimace: float = 0.0
    teeth: float = 0.0


class HairStyle(StrEnum):
    """Longer hair falls behind the ears, which stay free unless a lock hangs over them."""

    SHORT = "short"
    BOB = "bob"
    LONG = "long"


class FrameStyle(StrEnum):
    """Rims of glasses; ``half`` has none below, ``rimless`` none at all."""

    THIN = "thin"
    THICK = "thick"
    TORTOISE = "tortoise"
    METAL = "metal"
    HALF = "half"
    RIMLESS = "rimless"


class HatStyle(StrEnum):
    KNITTED = "knitted"
    PEAKED = "peaked"


class ShirtPattern(StrEnum):
    PLAIN = "plain"
    STRIPES = "stripes"
    CHECKS = "checks"


@dataclass(frozen=True)
class Look:
    """What the sitter looks like; drawn, and nobody in particular.

    Attributes
    ----------
    face_width, jaw_width, eye_size, lip_fullness, brow_thickness
        Factors around 1.
    hair_over_left_ear, hair_over_right_ear, hair_over_brows, hair_over_eyes
        0..1: how far the hair hangs over each (picture-left, picture-right) ear, the brows, the eyes.
    glare, tint
        0..1, strength of the reflection on the glasses and darkness of their lenses.
    hat, scarf, headphones, face_mask
        What is worn on the head; a scarf is wound about hair, ears and neck and leaves the face free.
    worn
        Colour of hat, scarf, headphones and face mask.
    hand
        0..1: how far a hand covers cheek and chin.
    pattern_colour
        The other colour of a patterned shirt; half of the cloth has it.
    neckline
        0..1: how wide and deep the neckline of a shirt without a collar is.
    """

    skin: Colour = (236, 198, 172)
    hair_colour: Colour = (52, 42, 40)
    iris: Colour = (84, 56, 38)
    shirt: Colour = (242, 243, 246)
    collar: bool = True
    hair: HairStyle = HairStyle.SHORT
    face_width: float = 1.0
    jaw_width: float = 1.0
    eye_size: float = 1.0
    lip_fullness: float = 1.0
    brow_thickness: float = 1.0
    hair_over_left_ear: float = 0.0
    hair_over_right_ear: float = 0.0
    hair_over_brows: float = 0.0
    hair_over_eyes: float = 0.0
    glasses: bool = False
    frame: FrameStyle = FrameStyle.THIN
    glare: float = 0.0
    tint: float = 0.0
    hat: bool = False
    hat_style: HatStyle = HatStyle.KNITTED
    scarf: bool = False
    headphones: bool = False
    face_mask: bool = False
    worn: Colour = (96, 104, 112)
    hand: float = 0.0
    pattern: ShirtPattern = ShirtPattern.PLAIN
    pattern_colour: Colour = (70, 92, 150)
    neckline: float = 0.0


@dataclass(frozen=True)
class Light:
    """One soft key light over an even ambient light.

    Attributes
    ----------
    azimuth_deg
        0 comes from the camera, positive from the picture's right.
    elevation_deg
        Positive comes from above.
    strength
        0..1, the share of the key light: the larger, the deeper the shadow side.
    level
        Exposure factor on the whole picture, 1 is good light.
    temperature_k
        Colour temperature of the lamps as the camera shows it; at 6500 white is white.
    spot
        0..1, a blown-out reflection on forehead and cheek.
    red_eye
        0..1, the flash thrown back by the pupils.
    """

    azimuth_deg: float = -12.0
    elevation_deg: float = 30.0
    strength: float = 0.45
    level: float = 1.0
    temperature_k: float = 6500.0
    spot: float = 0.0
    red_eye: float = 0.0


@dataclass(frozen=True)
class Wall:
    """The wall behind.

    ``clutter`` 0..1 hangs more and more things on it, ``shadow`` 0..1 is how dark the sitter's own shadow
    falls on it, ``uneven`` 0..1 how much brighter its one side is than its other; ``arrangement`` picks
    which things hang where.
    """

    colour: Colour = (206, 209, 210)
    clutter: float = 0.0
    shadow: float = 0.0
    uneven: float = 0.0
    arrangement: int = 0


@dataclass(frozen=True)
class PasserBy:
    """Somebody behind the sitter; place and size as in :class:`Pose`."""

    x: float
    y: float = 0.36
    scale_px: float = 9.5


@dataclass(frozen=True)
class Phone:
    """A phone held up, ``raised`` 0 (out of sight) .. 1, showing a QR code of ``text``."""

    text: str
    raised: float = 1.0


class Medium(StrEnum):
    """What a flat picture of the sitter is on; cut out along the person's outline it has no edges.

    A mask is a print of the face alone with holes for the eyes, worn before the face.
    """

    PHONE = "phone"
    TABLET = "tablet"
    PAPER = "paper"
    CUT_OUT = "cut-out"
    MASK = "mask"


@dataclass(frozen=True)
class Flat:
    """A picture of the sitter held up in the sitter's place.

    Attributes
    ----------
    half_width_cm, above_cm, below_cm
        How much of the still is shown on either side of, above and below the eyes; cm at the person.
    wall
        Behind the person in the still.
    gloss
        0..1, strength of a lamp mirrored in it.
    grain
        Factor on the medium's own fine pattern (the screen's pixels, the print's dots); 0 is none.
    bend_deg
        Turn of the sheet's surface from its left edge to its right one, as of paper held in an arch.
    band
        0..1, the share of its light that a screen loses in the bands that its refreshing leaves in a camera
        without the same rhythm.
    phase
        Where the bands are, in periods: they wander.
    film
        How the person sits who is shown; None: as in a still.
    """

    medium: Medium = Medium.PAPER
    half_width_cm: float = 13.0
    above_cm: float = 16.0
    below_cm: float = 22.0
    wall: Wall = field(default_factory=Wall)
    gloss: float = 0.0
    grain: float = 1.0
    bend_deg: float = 0.0
    band: float = 0.0
    phase: float = 0.0
    film: Pose | None = None


@dataclass(frozen=True)
class Scene:
    """One picture's worth of direction.

    ``flat`` shows a flat picture of the person instead, held as ``pose`` says: nobody is present then, except
    behind a mask.
    ``present`` False leaves only the room; ``second_person`` puts somebody behind, 0..1 in from the
    side, at 1 inside the photo; ``passers_by`` puts more people behind; ``motion_blur_px`` smears along
    x, ``defocus_px`` is the standard deviation of an even blur; ``lens_dirt`` and ``lens_cover`` 0..1 put
    a greasy film over the lens and something dark before it; ``noise`` is the sensor noise's standard
    deviation in levels.
    """

    pose: Pose = field(default_factory=Pose)
    look: Look = field(default_factory=Look)
    light: Light = field(default_factory=Light)
    wall: Wall = field(default_factory=Wall)
    phone: Phone | None = None
    present: bool = True
    second_person: float = 0.0
    passers_by: tuple[PasserBy, ...] = ()
    motion_blur_px: float = 0.0
    defocus_px: float = 0.0
    lens_dirt: float = 0.0
    lens_cover: float = 0.0
    noise: float = 1.6
    flat: Flat | None = None


@dataclass(frozen=True)
class Truth:
    """What was drawn, exactly; px of the unmirrored picture, *left* is the picture's left.

    The angles are those of the drawn (quantised) pose; sizes follow from the projected mesh. Every
    field of the head is None while nobody is present.

    Attributes
    ----------
    scene
        What was drawn, its pose quantised: every parameter that has no field of its own here.
    people
        Heads in the picture: the middle of the face is inside.
    others
        Faces of everybody but the sitter, where the middle of the face is inside the picture.
    mouth_gap_px
        Distance of the inner lips.
    eye_opening
        Lid distance over eye width, mean of both eyes.
    ear_left_visible, ear_right_visible
        0..1, the share of the ear's outline that nothing covers and that faces the camera.
    brows_covered, eyes_covered
        0..1, the share of both brows and of both eyes that hair covers.
    """

    present: bool
    people: int
    scene: Scene
    others: tuple[Box, ...] = ()
    pupil_left: Point | None = None
    pupil_right: Point | None = None
    chin: Point | None = None
    hair_top_y: float | None = None
    face: Box | None = None
    face_width_px: float | None = None
    yaw_deg: float | None = None
    pitch_deg: float | None = None
    roll_deg: float | None = None
    shoulder_left: Point | None = None
    shoulder_right: Point | None = None
    shoulder_tilt_deg: float | None = None
    gaze_x: float | None = None
    gaze_y: float | None = None
    eye_opening: float | None = None
    mouth_gap_px: float | None = None
    ear_left_visible: float | None = None
    ear_right_visible: float | None = None
    brows_covered: float | None = None
    eyes_covered: float | None = None
    ear_left: Point | None = None
    ear_right: Point | None = None
    code_text: str | None = None
    code_box: Box | None = None


@dataclass(frozen=True, eq=False)
class Rendered:
    """A drawn picture.

    Attributes
    ----------
    bgr
        Shape (height, width, 3), uint8.
    alpha
        Shape (height, width), uint8: the first person's exact coverage, without phone and hand.
    """

    bgr: Picture
    alpha: NDArray[np.uint8]
    truth: Truth
