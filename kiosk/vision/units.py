"""The measures of an observation by name, each a number with a unit or None for *cannot assess*.

*Left* and *right* in a name are always the **person's own**. T is the distance from the middle
between the pupils to the chin (ISO/IEC 29794-5).

====================== ======= =================================================================
name                   unit    meaning
====================== ======= =================================================================
face_count             count   faces found
eye_distance_px        px      between the pupils
face_width_px          px      cheek to cheek, widest part of the mesh
centre_x_px            px      middle of the face's width
eye_line_y_px          px      mean height of the pupils
hair_top_px            px      top of the hair from the person mask
yaw_deg                deg     > 0 turned to the person's own left (the picture's right)
pitch_deg              deg     > 0 chin up
roll_deg               deg     > 0 leaning to the person's own left (clockwise in the picture)
eye_open_left/right    ratio   lid opening / eye width
gaze_yaw_deg           deg     look against the lens, > 0 to the person's own left
gaze_pitch_deg         deg     eyes against the head, > 0 up
lip_gap                ratio   widest opening between the lips / T
ear_left/right_visible ratio   0 covered … 1 in plain view
shoulder_tilt_deg      deg     > 0 the person's own left shoulder is lower
shoulders_seen         count   shoulders inside the picture, 0..2
light_level            level   mean luma of the cheeks, 0..255
light_left_right       ratio   (left − right) / mean luma of the cheeks
highlights             ratio   share of cheek pixels without detail
sharpness              ratio   0 blurred … 1, see :func:`kiosk.vision.picture.sharpness`
motion                 T/s     speed of the head; live only
====================== ======= =================================================================
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
        "eye_open_left": "ratio",
        "eye_open_right": "ratio",
        "gaze_yaw_deg": "deg",
        "gaze_pitch_deg": "deg",
        "lip_gap": "ratio",
        "ear_left_visible": "ratio",
        "ear_right_visible": "ratio",
        "shoulder_tilt_deg": "deg",
        "shoulders_seen": "count",
        "light_level": "level",
        "light_left_right": "ratio",
        "highlights": "ratio",
        "sharpness": "ratio",
        "motion": "T/s",
    }
)
"""Every measure's unit; every observation has exactly these names."""
