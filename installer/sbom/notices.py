"""The notices that travel with the program: its parts, the words of their licences, what they oblige to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.sbom.licences import permits
from installer.sbom.parts import LicenceUnknownError, Part

COMMON_LICENCES = Path("/usr/share/common-licenses")
"""Debian's copies of the licences that are long and the same everywhere."""

NEEDED = {
    r"\bLGPL-3\.0": ("LGPL-3", "GPL-3"),
    r"\bLGPL-2\.1": ("LGPL-2.1",),
    r"\bGPL-3\.0": ("GPL-3",),
    r"\bMPL-2\.0": ("MPL-2.0",),
    r"\bApache-2\.0": ("Apache-2.0",),
}
"""Whose words must come along, for licences that say so; LGPL 3 is an addition to GPL 3."""

HEAD = """\
第三方组成部分和许可 · Third-party parts and licences
====================================================

本程序的许可是 Apache-2.0。下列部分属于别人，各有许可；机器可读的清单在 sbom.cdx.json。
This program is licensed under Apache-2.0. The parts below are other people's, each under its own
licence; sbom.cdx.json lists them for machines.

LGPL 的部分 · Parts under the LGPL
----------------------------------
{lesser}

这些库没有改动，都是单独的动态链接文件，可以换成您自己编译的、接口相同的版本：
停止程序，用新文件替换同名文件，再启动。允许为调试这种修改而做反向工程。
与这里的文件对应的源代码，由各自的发布者按上面的版本公开；再分发本程序的人须保留本文件，
并能提供这些源代码。许可全文附在后面。
These libraries are unmodified, linked dynamically, each a file of its own. You may replace them by your
own builds with the same interface: stop the program, put the new file in place of the one of that name,
start it again. Reverse engineering for debugging such modifications is permitted. Their publishers offer
the source of exactly these versions; whoever hands this program on keeps this file with it and has to be
able to provide that source. The full licences follow below.
"""


def notices(parts: Sequence[Part], common: Path = COMMON_LICENCES) -> str:
    """Return the whole file.

    Raises
    ------
    LicenceUnknownError
        The words of a licence that has to come along are not on this machine.
    """
    own = [part for part in parts if part.handed_on]
    lesser = sorted({_line(part) for part in own if _under_lgpl(part.licence)})
    told = [HEAD.format(lesser="\n".join(lesser)), "\n全部 · All parts\n----------------\n"]
    told += [f"{line}\n" for line in sorted({_line(part) for part in own}, key=str.lower)]
    told += [_titled(title, text) for title, text in (*_common_texts(own, common), *_own_texts(own))]
    return "".join(told)


def _under_lgpl(licence: str) -> bool:
    """Whether no choice that the licence leaves avoids the LGPL; GPL instead would be no relief."""
    free = [word for word in re.findall(r"[^\s()]+", licence) if not re.match(r"L?GPL-", word)]
    return "LGPL-" in licence and not permits(licence, free)


def _line(part: Part) -> str:
    name = f"{part.name} ({part.group})" if part.group else part.name
    version = f" {part.version}" if part.version else ""
    return f"  {name}{version}{f', in {part.within}' if part.within else ''}: {part.licence}"


def _titled(title: str, text: str) -> str:
    return f"\n\n{'=' * 78}\n{title}\n{'=' * 78}\n\n{text.rstrip()}\n"


def _common_texts(parts: Iterable[Part], common: Path) -> list[tuple[str, str]]:
    licences = " ".join(part.licence for part in parts)
    names = sorted({name for found, files in NEEDED.items() if re.search(found, licences) for name in files})
    missing = [name for name in names if not (common / name).is_file()]
    if missing:
        raise LicenceUnknownError(
            f"The words of {', '.join(missing)} are not in {common}: name another folder."
        )
    return [(name, (common / name).read_text(encoding="utf-8")) for name in names]


def _own_texts(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Each text once, with the names of all parts that have it."""
    owners: dict[str, list[str]] = {}
    for part in parts:
        for file in part.texts:
            text = file.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
            named = owners.setdefault(text, [])
            if part.name not in named:
                named.append(part.name)
    return sorted((", ".join(names), text) for text, names in owners.items())
