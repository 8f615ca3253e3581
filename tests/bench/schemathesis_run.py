"""Fuzz a real central server with what its own description allows, and forbids.

``python -m tests.bench.schemathesis_run [--examples 100] [--seed 1] [--seconds 600]``: schemathesis makes
requests of every operation one by one (fuzzing, boundary values) and one after another (stateful: what an
answer gives is used in the next request). Exit code 0: no answer was 5xx but a declared one, every answer
is as described, nothing forbidden was taken.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kiosk.campaign.campaign import load_campaign
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import new_enrolment_code, open_central
from kiosk.central.conformance.calls import Target
from kiosk.central.conformance.visitor import Claim, visitor_of
from kiosk.central.process import CentralProcess
from kiosk.central.settings import load_central_settings
from kiosk.central.submission_routes import MAX_WAIT_S
from kiosk.clock import SystemClock
from kiosk.paths import project_root

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "allow_header_conformance",
)
"""Left out, because what they send breaks a second rule beside the one they look at, or the contract says
otherwise: ``ignored_auth``, ``missing_required_header`` and ``unsupported_method`` (their requests have a
wrong digest and are refused for that; the authorisation matrix and the conformance suite try the same),
``positive_data_acceptance`` (random bytes are described as a picture, and are none), ``use_after_free`` and
``ensure_resource_availability`` (a tombstone can be read, and can be there before its submission)."""

ANSWER_S = 30
"""A busy machine may need so long for an answer."""


@dataclass(frozen=True)
class Fuzzed:
    """How a run ended and what it printed."""

    code: int
    output: str


def fuzz(examples: int, seed: int, seconds: int, phases: str = "coverage,fuzzing,stateful") -> Fuzzed:
    """Set a server up, enrol a booth, and fuzz the server with the booth's token."""
    with tempfile.TemporaryDirectory() as folder, CentralProcess.start(Path(folder) / "data") as server:
        central = open_central(server.data, load_central_settings(), SystemClock())
        try:
            with central.session() as db, db.begin():
                put_campaign(db, load_campaign("example"), central.timestamp())
            target = Target(server.url)
            visitor = visitor_of(target, Claim.make(new_enrolment_code(central)).send(target))
        finally:
            central.close()
        made = visitor.make()
        visitor.put_blobs(made)
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/api/v1/openapi.json"]
        command += ["--phases", phases, "--checks", ",".join(CHECKS), "--max-examples", str(examples)]
        command += ["--seed", str(seed), "--max-time", str(seconds), "--continue-on-failure"]
        command += ["-H", f"Authorization: Bearer {visitor.token}", "--max-redirects", "0", "--no-color"]
        command += ["--generation-database", "none", "--suppress-health-check", "all", "--workers", "2"]
        # A request that may wait for news (``?wait=``) is answered after so long, at the latest.
        command += ["--request-timeout", f"{MAX_WAIT_S + ANSWER_S}"]
        # Rotating the token would end the run, and enrolling takes a code that is used once.
        command += ["--exclude-path", "/api/v1/device/token"]
        environment = {
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.bench.schemathesis_hooks",
            "PYTHONPATH": str(project_root()),
            "KIOSK_FUZZ_DEVICE": visitor.device,
            "KIOSK_FUZZ_PICTURES": " ".join(made.blobs),
        }
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False,
            timeout=seconds + 300,
        )  # fmt: skip
        return Fuzzed(done.returncode, done.stdout + done.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="requests of each kind and operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=600, help="stop after so long")
    args = parser.parse_args()
    done = fuzz(args.examples, args.seed, args.seconds)
    print(done.output)
    return done.code


if __name__ == "__main__":
    sys.exit(main())
