"""The font that pictures are written with: one with Chinese characters where the machine has one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from kiosk.paths import fonts_dir

FILES = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf", "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc",
    "wqy-zenhei.ttc", "msyh.ttc", "simhei.ttf",
)  # fmt: skip
"""Files of the fonts that the kiosk's screen uses too, best first."""
SIMPLIFIED = "SC"
"""Of a collection, the face whose name ends so has the mainland's forms of the characters."""
FACES_MOST = 12

Face = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class Typeface:
    """One face of a font file; without ``file`` Pillow's own, which knows no Chinese."""

    file: Path | None
    index: int = 0

    @property
    def chinese(self) -> bool:
        return self.file is not None

    def sized(self, px: int) -> Face:
        """Return the face at a height of ``px``."""
        return _sized(self.file, self.index, px)


@lru_cache(maxsize=32)
def _sized(file: Path | None, index: int, px: int) -> Face:
    return ImageFont.load_default(px) if file is None else ImageFont.truetype(str(file), px, index=index)


def font_folders() -> tuple[Path, ...]:
    """Return where fonts are: those that the program brings, then the system's."""
    shipped = fonts_dir()
    if os.name == "nt":
        own = Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Microsoft" / "Windows" / "Fonts"
        return (shipped, Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts", own)
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    system = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return (shipped, *system, data / "fonts", Path.home() / ".fonts")


def find_typeface(folders: tuple[Path, ...]) -> Typeface:
    """Return the first of :data:`FILES` in ``folders`` and all below them, else Pillow's own face."""
    found: dict[str, Path] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            found |= {name: Path(place, name) for name in names if name in FILES and name not in found}
    for name in FILES:
        if name in found and (index := _simplified(found[name])) is not None:
            return Typeface(found[name], index)
    return Typeface(None)


def _simplified(file: Path) -> int | None:
    """Return which face of the file to use: the simplified Chinese one, else the first; None: not a font."""
    first: int | None = None
    for index in range(FACES_MOST):
        try:
            family = ImageFont.truetype(str(file), 16, index=index).getname()[0] or ""
        except OSError:
            return first
        if family.endswith(SIMPLIFIED):
            return index
        first = 0
    return first
