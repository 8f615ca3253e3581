"""The shelf of photo specs: which files there are, and what one says with all it builds upon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.photo.sources import idle_sources, laid_over, unsourced
from kiosk.spec_files import spec_files
from kiosk.tomlfile import read_toml

DEFAULTS = "spec-defaults.toml"
"""In the folder of the configuration: what every spec takes unless it says otherwise."""


def spec_file(name_or_path: str | Path, site: Path | None = None) -> Path:
    """Return the file of a spec that is named, or given as a ``.toml`` file.

    Raises
    ------
    KioskError
        ``spec-unknown``, naming the specs there are.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml":
        return path
    files = spec_files(site)
    if str(name_or_path) not in files:
        raise KioskError(
            "spec-unknown",
            f"There is no photo spec called {name_or_path}.",
            f"Choose one of: {', '.join(files)}, or name a .toml file.",
        )
    return files[str(name_or_path)]


def read_spec_file(path: Path, site: Path | None = None) -> dict[str, Any]:
    """Return what a spec file says, laid over the spec it is ``like`` and the defaults of all specs.

    Raises
    ------
    KioskError
        ``spec-unsourced`` naming the file and every rule in it that its ``[sources]`` do not explain, or
        that they explain without its being there; ``spec-circle`` when specs build upon each other; and
        what :func:`kiosk.tomlfile.read_toml` raises.
    """
    layers = [_sourced(path)]
    seen = [path.resolve()]
    while (like := layers[-1].get("like")) is not None:
        # A site's own spec may refine the shipped one of the same name, so that name means the shipped one.
        below = spec_file(str(like), None if like == seen[-1].stem else site)
        if below.resolve() in seen:
            raise KioskError(
                "spec-circle",
                f"{path}: the specs {', '.join(file.stem for file in seen)} build upon each other.",
                "Correct the key `like` in one of them.",
            )
        seen.append(below.resolve())
        layers.append(_sourced(below))
    merged = _sourced(config_dir() / DEFAULTS)
    for layer in reversed(layers):
        merged = laid_over(merged, layer)
    return merged


def _sourced(path: Path) -> dict[str, Any]:
    data = read_toml(path)
    faults = [f"{key} has no source" for key in unsourced(data)]
    faults += [f"sources.{key} explains nothing in this file" for key in idle_sources(data)]
    if faults:
        raise KioskError(
            "spec-unsourced",
            f"{path}: {'; '.join(faults)}.",
            'Say in [sources] where each value comes from, e.g. "size.dpi" = ["V", "the announcement"].',
        )
    return data
