"""``kiosk central serve``: run the central server, in one process or in several behind one port."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.central.process import STOP_WITH_STDIN
from kiosk.commands.central_places import add_place_arguments, settings_of
from kiosk.errors import KioskError
from kiosk.hardening import harden_process

if TYPE_CHECKING:  # the server's packages are optional and slow to import
    from kiosk.central.central import Central
    from kiosk.services.central_server import Serving

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--data", type=Path, required=True, help="folder of database, photos and keys")
    add_place_arguments(parser)
    parser.add_argument("--processes", type=int, metavar="N", help="how many share the port")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine)")
    parser.add_argument("--port", type=int, default=8460, help="port to listen on; 0 takes a free one")
    parser.add_argument("--tls-cert", type=Path, help="certificate chain, PEM; needed beyond this machine")
    parser.add_argument("--tls-key", type=Path, help="private key of the certificate, PEM")
    parser.add_argument("--init", action="store_true", help="set the folder up the first time")
    parser.add_argument(
        "--rehearsal",
        action="store_true",
        help="ask administrators on this machine for no second factor; refused beyond this machine",
    )
    parser.add_argument("--enrolment-code-file", type=Path, help="write a new enrolment code to this file")
    parser.add_argument("--json", action="store_true", help="print JSON lines only")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from kiosk.central.central import new_enrolment_code, set_up
    from kiosk.central.expiry import keep_house
    from kiosk.services.central_server import Serving

    _check(args)
    harden_process()  # names, photos and keys pass through this memory
    settings = settings_of(args)
    processes = settings.processes if args.processes is None else args.processes
    first = set_up(args.data, settings) if args.init else None
    serving = Serving(args.data, settings, args.rehearsal, args.tls_cert, args.tls_key)
    with contextlib.closing(serving.open()) as central, _listen(args.host, args.port) as listener:
        code = new_enrolment_code(central) if first or args.enrolment_code_file else None
        if args.enrolment_code_file:
            args.enrolment_code_file.touch(mode=0o600)
            args.enrolment_code_file.write_text(f"{code}\n", encoding="ascii")
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
        keep_house(central)
        if processes == 1:
            _serve_here(serving, central, listener, lambda: _tell(told, args.json))
        else:
            _serve_by_workers(serving, listener, processes, lambda: _tell(told, args.json))
    return 0


def _check(args: argparse.Namespace) -> None:
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
    if args.processes is not None and args.processes < 1:
        raise KioskError("central-processes", "A server needs a process.", "Give --processes 1 or more.")


def _serve_here(
    serving: Serving, central: Central, listener: socket.socket, when_ready: Callable[[], None]
) -> None:
    from kiosk.services.central_server import Server

    server = Server(serving, central, when_ready)
    # Ours until uvicorn sets its own, and what it raises SIGTERM into again after a graceful stop: neither
    # an early signal may be lost nor a late one be a failure.
    signal.signal(signal.SIGTERM, server.stop)
    _stop_with_stdin(server.stop)
    server.run(sockets=[listener])


def _serve_by_workers(
    serving: Serving, listener: socket.socket, processes: int, when_ready: Callable[[], None]
) -> None:
    from kiosk.services.central_workers import Workers

    workers = Workers(serving, listener, processes)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, workers.stop)
    _stop_with_stdin(workers.stop)
    workers.start()
    when_ready()
    workers.run()


def _stop_with_stdin(stop: Callable[[], None]) -> None:
    if os.environ.get(STOP_WITH_STDIN):
        threading.Thread(target=_call_when_stdin_ends, args=(stop,), name="stdin", daemon=True).start()


def _call_when_stdin_ends(call: Callable[[], None]) -> None:
    sys.stdin.buffer.read()
    call()


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
