"""The central server's application: routes, the wire layer around them, what answers errors."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from functools import partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from kiosk import __version__
from kiosk.central import (
    account_pages,
    campaign_pages,
    codes,
    device_routes,
    error_pages,
    export_pages,
    fee_pages,
    fee_routes,
    fleet_pages,
    forms,
    handoff_pages,
    handoff_routes,
    log_in_pages,
    orders_pages,
    pages,
    person_pages,
    portrait_routes,
    review_pages,
    roster_pages,
    staff_pages,
    submission_routes,
    withdrawal_pages,
)
from kiosk.central.access import ConfirmFirst, LogInFirst
from kiosk.central.bodies import Bodies
from kiosk.central.central import Central
from kiosk.central.described import complete_openapi
from kiosk.central.expiry import Housekeeping
from kiosk.central.fast_lane import FastLane
from kiosk.central.fee_providers import NOTICE_PATH, fee_providers
from kiosk.central.fees import Fees
from kiosk.central.handoff_forms import CodePictures, ReadCodes
from kiosk.central.limits import RateLimit
from kiosk.central.notices_worker import NoticeWorker
from kiosk.central.problems import Problem
from kiosk.central.races import RaceMiddleware
from kiosk.central.review_pictures import ReviewPictures
from kiosk.central.wire import WireMiddleware

log = logging.getLogger(__name__)


def create_app(
    central: Central,
    resolver: codes.Resolver | None = None,
    review_pictures: ReviewPictures | None = None,
    read_codes: ReadCodes | None = None,
) -> FastAPI:
    """Return the application over ``central``.

    Parameters
    ----------
    resolver
        Who knows the people behind codes; without one this server's own tables do.
    review_pictures
        Draws, tells and prints what booths found; without it the pages show the photos as they are.
    read_codes
        Reads the codes in pictures that telephones send; without it no phone is asked for one.
    """
    app = FastAPI(
        title="Photo kiosk central server",
        version=__version__,
        description="The contract between photo booths and their central server.",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # booths follow no redirect
        openapi_url="/api/v1/openapi.json",
        lifespan=_with_notices,
    )
    app.state.central = central
    app.state.resolver = resolver or codes.OwnPeople(central)
    app.state.notices = NoticeWorker(central)
    app.state.review_pictures = review_pictures
    app.state.resolve_limit = RateLimit(central, "resolve", central.settings.resolves_per_minute)
    app.state.login_limit = RateLimit(central, "log-in", central.settings.logins_per_minute)
    app.state.handoff_limit = RateLimit(central, "hand-off", central.settings.handoffs_per_minute)
    app.state.code_pictures = read_codes and CodePictures(read_codes, central.settings.max_picture_px)
    app.state.fees = Fees(central, fee_providers(central.settings, central.clock))
    app.state.templates = pages.Templates(central.rehearsal)
    for part in (device_routes, submission_routes, codes, portrait_routes, handoff_routes, fee_routes):
        app.include_router(part.router)
    for part in (pages, handoff_pages, fee_pages, review_pages, orders_pages, export_pages):
        app.include_router(part.router)
    for part in (log_in_pages, account_pages, staff_pages, fleet_pages):
        app.include_router(part.router)
    for part in (campaign_pages, roster_pages, withdrawal_pages, person_pages):
        app.include_router(part.router)
    app.add_exception_handler(Problem, error_pages.problem_answer)
    app.add_exception_handler(RequestValidationError, error_pages.invalid_answer)
    app.add_exception_handler(HTTPException, error_pages.http_answer)
    app.add_exception_handler(LogInFirst, log_in_pages.log_in_first)
    app.add_exception_handler(ConfirmFirst, log_in_pages.confirm_first)
    for error in (OSError, OperationalError, PoolTimeout, DataError):
        app.add_exception_handler(error, error_pages.trouble_answer)
    app.openapi = partial(complete_openapi, app)  # type: ignore[method-assign]
    app.add_middleware(FastLane, central=central)  # each within the next; the last has the body whole
    app.add_middleware(RaceMiddleware)
    app.add_middleware(
        WireMiddleware,
        bodies=Bodies(central.settings.max_held_bytes, central.settings.body_timeout_s),
        max_blob_bytes=central.settings.max_blob_bytes,
        max_call_bytes=central.settings.max_call_bytes,
        max_form_bytes=pages.MAX_FORM_BYTES,
        larger_forms={
            handoff_pages.FOLDER: handoff_pages.MAX_UPLOAD_BYTES,
            NOTICE_PATH: fee_pages.MAX_NOTICE_BYTES,
            "/review": review_pages.MAX_FORM_BYTES,
            **dict.fromkeys((staff_pages.FOLDER, fleet_pages.FOLDER), forms.BOXES_BYTES),
            **dict.fromkeys(("/login", "/confirm", account_pages.FOLDER), forms.PASSWORD_BYTES),
            person_pages.PATH: person_pages.MAX_FORM_BYTES,
            campaign_pages.FOLDER: central.settings.imports.max_file_bytes + pages.MAX_FORM_BYTES,
        },
    )
    return app


@contextlib.asynccontextmanager
async def _with_notices(app: FastAPI) -> AsyncIterator[None]:
    """Send notices while the server runs."""
    housekeeping = Housekeeping(app.state.central)
    app.state.notices.start()
    housekeeping.start()
    try:
        yield
    finally:
        housekeeping.stop()
        app.state.notices.stop()
