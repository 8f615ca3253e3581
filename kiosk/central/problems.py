"""Errors on the wire: problem+json (RFC 9457) with stable types."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from kiosk.digest import canonical_json

TYPE_PREFIX = "urn:photo-kiosk:problem:"
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer other than success.

    Parameters
    ----------
    name
        Stable kebab-case name; the ``type`` is :data:`TYPE_PREFIX` and this.
    headers
        Further headers of the answer.
    extra
        Further members of the problem object; never personal data.
    """

    def __init__(
        self, status: int, name: str, title: str, headers: dict[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(name)
        self.status, self.name, self.title = status, name, title
        self.headers = headers or {}
        self._body = {"type": TYPE_PREFIX + name, "title": title, "status": status, **extra}

    def body(self) -> bytes:
        return canonical_json(self._body)


def answer(problem: Problem) -> Response:
    """Return a problem as it is sent."""
    return Response(problem.body(), problem.status, problem.headers, MEDIA_TYPE)
