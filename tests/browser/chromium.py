"""A headless Chromium driven over its own debugging pipe: no driver program, no further package."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT_S = 60.0
POLL_S = 0.05
TO_BROWSER, FROM_BROWSER = 3, 4
"""The descriptors that ``--remote-debugging-pipe`` reads and writes."""


def find_chromium() -> str | None:
    """Return the browser's program, None when this machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Chromium:
    """One page of a browser; a context manager that ends the browser.

    Parameters
    ----------
    profile
        An empty folder for what the browser keeps.

    Attributes
    ----------
    complaints
        What the browser's console said: refused by the page's own policy, not found, thrown by a script.
    """

    def __init__(self, program: str, profile: Path) -> None:
        ours, theirs = os.pipe(), os.pipe()
        # High numbers first: 3 or 4 may be one of the new pipes' own ends.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (ours[0], theirs[1])]
        for end in (ours[0], theirs[1]):
            os.close(end)

        def place() -> None:
            os.dup2(ends[0], TO_BROWSER)
            os.dup2(ends[1], FROM_BROWSER)

        words = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--remote-debugging-pipe", f"--user-data-dir={profile}", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,  # ours are not inheritable, and it would close the two just placed
            preexec_fn=place,
        )
        for end in ends:
            os.close(end)
        self._out, self._in = ours[1], theirs[0]
        self._buffer, self._number, self._session = b"", 0, None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.complaints: list[str] = []
        for domain in ("Page", "Log", "Runtime"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        os.close(self._out)  # the browser ends when nobody can speak to it any more
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)

    def resize(self, width_px: int, height_px: int, phone: bool = False) -> None:
        """Show the page in a window, or on a telephone, of this size in CSS px."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width_px,
            height=height_px,
            deviceScaleFactor=1,
            mobile=phone,
        )
        self._call("Emulation.setTouchEmulationEnabled", enabled=phone)

    def let_scripts_run(self, run: bool) -> None:
        """Have the pages opened from now on run their scripts, or none."""
        self._call("Emulation.setScriptExecutionDisabled", value=not run)

    def open(self, url: str) -> None:
        """Go to an address and wait until it has loaded."""
        self._call("Page.navigate", url=url)
        self.wait_for("location.href !== 'about:blank'")

    def look(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, None while the page changes."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer.get("result", {}).get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until a page is there, scripts and all, and an expression is true of it.

        An AssertionError names the expression when it never is.
        """
        end = time.monotonic() + TIMEOUT_S
        while not self.look(f"document.readyState === 'complete' && !!({expression})"):
            assert time.monotonic() < end, f"never true: {expression} at {self.look('location.href')}"
            time.sleep(POLL_S)

    def press(self, key: str) -> None:
        """Press and release a key, as a person does."""
        text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
        code = {"windowsVirtualKeyCode": 13} if key == "Enter" else {}
        self._call("Input.dispatchKeyEvent", type="keyDown", key=key, **text, **code)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key, **code)

    def type(self, text: str) -> None:
        """Write into the focused field."""
        self._call("Input.insertText", text=text)

    def tap(self, selector: str) -> None:
        """Touch the middle of an element, scrolled into view, as a finger does."""
        place = (
            f"(() => {{const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2, innerWidth, innerHeight]})()"
        )
        x, y, width, height = self.look(place)
        assert 0 <= x < width and 0 <= y < height, f"{selector} cannot be reached"
        self._call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self._call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def screenshot(self, path: Path, whole: bool = False) -> None:
        """Write a PNG of the window, or of the whole page."""
        answer = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + TIMEOUT_S
        while True:
            answer = self._read(end)
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer.get('error')}"
                return dict(answer["result"])

    def _read(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            chunk = os.read(self._in, 1 << 20)
            assert chunk, "the browser has ended"
            self._buffer += chunk
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message = dict(json.loads(raw))
        if message.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
            self.complaints.append(json.dumps(message["params"]))
        return message
