"""A script of moves: key scenes in time, everything between them eased; makes clips with known truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from kiosk.camera.sitter.motion import eased
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Rendered, Scene

T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """The scene as it shall be at ``at_s`` seconds."""

    at_s: float
    scene: Scene


@dataclass(frozen=True)
class Script:
    """Key scenes in the order of their times (at least one).

    Numbers glide from key to key; words, switches and colours change at the later key.
    """

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        times = [key.at_s for key in self.keys]
        if not times or times != sorted(set(times)):
            raise ValueError("a script needs keys at growing times")

    @property
    def lasts_s(self) -> float:
        return self.keys[-1].at_s

    def scene(self, at_s: float) -> Scene:
        """Return the scene at any time; before the first key and after the last one these hold."""
        if at_s <= self.keys[0].at_s:
            return self.keys[0].scene
        for before, after in zip(self.keys, self.keys[1:], strict=False):
            if at_s < after.at_s:
                return _between(before.scene, after.scene, (at_s - before.at_s) / (after.at_s - before.at_s))
        return self.keys[-1].scene


def play(script: Script, renderer: Renderer, size: tuple[int, int], fps: float) -> Iterator[Rendered]:
    """Draw the whole script: every picture with its alpha and its truth, at ``fps`` pictures a second."""
    for number in range(round(script.lasts_s * fps) + 1):
        yield renderer.render(script.scene(number / fps), size, number)


def _between(before: T, after: T, share: float) -> T:
    """Ease every float of a (nested) frozen dataclass; everything else stays as before."""
    changed: dict[str, Any] = {}
    for item in fields(before):  # type: ignore[arg-type]
        old, new = getattr(before, item.name), getattr(after, item.name)
        if is_dataclass(old) and type(old) is type(new):
            changed[item.name] = _between(old, new, share)
        elif isinstance(old, float) and isinstance(new, float):
            changed[item.name] = old + (new - old) * eased(share)
    return replace(before, **changed)  # type: ignore[type-var]
