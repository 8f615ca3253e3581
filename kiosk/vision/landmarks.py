"""The models behind small protocols: faces with their mesh, body pose, person mask, faces behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.geometry import Box
from kiosk.vision.attitude import Attitude, Rotation
from kiosk.vision.crowd import MODEL as CROWD_MODEL
from kiosk.vision.crowd import Crowd
from kiosk.vision.native import forbid_usage_reports, quiet_stderr, without_plotting

FACE_MODEL = "face_landmarker.task"
POSE_MODEL = "pose_landmarker_full.task"
PERSON_MODEL = "selfie_segmenter.tflite"
MAX_FACES = 4
WARM_UP_PX = 64

Points = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Face:
    """One face: ``mesh`` (478, 3) px of the picture, ``shapes`` blendshape name → 0..1.

    ``turn`` is the head's rotation, see :mod:`kiosk.vision.attitude`.
    """

    mesh: Points
    shapes: Mapping[str, float]
    turn: Rotation


@dataclass(frozen=True, eq=False)
class Body:
    """Body pose: ``points`` (33, 2) px of the picture, ``certainty`` (33,) 0..1 that it is seen."""

    points: Points
    certainty: NDArray[np.float32]


class FaceFinder(Protocol):
    def find(self, rgb: Picture, at_ms: int) -> tuple[Face, ...]:
        """Return every face in ``rgb``; ``at_ms`` must grow from call to call in video mode."""
        ...

    def close(self) -> None: ...


class BodyFinder(Protocol):
    def find(self, rgb: Picture, at_ms: int) -> Body | None:
        """Return the most prominent body in ``rgb``, or None."""
        ...

    def close(self) -> None: ...


class PersonFinder(Protocol):
    def find(self, rgb: Picture, at_ms: int) -> NDArray[np.float32]:
        """Return the confidence 0..1 that each pixel shows a person, in the shape of ``rgb``."""
        ...

    def close(self) -> None: ...


class CrowdFinder(Protocol):
    def find(self, rgb: Picture, at_ms: int) -> tuple[Box, ...]:
        """Return the box of every face in ``rgb``, also of small ones."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Finders:
    """The models an :class:`~kiosk.vision.observe.Observer` works with; it closes them."""

    faces: FaceFinder
    body: BodyFinder
    person: PersonFinder
    crowd: CrowdFinder

    def close(self) -> None:
        for finder in (self.faces, self.body, self.person, self.crowd):
            finder.close()

    def __enter__(self) -> Finders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_finders(models: Path, *, live: bool) -> Finders:
    """Load the models.

    Parameters
    ----------
    models
        Folder of the model files.
    live
        True: frames of one clip, tracked from one to the next. False: unrelated pictures.

    Raises
    ------
    KioskError
        ``model-missing`` or ``model-broken``.
    """
    forbid_usage_reports()
    opened: list[Any] = []
    try:
        with quiet_stderr():
            for kind, name in ((_Faces, FACE_MODEL), (_Body, POSE_MODEL), (_Person, PERSON_MODEL)):
                opened.append(_open(partial(kind, live=live), models / name))
            opened.append(_open(Crowd, models / CROWD_MODEL))
            for finder in opened:
                # The first picture is slow and wordy; let it be an empty one before anybody waits.
                finder.find(np.zeros((WARM_UP_PX, WARM_UP_PX, 3), np.uint8), 0)
    except BaseException:
        for finder in opened:
            finder.close()
        raise
    return Finders(*opened)


def _open(kind: Callable[[Path], Any], path: Path) -> Any:
    if not path.is_file():
        raise KioskError(
            "model-missing", f"The model file {path} does not exist.", "Run: kiosk models install"
        )
    try:
        return kind(path)
    except (RuntimeError, ValueError, OSError, cv2.error) as error:
        reason = str(error).partition("\n")[0]
    # Raised outside the handler: the library's error holds its task's thread alive.
    raise KioskError(
        "model-broken", f"The model file {path} cannot be loaded: {reason}.", "Run: kiosk models install"
    )


class _Task:
    """What the three tasks share: options, image wrapping, image or video call, closing."""

    def __init__(self, path: Path, live: bool) -> None:
        with without_plotting():
            from mediapipe import Image, ImageFormat, tasks

        self._image: Callable[[Picture], Any] = lambda rgb: Image(
            image_format=ImageFormat.SRGB, data=np.ascontiguousarray(rgb)
        )
        self._live = live
        base = tasks.BaseOptions(model_asset_path=str(path))
        mode = tasks.vision.RunningMode.VIDEO if live else tasks.vision.RunningMode.IMAGE
        self._task: Any = self._create(tasks.vision, base_options=base, running_mode=mode)

    def _create(self, vision: Any, **options: Any) -> Any:
        raise NotImplementedError

    def close(self) -> None:
        self._task.close()


class _Faces(_Task):
    def __init__(self, path: Path, live: bool) -> None:
        super().__init__(path, live)
        try:
            self._attitude = Attitude(load_face_mesh(path).vertices)
        except KioskError:
            self.close()
            raise

    def _create(self, vision: Any, **options: Any) -> Any:
        return vision.FaceLandmarker.create_from_options(
            vision.FaceLandmarkerOptions(
                num_faces=MAX_FACES,
                output_face_blendshapes=True,
                **options,
            )
        )

    def find(self, rgb: Picture, at_ms: int) -> tuple[Face, ...]:
        image = self._image(rgb)
        found = self._task.detect_for_video(image, at_ms) if self._live else self._task.detect(image)
        height, width = rgb.shape[:2]
        # z has the scale of x (MediaPipe face mesh).
        scale = np.array([width, height, width], np.float32)
        faces = []
        for points, shapes in zip(found.face_landmarks, found.face_blendshapes, strict=True):
            # Row by row is twice as quick as point by point.
            rows = [[p.x for p in points], [p.y for p in points], [p.z for p in points]]
            mesh = np.ascontiguousarray(np.array(rows, np.float32).T) * scale
            scores = {str(shape.category_name): float(shape.score) for shape in shapes}
            faces.append(Face(mesh, scores, self._attitude.rotation(mesh)))
        return tuple(faces)


class _Body(_Task):
    def _create(self, vision: Any, **options: Any) -> Any:
        return vision.PoseLandmarker.create_from_options(vision.PoseLandmarkerOptions(num_poses=1, **options))

    def find(self, rgb: Picture, at_ms: int) -> Body | None:
        image = self._image(rgb)
        found = self._task.detect_for_video(image, at_ms) if self._live else self._task.detect(image)
        if not found.pose_landmarks:
            return None
        points = found.pose_landmarks[0]
        height, width = rgb.shape[:2]
        return Body(
            np.array([(p.x * width, p.y * height) for p in points], np.float32),
            np.array([min(p.visibility, 1.0) for p in points], np.float32),
        )


class _Person(_Task):
    def _create(self, vision: Any, **options: Any) -> Any:
        return vision.ImageSegmenter.create_from_options(
            vision.ImageSegmenterOptions(output_confidence_masks=True, output_category_mask=False, **options)
        )

    def find(self, rgb: Picture, at_ms: int) -> NDArray[np.float32]:
        image = self._image(rgb)
        found = self._task.segment_for_video(image, at_ms) if self._live else self._task.segment(image)
        # The view lies in the native image's memory, which goes with it.
        mask: NDArray[np.float32] = found.confidence_masks[-1].numpy_view().squeeze().copy()
        return mask
