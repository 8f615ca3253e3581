"""Make a source distribution the same bytes every time: members in order, one time, nobody's names.

    python installer/same_sdist.py SDIST EPOCH_S

The build backend stamps the files that it writes itself, and the archive, with the time of the build.
"""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
from pathlib import Path


def same_bytes(sdist: Path, epoch_s: int) -> bytes:
    """Return the archive with what depends on the machine and the hour left out."""
    packed = io.BytesIO()
    with (
        tarfile.open(sdist) as given,
        gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=epoch_s) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as made,
    ):
        for member in sorted(given.getmembers(), key=lambda each: each.name):
            same = tarfile.TarInfo(member.name)
            same.type, same.size, same.mtime = member.type, member.size, epoch_s
            same.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            made.addfile(same, given.extractfile(member) if member.isfile() else None)
    return packed.getvalue()


if __name__ == "__main__":
    name, epoch = sys.argv[1:]
    Path(name).write_bytes(same_bytes(Path(name), int(epoch)))
