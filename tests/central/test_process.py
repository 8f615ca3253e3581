"""The server as its own process, and its command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from kiosk.central.process import CentralProcess
from kiosk.cli import main
from kiosk.commands import central_serve
from kiosk.errors import KioskError


@pytest.mark.usefixtures("empty_place")
def test_the_process_starts_once_with_secrets_and_comes_back_on_its_port(tmp_path: Path) -> None:
    with CentralProcess.start(tmp_path) as server:
        assert server.first is not None
        assert server.running
        url, first = server.url, server.first
        form = {"name": first.staff, "password": first.password}
        assert requests.post(f"{url}/login", data=form, timeout=10).status_code == 200
        server.kill()
        assert not server.running
        server.restart()
        assert (server.url, server.first) == (url, first)
        assert requests.get(f"{url}/login", timeout=10).status_code == 200
        with pytest.raises(KioskError, match=r"(?s)did not start: .*Port") as error:
            CentralProcess.start(tmp_path, port=int(url.rpartition(":")[2]))
        assert error.value.code == "central-failed"
    assert not server.running


@pytest.mark.usefixtures("empty_place")
def test_a_terminated_server_ends_well_and_prints_json_only(tmp_path: Path) -> None:
    codes = tmp_path / "code.txt"
    command = [sys.executable, "-m", "kiosk", "central", "serve", "--init", "--json", "--port", "0"]
    command += ["--data", str(tmp_path / "data"), "--enrolment-code-file", str(codes), "--processes", "2"]
    with subprocess.Popen(without_power(command), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["event"] == "serving"
        assert requests.get(f"{told['url']}/login", timeout=10).ok
        pids = [process.pid, *workers_of(process.pid)]
        readable, cores = list(map(may_be_read, pids)), list(map(core_limit, pids))
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest, errors) == (0, b"", b"")
    assert readable == [False] * 3, "who serves keeps its memory to itself"
    assert cores == [("0", "0")] * 3
    assert codes.read_text().strip() == told["enrolment_code"]
    assert codes.stat().st_mode & 0o077 == 0


def test_an_ordinary_process_may_be_read() -> None:
    with subprocess.Popen(without_power(["sleep", "20"])) as process:
        end = time.monotonic() + 10.0  # before it has become `sleep` it still has root's rights
        while Path(f"/proc/{process.pid}/comm").read_text() != "sleep\n" and time.monotonic() < end:
            time.sleep(0.01)
        assert may_be_read(process.pid), "what the test above finds shut is open without the hardening"
        process.kill()


def without_power(command: list[str]) -> list[str]:
    """Return the command so that it runs without root's right to look into every process."""
    return ["setpriv", "--bounding-set", "-sys_ptrace", *command] if os.geteuid() == 0 else command


def may_be_read(pid: int) -> bool:
    """Tell whether another process of the account may look into this one's memory."""
    reading = without_power(["head", "-c", "0", f"/proc/{pid}/mem"])
    done = subprocess.run(reading, capture_output=True, check=False, timeout=20)
    assert done.returncode == 0 or b"ermission" in done.stderr, done.stderr
    return done.returncode == 0


def workers_of(pid: int) -> list[int]:
    """Return the process ids of a server's workers."""
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return sorted(child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes())


def core_limit(pid: int) -> tuple[str, ...]:
    """Return the soft and the hard limit of a process's core files."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(tuple(line.split()[4:6]) for line in lines if line.startswith("Max core file size"))


@pytest.mark.usefixtures("empty_place")
def test_a_wrong_folder_and_half_a_certificate_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hardened: list[bool] = []
    monkeypatch.setattr(central_serve, "harden_process", lambda: hardened.append(True))  # not the tests' own
    assert main(["central", "serve", "--data", str(tmp_path), "--port", "0"]) == 2
    assert "central-not-set-up" in capsys.readouterr().err
    assert hardened == [True], "before keys are read"
    arguments = ["--data", str(tmp_path), "--port", "0", "--tls-cert", "x.pem"]
    assert main(["central", "serve", *arguments]) == 2
    assert "central-tls" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("empty_place")
def test_a_code_can_be_made_while_the_server_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with CentralProcess.start(tmp_path) as server:
        assert main(["central", "enrolment-code", "--data", str(tmp_path), "--json"]) == 0
        made = json.loads(capsys.readouterr().out)
        assert server.first is not None
        assert made["enrolment_code"] != server.first.enrolment_code
        assert made["minutes"] == 15


@pytest.mark.usefixtures("empty_place")
def test_the_server_does_not_outlive_who_started_it(tmp_path: Path) -> None:
    starter = (
        "import os, sys; from pathlib import Path; from kiosk.central.process import CentralProcess; "
        "server = CentralProcess.start(Path(sys.argv[1])); print(server.pid, flush=True); os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", starter, str(tmp_path)], stdout=subprocess.PIPE, check=False, timeout=60
    )
    assert done.returncode == 9
    pid = int(done.stdout)
    end = time.monotonic() + 40
    while is_running(pid):
        assert time.monotonic() < end, "the server is still running"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Tell whether the process works on: neither gone, nor dead and only waiting to be noticed."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # it may go between opening and reading
        return False
    return state != "Z"
