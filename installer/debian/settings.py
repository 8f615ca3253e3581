"""Prints a booth's settings as the Debian package installs them, from the shipped ones.

``python installer/debian/settings.py config/kiosk.toml``
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

INSTALLED = {
    "data_dir": '"/var/lib/photo-kiosk"',
    "power_off": '["systemctl", "poweroff"]',
}
"""Settings that ship as a comment, and what they are on a machine that this package looks after."""


def installed(text: str) -> str:
    """Return the settings with :data:`INSTALLED` in force.

    Raises
    ------
    ValueError
        When the shipped settings no longer have one of them as a comment.
    """
    for key, value in INSTALLED.items():
        text, found = re.subn(rf"(?m)^# ({key}) = .*$", f"{key} = {value}", text, count=1)
        if not found:
            raise ValueError(f"{key} is no comment of the shipped settings any more")
    return text


if __name__ == "__main__":
    sys.stdout.write(installed(Path(sys.argv[1]).read_text("utf-8")))
