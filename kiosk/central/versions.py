"""Which versions of the booths' program are taken; an older one may send what this server misreads."""

from __future__ import annotations

import re
from functools import cache

from kiosk.central.problems import Problem

_NUMBERS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,5}")


def is_older(version: str | None, least: str) -> bool:
    """Whether a version lies before another; one that says no numbers, or that is not known, does.

    Numbers are compared one by one, so that 1.10 is newer than 1.9; what follows them (``1.2.dev3``) does
    not count.
    """
    return _numbers(version or "") < _numbers(least)


def must_be_recent(version: str | None, least: str) -> None:
    """Refuse a booth that has to be updated first; it keeps what it has and sends it afterwards.

    Parameters
    ----------
    least
        The oldest version that is taken; empty: any.

    Raises
    ------
    Problem
        426 ``upgrade-required``, with the header that RFC 9110, section 15.5.22, asks for.
    """
    if least and is_older(version, least):
        title = f"This booth's program is too old: update it to {least} or later."
        raise Problem(
            426, "upgrade-required", title, {"Upgrade": f"photo-kiosk/{least}"}, least_version=least
        )


@cache
def _numbers(version: str) -> tuple[int, ...]:
    found = _NUMBERS.match(version)
    numbers = [int(part) for part in found[0].split(".")] if found else [-1]
    while len(numbers) > 1 and numbers[-1] == 0:  # 1.2 is 1.2.0
        numbers.pop()
    return tuple(numbers)
