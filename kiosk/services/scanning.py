"""Looking for one capture code in live frames: read, told apart, decoded."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.camera.frame import Frame
from kiosk.capture_code.code import CaptureCode
from kiosk.capture_code.payload import CodeKind, classify, parse_payload
from kiosk.capture_code.reader import CodeReader, CodeSighting
from kiosk.session.events import CodeRead, CodeRefused, Event


class CodeLook:
    """Watches for one code; made anew for each person, used on the vision thread.

    A code of a wrong kind is reported once, not on every frame it stays in view; the same code
    must be gone for a frame before it is reported again.

    Parameters
    ----------
    publish
        Told every look, for the guidance on screen.
    accepts
        Whether the campaign takes this code; one that says it belongs to another school is refused.
    """

    def __init__(
        self,
        reader: CodeReader,
        publish: Callable[[CodeSighting], None],
        accepts: Callable[[CaptureCode], bool],
    ) -> None:
        self._reader = reader
        self._publish = publish
        self._accepts = accepts
        self._refused: str | None = None

    def look(self, frame: Frame) -> Event | None:
        """Return ``CodeRead``, ``CodeRefused`` with the notice ``code-<kind>``, or None."""
        sighting = self._reader.look(frame.bgr)
        self._publish(sighting)
        kinds = {code.text: classify(code.text) for code in sighting.codes}
        ours = [text for text, kind in kinds.items() if kind is CodeKind.CAPTURE]
        if len(ours) == 1:
            code = parse_payload(ours[0])
            if self._accepts(code):
                return CodeRead(code)
            notice: str | None = "code-other-school"
        else:
            notice = "code-several" if ours else next((f"code-{kind}" for kind in kinds.values()), None)
        if notice == self._refused:
            return None
        self._refused = notice
        return None if notice is None else CodeRefused(notice)
