"""``kiosk central``: run the central server, make enrolment codes, keep campaigns and rosters."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk.central.process import STOP_WITH_STDIN
from kiosk.commands import (
    central_audit,
    central_backup,
    central_campaign,
    central_check,
    central_conformance,
    central_export,
    central_person,
    central_roster,
    central_staff,
)
from kiosk.errors import KioskError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    serve = actions.add_parser("serve", help="run the server until it is told to stop")
    serve.add_argument("--data", type=Path, required=True, help="folder of database, photos and keys")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine)")
    serve.add_argument("--port", type=int, default=8460, help="port to listen on; 0 takes a free one")
    serve.add_argument("--tls-cert", type=Path, help="certificate chain, PEM; needed beyond this machine")
    serve.add_argument("--tls-key", type=Path, help="private key of the certificate, PEM")
    serve.add_argument("--init", action="store_true", help="set the folder up the first time")
    serve.add_argument(
        "--rehearsal",
        action="store_true",
        help="ask administrators on this machine for no second factor; refused beyond this machine",
    )
    serve.add_argument("--enrolment-code-file", type=Path, help="write a new enrolment code to this file")
    serve.add_argument("--json", action="store_true", help="print JSON lines only")
    central_check.add_init_arguments(actions.add_parser("init", help="set a new server up"))
    central_check.add_check_arguments(
        actions.add_parser("check", help="prove that everything is there and right; 1 when it is not")
    )
    central_backup.add_backup_arguments(
        actions.add_parser("backup", help="copy database and pictures while the server runs")
    )
    central_backup.add_restore_arguments(
        actions.add_parser("restore", help="fill an empty folder from a backup")
    )
    code = actions.add_parser("enrolment-code", help="make a one-time code that enrols one booth")
    code.add_argument("--data", type=Path, required=True, help="folder of the server")
    code.add_argument(
        "--for-device", metavar="ID", help="for this booth alone, which lost its keys and has made new ones"
    )
    code.add_argument("--json", action="store_true", help="print one JSON document only")
    openapi = actions.add_parser("openapi", help="print the API's description (OpenAPI, JSON)")
    openapi.add_argument("--json", action="store_true", help="always so: the description is JSON")
    central_campaign.add_arguments(actions.add_parser("campaign", help="put, list and show campaigns"))
    central_roster.add_arguments(actions.add_parser("roster", help="import a campaign's roster"))
    central_staff.add_arguments(actions.add_parser("staff", help="list, add and remove who may log in"))
    central_audit.add_arguments(actions.add_parser("audit", help="prove that the record was not changed"))
    central_export.add_arguments(actions.add_parser("export", help="write photos and lists to a ZIP file"))
    central_person.add_arguments(actions.add_parser("person", help="export or erase all about a person"))
    central_conformance.add_arguments(
        actions.add_parser("conformance", help="try a server against the whole contract")
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    try:
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise KioskError(
            "central-not-installed",
            "The central server's packages are not installed.",
            "Install them with: pip install photo-kiosk[central]",
        ) from error
    action: Callable[[argparse.Namespace], int] = {
        "serve": _serve,
        "enrolment-code": _enrolment_code,
        "openapi": _openapi,
        "campaign": central_campaign.run,
        "roster": central_roster.run,
        "staff": central_staff.run,
        "audit": central_audit.run,
        "export": central_export.run,
        "person": central_person.run,
        "conformance": central_conformance.run,
        "init": central_check.run_init,
        "check": central_check.run_check,
        "backup": central_backup.run_backup,
        "restore": central_backup.run_restore,
    }[args.action]
    return action(args)


def _serve(args: argparse.Namespace) -> int:
    import uvicorn

    from kiosk.central.app import create_app
    from kiosk.central.central import new_enrolment_code, open_central, set_up
    from kiosk.central.expiry import erase_expired
    from kiosk.central.settings import load_central_settings
    from kiosk.central.sweeping import sweep
    from kiosk.clock import SystemClock
    from kiosk.services.reading import texts_in
    from kiosk.services.reviewing import PhotoPictures

    if (args.tls_cert is None) != (args.tls_key is None):
        raise KioskError(
            "central-tls", "A certificate needs its key.", "Give both --tls-cert and --tls-key, or neither."
        )
    if args.rehearsal and args.host not in LOOPBACK:
        raise KioskError(
            "central-rehearsal",
            "A rehearsal's log-in has no second factor and stays on this machine.",
            "Leave out --rehearsal, or listen on 127.0.0.1.",
        )
    first = set_up(args.data) if args.init else None
    central = replace(
        open_central(args.data, load_central_settings(), SystemClock()), rehearsal=args.rehearsal
    )
    try:
        code = new_enrolment_code(central) if first or args.enrolment_code_file else None
        if args.enrolment_code_file:
            args.enrolment_code_file.touch(mode=0o600)
            args.enrolment_code_file.write_text(f"{code}\n", encoding="ascii")
        with _listen(args.host, args.port) as listener:
            port = listener.getsockname()[1]
            scheme = "https" if args.tls_cert else "http"
            host = f"[{args.host}]" if ":" in args.host else args.host
            told = {
                "event": "serving",
                "url": f"{scheme}://{host}:{port}",
                "port": port,
                "staff": first.staff if first else None,
                "password": first.password if first else None,
                "enrolment_code": code,
                "rehearsal": args.rehearsal,
                "recovery_private_key": str(first.recovery_private) if first else None,
            }
            config = uvicorn.Config(
                create_app(central, review_pictures=PhotoPictures(), read_codes=texts_in),
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=5,
                server_header=False,
                ssl_certfile=args.tls_cert,
                ssl_keyfile=args.tls_key,
            )
            erase_expired(central)
            sweep(central)
            server = uvicorn.Server(config)

            def stop(*_: object) -> None:
                server.should_exit = True

            # Ours until uvicorn sets its own, and what it raises SIGTERM into again after a graceful
            # stop: neither an early signal may be lost nor a late one be a failure.
            signal.signal(signal.SIGTERM, stop)
            if os.environ.get(STOP_WITH_STDIN):
                threading.Thread(
                    target=_call_when_stdin_ends, args=(stop,), name="stdin", daemon=True
                ).start()
            _tell(told, args.json)
            server.run(sockets=[listener])
    finally:
        central.close()
    return 0


def _call_when_stdin_ends(call: Callable[[], None]) -> None:
    sys.stdin.buffer.read()
    call()


def _enrolment_code(args: argparse.Namespace) -> int:
    from kiosk.central.central import new_enrolment_code, open_central
    from kiosk.central.settings import load_central_settings
    from kiosk.clock import SystemClock

    settings = load_central_settings()
    central = open_central(args.data, settings, SystemClock())
    try:
        code = new_enrolment_code(central, args.for_device)
    finally:
        central.close()
    if args.json:
        print(json.dumps({"enrolment_code": code, "minutes": settings.enrolment_code_minutes}))
    else:
        print(f"{code}\nfor one booth, within {settings.enrolment_code_minutes} minutes")
    return 0


def _openapi(_args: argparse.Namespace) -> int:
    from kiosk.central.openapi import describe

    sys.stdout.write(describe())
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=128)
        # What it accepts inherits this; else the second half of an answer waits 40 ms for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise KioskError(
            "central-port",
            f"Port {port} on {host} cannot be used: {error.strerror}.",
            "Stop the other server, or choose another port with --port.",
        ) from error


def _tell(told: dict[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(told), flush=True)
        return
    print(f"central server  {told['url']}")
    if told["rehearsal"]:
        print("REHEARSAL       nobody on this machine is asked for a second factor; not for real photos")
    if told["staff"] is not None:
        print(f"staff log-in    {told['staff']} / {told['password']}   (shown only this once)")
        print(f"recovery key    {told['recovery_private_key']}   move this file off the machine")
    if told["enrolment_code"] is not None:
        print(f"enrolment code  {told['enrolment_code']}   (one booth, 15 minutes)")
    print("stop with Ctrl-C", flush=True)
