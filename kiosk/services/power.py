"""Switches the machine off after the program has closed, the way the site has set."""

from __future__ import annotations

import logging
import subprocess

from kiosk.settings import OperatorSettings

log = logging.getLogger(__name__)

PATIENCE_S = 30.0


def power_off(settings: OperatorSettings) -> bool:
    """Run ``operator.power_off``; return whether it ended well. What fails is only logged: the day is over.

    No shell is involved: the settings name a program and its arguments.
    """
    if not settings.power_off:
        return False
    try:
        done = subprocess.run(settings.power_off, timeout=PATIENCE_S, check=False, capture_output=True)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("the machine could not be switched off: %s", type(error).__name__)
        return False
    code = done.returncode
    if code != 0:
        log.error("switching off ended with %d", code)
    return code == 0
