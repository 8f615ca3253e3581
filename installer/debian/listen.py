"""Starts a command as systemd would a Type=notify service, and says what it tells.

``python3 listen.py SOCKET COMMAND…``: 0 when it was ready, gave signs of life and ended in order on SIGTERM.
"""

import os
import signal
import socket
import subprocess
import sys
import time

READY_WITHIN_S, LISTEN_S, END_WITHIN_S = 120.0, 8.0, 90.0
WATCHDOG_S = 8
ENDED_BY_REQUEST = 128 + signal.SIGTERM


def main(address: str, command: list[str]) -> int:
    """Run ``command``; every word it tells comes as a datagram at ``address``."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(address)
    told = dict(os.environ, NOTIFY_SOCKET=address, WATCHDOG_USEC=str(WATCHDOG_S * 1_000_000))
    begun = time.monotonic()
    process = subprocess.Popen(command, env=told)
    told["WATCHDOG_PID"] = str(process.pid)
    try:
        words = _listen(listener, begun + READY_WITHIN_S, until="READY=1")
        ready_s = time.monotonic() - begun
        if "READY=1" not in words:
            print("never ready", file=sys.stderr)
            return 1
        alive = _listen(listener, time.monotonic() + LISTEN_S).count("WATCHDOG=1")
        process.terminate()
        code = process.wait(END_WITHIN_S)
    finally:
        process.kill()
        process.wait()
        listener.close()
        os.unlink(address)
    print(f"ready after {ready_s:.1f} s, {alive} signs of life in {LISTEN_S:.0f} s, ended with {code}")
    return 0 if alive >= LISTEN_S / WATCHDOG_S and code == ENDED_BY_REQUEST else 1


def _listen(listener: socket.socket, end: float, until: str | None = None) -> list[str]:
    words: list[str] = []
    while (left := end - time.monotonic()) > 0 and until not in words:
        listener.settimeout(left)
        try:
            words.append(listener.recv(4096).decode("ascii", "replace").strip())
        except TimeoutError:
            break
    return words


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
