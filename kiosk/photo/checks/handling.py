"""Signs that a photo was not simply taken: marks, borders, haloes, enlarging, filters, screens, prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.camera.frame import Picture
from kiosk.photo.checks.background import Plain
from kiosk.photo.checks.compression import stored_quality
from kiosk.photo.checks.enlarged import fine_detail
from kiosk.photo.checks.face_part import face_part
from kiosk.photo.checks.frame_edges import sides
from kiosk.photo.checks.halo import halo
from kiosk.photo.checks.judged import judged
from kiosk.photo.checks.recaptured import raster
from kiosk.photo.checks.texture import skin_grain
from kiosk.photo.encode import jpeg_quality
from kiosk.photo.finished import Check, CheckStatus
from kiosk.photo.spec import PhotoSpec
from kiosk.tomlfile import STRICT
from kiosk.vision.observation import Observation


@dataclass(frozen=True)
class Bound:
    """A limit and where it comes from."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    limit: float
    source: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class HandlingLimits:
    """The limits of ``config/inspection.toml``; each says there what it is measured in."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    background_marks: Bound
    border: Bound
    halo: Bound
    compression: Bound
    compression_slack: Bound
    upscaled: Bound
    screen_raster: Bound
    frame_edges: Bound
    soft: Bound
    skin_grain: Bound
    admission_copy: Bound


def handling_checks(
    bgr: Picture,
    tables: Mapping[int, Sequence[int]] | None,
    observation: Observation,
    plain: Plain | None,
    spec: PhotoSpec,
    limits: HandlingLimits,
) -> list[Check]:
    """Return the checks of how the photo was made.

    Those decide whose error rates carry it (``kiosk bench photo``); the others call a person to look.
    """
    head = observation.head
    part = face_part(bgr, head)
    fine = fine_detail(part)
    rim = None if plain is None or head is None else halo(bgr, plain, head.chin.y)
    return [
        judged(
            "background_marks",
            None if plain is None else plain.marks,
            "ratio",
            None,
            limits.background_marks.limit,
        ),
        judged("border", None if plain is None else plain.border, "ratio", None, limits.border.limit),
        judged("halo", rim, "ratio", None, limits.halo.limit, must=False),
        _compression(bgr, tables, spec, limits),
        judged("upscaled", fine, "log10", limits.upscaled.limit, None, must=False),
        judged("screen_raster", raster(part), "ln", None, limits.screen_raster.limit),
        _frame(bgr, observation, limits, fine),
        judged(
            "skin_grain", skin_grain(bgr, observation), "level", limits.skin_grain.limit, None, must=False
        ),
    ]


def _compression(
    bgr: Picture, tables: Mapping[int, Sequence[int]] | None, spec: PhotoSpec, limits: HandlingLimits
) -> Check:
    """Judge the lowest quality the photo was ever stored with; the file's own where it shows no lower one."""
    found = stored_quality(bgr, tables)
    if found is None and tables:
        found = float(jpeg_quality(tables))
    low = max(spec.file.quality_min - limits.compression_slack.limit, limits.compression.limit)
    return judged("compression", found, "level", low, None)


def _frame(bgr: Picture, observation: Observation, limits: HandlingLimits, fine: float | None) -> Check:
    """Count the sides of the head with a long straight edge.

    One may be a door or a ceiling; in a picture so soft that it may show a picture nobody can tell.
    """
    if observation.head is None:
        return judged("frame_edges", None, "count", None, limits.frame_edges.limit, must=False)
    count = float(len(sides(bgr, observation.head)))
    check = judged("frame_edges", count, "count", None, limits.frame_edges.limit, must=False)
    if count and check.status is CheckStatus.PASS and (fine is None or fine < limits.soft.limit):
        return replace(check, status=CheckStatus.UNKNOWN)
    return check
