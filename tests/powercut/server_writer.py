"""A central server's day in seconds, to be recorded: ``python -m tests.powercut.server_writer DAY FOLDER``.

Its own routes take what an enrolled booth sends; each answer is a promise.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from tests.powercut.mutate import Mutation, install


def busy_day(folder: Path) -> None:
    """Take four submissions and erase one of them again."""
    from fastapi.testclient import TestClient

    from kiosk.central.app import create_app
    from kiosk.central.central import FirstSecrets, open_central, set_up
    from kiosk.central.settings import load_central_settings
    from kiosk.clock import ManualClock
    from tests.central.conftest import Site
    from tests.powercut.promise import tell

    clock = ManualClock()
    first = set_up(folder)
    assert first is not None
    central = open_central(folder, load_central_settings(), clock)
    with TestClient(create_app(central)) as client:
        booth = Site(central, client, clock, FirstSecrets(first.staff, "", first.recovery_private)).booth()
        tell("enrolled", booth.device)
        ids = []
        for _ in range(4):
            manifest, blobs = booth.make()
            assert booth.put_blobs(blobs) == [201, 201]
            answer = booth.put(manifest)
            assert answer.status_code == 201
            tell("received", manifest["id"], answer.json()["fingerprint"])
            ids.append(manifest["id"])
        tell("erasing", ids[0])
        assert booth.call("DELETE", f"/submissions/{ids[0]}").status_code == 202
        tell("erased", ids[0])
    central.close()


def main(day: str, folder: str, mutation: str | None = None) -> None:
    assert day == "busy"
    if mutation is not None:
        install(Mutation.from_argument(mutation))
    logging.disable(logging.CRITICAL)
    busy_day(Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
