"""What goes wrong, as it is answered: problem+json to booths, a page with a way back to browsers."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from kiosk.central.described import allowed_methods
from kiosk.central.pages import HEADERS, templates_of
from kiosk.central.problems import Problem, answer
from kiosk.central.trouble import trouble
from kiosk.central.wire import API

_NAMES = {400: "not-json", 404: "not-found", 405: "method-not-allowed"}


async def problem_answer(request: Request, error: Exception) -> Response:
    """Answer :class:`Problem`."""
    assert isinstance(error, Problem)
    if request.url.path.startswith(API) or "text/html" not in request.headers.get("accept", ""):
        return answer(error)
    return templates_of(request).page(
        "problem.html",
        error.status,
        {**HEADERS, **error.headers},
        fault=error.name,
        title=error.title,
        back=page_of(request),
    )


async def trouble_answer(request: Request, error: Exception) -> Response:
    """Answer what a failing disk or database raises; anything else is raised on."""
    problem = trouble(error)
    if problem is None:
        raise error
    return await problem_answer(request, problem)


async def invalid_answer(request: Request, error: Exception) -> Response:
    """Answer a request whose parameters or body are not as described."""
    assert isinstance(error, RequestValidationError)
    # Where and what, never the value: it may be personal.
    faults = [{"at": ".".join(map(str, e["loc"])), "fault": e["type"]} for e in error.errors()]
    problem = Problem(422, "request-invalid", "The request is not valid.", faults=faults)
    return await problem_answer(request, problem)


async def http_answer(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: no such path, no such method."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = allowed_methods(request)
    name = _NAMES.get(error.status_code, "http-error")
    return await problem_answer(request, Problem(error.status_code, name, str(error.detail), headers))


def page_of(request: Request) -> str:
    """Return the path of the page that a form belongs to: the form's own, or the nearest above it.

    A form is sent to a path at its page or below it, and not every such path has a page of its own.
    """
    path = request.url.path
    while path and not _is_page(request, path):
        path = path.rpartition("/")[0]
    return path or "/"


def _is_page(request: Request, path: str) -> bool:
    scope = {**request.scope, "method": "GET", "path": path}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
