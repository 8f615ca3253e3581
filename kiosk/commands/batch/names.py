"""What the photos are called: the same in every run into the same folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path


def photo_names(
    sources: Iterable[Path], folder: Path, given: Mapping[str, str], suffix: str = ".jpg"
) -> list[str]:
    """Return each source's file name in ``folder``: its stem, numbered where that is taken.

    A name is neither a source's own nor another photo's; a source named twice has one photo. Names that
    differ in case alone count as one, as they do on the disks of Windows.

    Parameters
    ----------
    given
        Names given in earlier runs by the source's resolved path; they are kept for their sources.
    """
    sources = list(sources)
    places = [os.path.realpath(source) for source in sources]  # a link may lead to itself
    here = folder.resolve()
    taken = {place.casefold() for place in places}
    taken |= {_key(here / name) for name in given.values()}
    names = {place: given[place] for place in places if place in given}
    for source, place in zip(sources, places, strict=True):
        if place not in names:
            number, name = 1, f"{source.stem}{suffix}"
            while _key(here / name) in taken:
                number += 1
                name = f"{source.stem}-{number}{suffix}"
            taken.add(_key(here / name))
            names[place] = name
    return [names[place] for place in places]


def _key(path: Path) -> str:
    return str(path).casefold()
