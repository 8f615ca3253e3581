"""``python -m tests.peers.server FOLDER``: the real central server with its sandbox and notices switched on.

Everything else is as ``kiosk central serve`` runs it; it stops when its input ends.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from kiosk.central.central import open_central
from kiosk.central.notices_settings import MailSecurity, MailSettings
from kiosk.central.settings import CentralSettings, load_central_settings
from kiosk.clock import SystemClock
from tests.central.open_server import serve

SENDER = "photos@example.org"
NOTICE_POLL_S = 0.2


def rehearsing(mail_port: int) -> CentralSettings:
    """Return the shipped settings with play money, a mail server on this machine and no time to undo."""
    shipped = load_central_settings()
    mail = MailSettings("127.0.0.1", mail_port, MailSecurity.NONE, SENDER, "", "")
    return replace(
        shipped,
        fees=replace(shipped.fees, sandbox=True),
        review=replace(shipped.review, undo_s=0),
        notices=replace(shipped.notices, poll_s=NOTICE_POLL_S, email=mail),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mail-port", type=int, required=True)
    args = parser.parse_args()
    return serve(
        replace(open_central(args.folder, rehearsing(args.mail_port), SystemClock()), rehearsal=True)
    )


if __name__ == "__main__":
    raise SystemExit(main())
