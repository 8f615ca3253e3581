"""Which of the files that PyInstaller found go into the frozen program."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from importlib.metadata import distribution, packages_distributions
from pathlib import PurePosixPath

Entry = tuple[str, str, str]
"""Of PyInstaller's tables: the place inside the program, the file it is copied from, its kind."""

SYSTEM = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")
"""Where the system keeps its libraries: they come from Debian's packages and so from its security updates.
What graphics drivers load too (libstdc++, libwayland, libxcb) must be theirs, not older copies of ours."""

CARRIED = ("libzbar.so*", "libv4l*.so*", "libjpeg.so*", "libsqlite3.so*", "libpython3*.so*")
"""Libraries of the system that go inside all the same: the barcode reader with what it loads, the database,
Python. Their version is part of what was tested."""

LEFT_OUT = (
    "PySide6/Qt/translations/*",
    "PySide6/Qt/qml/*",
    "PySide6/Qt/lib/libQt6Qml*",
    "PySide6/Qt/lib/libQt6Quick*",
    "PySide6/Qt/lib/libQt6VirtualKeyboard*",
    "PySide6/Qt/lib/libQt6WaylandCompositor*",
    "PySide6/Qt/lib/libQt6EglF[Ss]*",
    "PySide6/Qt/plugins/egldeviceintegrations/*",
    "PySide6/Qt/plugins/generic/*",
    "PySide6/Qt/plugins/networkinformation/*",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/platforms/libqlinuxfb.so",
    "PySide6/Qt/plugins/platforms/libqminimal*.so",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay.so",
    "PySide6/Qt/plugins/platforms/libqvnc.so",
    "PySide6/Qt/plugins/platformthemes/*",
    "PySide6/Qt/plugins/wayland-graphics-integration-server/*",
    "PySide6/translations/*",
    "PySide6/qml/*",
    "PySide6/Qt6Qml*.dll",
    "PySide6/Qt6Quick*.dll",
    "PySide6/Qt6VirtualKeyboard*.dll",
    "PySide6/plugins/generic/*",
    "PySide6/plugins/networkinformation/*",
    "PySide6/plugins/platforminputcontexts/*",
    "PySide6/plugins/platforms/qminimal.dll",
    "cv2/qt/*",
    "cv2/data/*.xml",
    "*/tests/*",
    "*/__pycache__/*",
    "*.pyi",
    "*.dist-info/RECORD",
    "*.dist-info/direct_url.json",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
)
"""Not needed, by the place inside the program; QML and the virtual keyboard (GPL) come with none of ours;
on Windows PySide lays them without ``Qt/``.
Of ``dist-info`` what says where and how this machine installed it stays out: it differs everywhere."""


def wanted(place: str, source: str) -> bool:
    """Return whether a file goes into the program.

    Parameters
    ----------
    place
        Its path inside, with ``/``.
    source
        Where it comes from on this machine.
    """
    if any(fnmatch.fnmatchcase(place, pattern) for pattern in LEFT_OUT):
        return False
    if not source.startswith(SYSTEM) or not _is_library(place):
        return True
    name = PurePosixPath(place).name
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in CARRIED)


def _is_library(place: str) -> bool:
    return ".so" in PurePosixPath(place).suffixes or ".so." in PurePosixPath(place).name


def selected(table: Iterable[Entry]) -> list[Entry]:
    """Return the wanted entries in an order that does not depend on the machine."""
    kept = {}
    for place, source, kind in table:
        inside = place.replace("\\", "/")
        if wanted(inside, source):
            kept[inside] = (place, source, kind)
    gone = {place for place, _, _ in table} - {place for place, _, _ in kept.values()}
    return [
        entry for _, entry in sorted(kept.items()) if not (entry[2] == "SYMLINK" and _dangling(entry, gone))
    ]


def _dangling(link: Entry, gone: set[str]) -> bool:
    """Whether a link points at something that is left out; its target is told relative to its folder."""
    parts: list[str] = []
    for part in (*PurePosixPath(link[0]).parent.parts, *PurePosixPath(link[1]).parts):
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts) in gone


def owners(places: Iterable[str]) -> list[str]:
    """Return the names of the distributions whose modules are among ``places``, sorted.

    Parameters
    ----------
    places
        Modules (``a.b``) and files (``a/b.so``) inside the program.
    """
    inside = {place.removesuffix(".py").replace("/", ".") for place in places}
    known = packages_distributions()
    found = set()
    for top in {place.split(".")[0] for place in inside} & set(known):
        several = set(known[top])
        # Several may lay their modules below one name: who brings none of those inside has no part in it.
        found |= several if len(several) == 1 else {name for name in several if _modules(name) & inside}
    return sorted(found - {"photo-kiosk", "photo_kiosk"}, key=str.lower)


def _modules(name: str) -> set[str]:
    """Return what a distribution brings, as dotted names; of a package its own name."""
    files = (str(file) for file in distribution(name).files or ())
    return {file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for file in files}
