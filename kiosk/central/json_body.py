"""JSON as it arrives, read so that two programs cannot understand one body differently (RFC 7493, I-JSON)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from kiosk.central.problems import Problem

MAX_DEPTH = 32
"""A manifest nests six deep; the parser and the canonical form recurse, so depth is bounded before both."""
MAX_INTEGER = 2**53 - 1
"""Beyond it a reader with binary64 numbers sees another number than the one that was signed."""


def parse_json(data: bytes) -> Any:
    """Return the plain data of a JSON text.

    Raises
    ------
    Problem
        400 ``not-json``: no JSON, not UTF-8, a key twice in one object, nested deeper than
        :data:`MAX_DEPTH`, or a number or text that has no canonical form.
    """
    try:
        plain = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
        _check_values(plain)
    except (ValueError, RecursionError):
        raise Problem(400, "not-json", "The body is not JSON that everybody reads alike.") from None
    return plain


class StrictJsonRoute(APIRoute):
    """A route whose JSON bodies are read by :func:`parse_json`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return strictly


class _StrictRequest(Request):
    async def json(self) -> Any:
        try:
            return parse_json(await self.body())
        except Problem as problem:  # the framework lets only this pass as it is
            raise HTTPException(problem.status, problem.title) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key stands twice")
    return members


def _integer(text: str) -> int:
    if len(text) > len(str(MAX_INTEGER)) + 1 or abs(number := int(text)) > MAX_INTEGER:
        raise ValueError("an integer beyond 2^53")
    return number


def _number(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError("a number beyond binary64")
    return number


def _constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


def _check_values(plain: Any) -> None:
    """Refuse what nests too deep and texts with half a surrogate pair, which no UTF-8 can hold."""
    open_: list[tuple[Any, int]] = [(plain, 1)]
    while open_:
        value, depth = open_.pop()
        if isinstance(value, str):
            value.encode("utf-8")
        elif isinstance(value, dict | list):
            if depth > MAX_DEPTH:
                raise ValueError("nested too deep")
            if isinstance(value, dict):
                open_ += [(key, depth) for key in value]
            open_ += [(item, depth + 1) for item in (value.values() if isinstance(value, dict) else value)]
