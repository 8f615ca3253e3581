"""In a root that systemd has booted: what the service does when parts of it die or freeze.

``python3 booted.py``: 0 when the booth was back in time after each fault and ended in order.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

UNIT = "photo-kiosk.service"
HEALTH = Path("/var/lib/photo-kiosk/health.json")
READY_WITHIN_S, BACK_WITHIN_S, GIVE_UP_S = 60.0, 15.0, 60.0
SETTLED_S = 8.0
"""Between two faults, so that one does not meet what the last one left."""

WINDOW = ["kiosk", "run", "--config"]
SUPERVISOR = ["kiosk", "run", "--supervised"]
CAGE = ["cage"]
FAULTS = {
    "window killed": (WINDOW, signal.SIGKILL),
    "window frozen": (WINDOW, signal.SIGSTOP),
    "supervisor killed": (SUPERVISOR, signal.SIGKILL),
    "supervisor frozen": (SUPERVISOR, signal.SIGSTOP),
    "screen's compositor killed": (CAGE, signal.SIGKILL),
}


def main() -> int:
    """Wait for the booth, break it five times, end it."""
    if not wait_for(lambda: shown("ActiveState") == "active" and healthy() is not None, READY_WITHIN_S):
        print(f"never ready: {shown('ActiveState')}, {shown('Result')}", file=sys.stderr)
        return 1
    good = True
    for name, (words, number) in FAULTS.items():
        time.sleep(SETTLED_S)
        took_s = back_after_s(words, number)
        good &= took_s <= BACK_WITHIN_S
        print(f"{name}: back after {took_s:.1f} s{'' if took_s <= BACK_WITHIN_S else ' ✗'}", flush=True)
    begun = time.monotonic()
    subprocess.run(["systemctl", "stop", UNIT], check=True)
    result = shown("Result")
    print(f"stopped in {time.monotonic() - begun:.1f} s: {result}")
    return 0 if good and result == "success" and process(CAGE) is None else 1


def back_after_s(words, number):
    """Send a signal to the process of this command line; return how long no other was well in its place."""
    before, begun = healthy(), time.monotonic()
    os.kill(process(words), number)
    wait_for(lambda: healthy() not in (None, before), GIVE_UP_S)
    return time.monotonic() - begun


def wait_for(met, within_s):
    """Return whether ``met`` came true in time."""
    end = time.monotonic() + within_s
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def shown(name):
    """Return a property of the unit."""
    command = ["systemctl", "show", "--value", "-p", name, UNIT]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def healthy():
    """Return which process says of itself that it is well and still runs; None when none does."""
    try:
        told = json.loads(HEALTH.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    alive = told["ok"] and Path(f"/proc/{told['process']}").exists()
    return told["process"] if alive else None


def process(words):
    """Return the first process whose command line begins with these words, its program by its last name."""
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda each: int(each.name)):
        try:
            line = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if [Path(line[0]).name, *line[1 : len(words)]] == words:
            return int(folder.name)
    return None


if __name__ == "__main__":
    sys.exit(main())
