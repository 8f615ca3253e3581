"""The measures of an observation by name, each a number with a unit or None for *cannot assess*.

*Left* and *right* in a name are always the **person's own**. T is the distance from the middle
between the pupils to the chin (ISO/IEC 29794-5).

================= ======= ============================================================================
name              unit    meaning
================= ======= ============================================================================
face_count        count   faces found anywhere in the picture
eye_distance_px   px      between the pupils
face_width_px     px      cheek to cheek, widest part of the mesh
centre_x_px       px      middle of the face's width
eye_line_y_px     px      mean height of the pupils
hair_top_px       px      top of the hair from the person mask
yaw_deg           deg     > 0 turned to the person's own left (the picture's right)
pitch_deg         deg     > 0 chin up
roll_deg          deg     > 0 leaning to the person's own left (clockwise in the picture)
gaze_yaw_deg      deg     look against the lens, > 0 to the person's own left
gaze_pitch_deg    deg     look against the lens, > 0 up
eye_open_left     ratio   lid opening / eye width
eye_open_right    ratio   the same
lip_gap           ratio   widest opening between the lips, or what the teeth that show stand for, / T
teeth             ratio   share of the mouth's width over which teeth show
smile             ratio   0..1 strength of a smile; a closed-lip smile is allowed up to a limit
grimace           ratio   0..1 mouth or cheeks twisted, pursed or puffed
brow_raise        ratio   0..1 brows lifted
brow_frown        ratio   0..1 brows drawn together and down
ear_left_visible  ratio   0 covered or turned away … 1 in plain view
ear_right_visible ratio   the same
ears_uneven       ratio   difference of what shows of the two ears / their mean
hair_over_brows   ratio   0..1 share of the brows under hair
hair_over_eyes    ratio   0..1 share of the eyes' openings under hair
shoulder_tilt_deg deg     > 0 the person's own left shoulder is lower
torso_turn_deg    deg     > 0 chest turned to the person's own left
shoulder_raise    ratio   how far the shoulders are drawn up towards the ears / T
shoulders_seen    count   shoulders inside the picture, 0..2
glasses           ratio   0..1 how surely glasses are worn
lens_glare        ratio   share of the lenses' area before the eyes under a reflection
lens_tint         ratio   0 clear … 1 black lenses
head_covering     ratio   0..1 how surely hat, cap, hood or scarf covers the hair
headphones        ratio   0..1 how surely headphones are worn
face_covered      ratio   share of cheeks, nose, mouth and chin under a mask, hand or other thing
light_level       level   luma of the cheeks, 0..255, see :func:`kiosk.vision.light.light`
light_left_right  ratio   (left − right) / mean luma of the cheeks, > 0: brighter from their own left
light_top_bottom  ratio   (forehead − chin) / mean luma
highlights        ratio   share of the face's skin without detail
red_eye           ratio   0..1 redness of the redder pupil
colour_cast       level   CIELAB distance of the light's colour from neutral
skin_chroma       level   CIELAB chroma of the cheeks, 0: the camera shows no colour
wall_uneven       level   spread of the wall's brightness round the person, 0..255
wall_clutter      ratio   share of the wall round the person with edges or things on it
wall_shadow       level   how much darker the wall is beside the person than farther off
wall_contrast     level   CIELAB distance of hair and face's outline from the wall beside them
clothes_wall      level   CIELAB distance of the clothes from the wall beside the shoulders
clothes_blue      ratio   share of the clothes that are blue
sharpness         ratio   0 blurred … 1, see :func:`kiosk.vision.sharpness.sharpness`
motion            T/s     speed of the head; live only
lens_veil         ratio   0 clear lens … 1 dirty or covered; the only one, but the count, without a face
================= ======= ============================================================================
"""

from __future__ import annotations

from types import MappingProxyType

UNITS = MappingProxyType(
    {
        "face_count": "count",
        "eye_distance_px": "px",
        "face_width_px": "px",
        "centre_x_px": "px",
        "eye_line_y_px": "px",
        "hair_top_px": "px",
        "yaw_deg": "deg",
        "pitch_deg": "deg",
        "roll_deg": "deg",
        "gaze_yaw_deg": "deg",
        "gaze_pitch_deg": "deg",
        "eye_open_left": "ratio",
        "eye_open_right": "ratio",
        "lip_gap": "ratio",
        "teeth": "ratio",
        "smile": "ratio",
        "grimace": "ratio",
        "brow_raise": "ratio",
        "brow_frown": "ratio",
        "ear_left_visible": "ratio",
        "ear_right_visible": "ratio",
        "ears_uneven": "ratio",
        "hair_over_brows": "ratio",
        "hair_over_eyes": "ratio",
        "shoulder_tilt_deg": "deg",
        "torso_turn_deg": "deg",
        "shoulder_raise": "ratio",
        "shoulders_seen": "count",
        "glasses": "ratio",
        "lens_glare": "ratio",
        "lens_tint": "ratio",
        "head_covering": "ratio",
        "headphones": "ratio",
        "face_covered": "ratio",
        "light_level": "level",
        "light_left_right": "ratio",
        "light_top_bottom": "ratio",
        "highlights": "ratio",
        "red_eye": "ratio",
        "colour_cast": "level",
        "skin_chroma": "level",
        "wall_uneven": "level",
        "wall_clutter": "ratio",
        "wall_shadow": "level",
        "wall_contrast": "level",
        "clothes_wall": "level",
        "clothes_blue": "ratio",
        "sharpness": "ratio",
        "motion": "T/s",
        "lens_veil": "ratio",
    }
)
"""Every measure's unit; every observation has exactly these names."""
