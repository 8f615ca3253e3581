"""The Debian package's recipe: units that mean what the program means, scripts that lose nothing.

That it installs, delivers a photo and goes without a trace is tried by ``bash installer/package.sh --check``.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from kiosk.central.settings import SETTINGS, load_central_settings
from kiosk.operation.exits import STOP_SIGNALS
from kiosk.operation.supervisor import LEAVE_WITHIN_S, START_WITHIN_S
from kiosk.paths import config_dir, project_root
from kiosk.settings import load_settings
from kiosk.store.vaults import CREDENTIAL

DEBIAN = project_root() / "installer" / "debian"
ROOT = DEBIAN / "tree"
UNITS = ROOT / "usr/lib/systemd/system"
PATIENCE_S = 20.0
PLACES = re.compile(r"([ =])(/(?:var|etc|opt|run)/photo-kiosk|/(?:var|etc|opt)/)")
"""The machine's folders in a script."""


def _unit(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text("utf-8").splitlines():
        key, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def test_the_booth_is_watched_and_comes_back() -> None:
    unit = _unit("photo-kiosk.service")
    assert unit["Type"] == ["notify"]
    assert unit["NotifyAccess"] == ["all"]
    assert unit["WatchdogSec"] == ["8"]
    assert unit["Restart"] == ["on-failure"]
    assert unit["StartLimitIntervalSec"] == ["0"]
    assert "PAMName" not in unit  # it would take the signs of life out of the unit
    assert {int(code) for code in unit["SuccessExitStatus"][0].split()} == {128 + n for n in STOP_SIGNALS}


def test_systemd_waits_longer_than_the_program() -> None:
    unit = _unit("photo-kiosk.service")
    assert float(unit["TimeoutStopSec"][0]) > LEAVE_WITHIN_S
    assert float(unit["TimeoutStartSec"][0]) > START_WITHIN_S


def test_the_keys_have_the_programs_name_for_them() -> None:
    assert _unit("photo-kiosk.service")["LoadCredentialEncrypted"] == [CREDENTIAL]
    assert _unit("photo-kiosk-keys.service")["ConditionPathExists"] == [
        f"!/etc/credstore.encrypted/{CREDENTIAL}"
    ]
    assert f"--name={CREDENTIAL} " in (ROOT / "usr/lib/photo-kiosk/make-keys").read_text("utf-8")


@pytest.mark.parametrize("name", [unit.name for unit in sorted(UNITS.glob("*.service"))])
def test_what_a_unit_starts_is_in_the_package(name: str) -> None:
    for line in _unit(name)["ExecStart"]:
        program = line.split()[0]
        assert program == "/usr/bin/kiosk" or os.access(f"{ROOT}{program}", os.X_OK), program


def test_the_installed_settings_are_read_and_keep_data_where_the_unit_lets_them(tmp_path: Path) -> None:
    shipped = config_dir() / "kiosk.toml"
    made = subprocess.run(
        ["python3", DEBIAN / "settings.py", shipped], capture_output=True, check=True, timeout=PATIENCE_S
    )
    (tmp_path / "kiosk.toml").write_bytes(made.stdout)
    settings = load_settings(tmp_path / "kiosk.toml")
    assert settings.data_dir == Path("/var/lib") / _unit("photo-kiosk.service")["StateDirectory"][0]
    assert settings.operator.power_off == ("systemctl", "poweroff")
    assert settings.campaign == load_settings(shipped).campaign


def test_the_server_reads_the_settings_that_its_unit_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = next(line for line in _unit("photo-kiosk-central.service")["Environment"] if SETTINGS in line)
    assert told == f"{SETTINGS}=/etc/photo-kiosk/central.toml"
    shipped = (config_dir() / "central.toml").read_text("utf-8")
    (tmp_path / "central.toml").write_text(shipped.replace("idle_minutes = 30", "idle_minutes = 7"))
    monkeypatch.setenv(SETTINGS, str(tmp_path / "central.toml"))
    assert load_central_settings().staff.idle_minutes == 7
    assert load_central_settings(config_dir() / "central.toml").staff.idle_minutes == 30


@pytest.mark.parametrize("script", sorted((DEBIAN / "scripts").iterdir()), ids=lambda path: path.name)
def test_scripts_are_sound_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True, timeout=PATIENCE_S)
    text = script.read_text("utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "set -e" in text


def _purge(folder: Path) -> str:
    """Run the package's own script with ``folder`` in the place of the machine's folders."""
    text = (DEBIAN / "scripts" / "postrm").read_text("utf-8")
    text = PLACES.sub(rf"\1{folder}\2", text)
    assert not PLACES.search(text)
    programs = folder / "programs"  # nobody of this machine is asked for, and so none is removed
    programs.mkdir(exist_ok=True)
    for name in ("getent", "userdel", "groupdel", "systemctl"):
        (programs / name).write_text("#!/bin/sh\nexit 2\n")
        (programs / name).chmod(0o755)
    done = subprocess.run(
        ["sh", "-s", "purge"],
        input=text,
        env={"PATH": f"{programs}:{os.environ['PATH']}"},
        text=True,
        capture_output=True,
        check=True,
        timeout=PATIENCE_S,
    )
    shutil.rmtree(programs)
    return done.stderr


def _data(folder: Path) -> Path:
    sealed = folder / "var/lib/photo-kiosk/store/sealed"
    sealed.mkdir(parents=True)
    (sealed / "1.sealed").write_bytes(b"sealed")
    keys = folder / "etc/credstore.encrypted/photo-kiosk-keys"
    keys.parent.mkdir(parents=True)
    keys.write_bytes(b"keys")
    return sealed.parent.parent


def test_a_purge_leaves_nothing_personal(tmp_path: Path) -> None:
    _data(tmp_path)
    assert _purge(tmp_path) == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert _purge(tmp_path) == ""  # and again


def test_a_purge_keeps_what_was_not_delivered_and_the_keys_to_it(tmp_path: Path) -> None:
    (_data(tmp_path) / "UNDELIVERED").write_text("3\n")
    assert "not delivered (3)" in _purge(tmp_path)
    assert (tmp_path / "var/lib/photo-kiosk/store/sealed/1.sealed").exists()
    assert (tmp_path / "etc/credstore.encrypted/photo-kiosk-keys").exists()


def test_a_purge_keeps_the_central_servers_photos(tmp_path: Path) -> None:
    photo = tmp_path / "var/lib/photo-kiosk-central/blobs/1"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"photo")
    assert "only copy" in _purge(tmp_path)
    assert photo.exists()


@pytest.fixture
def booth(tmp_path: Path) -> list[str]:
    """The start of the booth with a screen that, as cage, ends with 0 however its program ended."""
    cage = tmp_path / "cage"
    cage.write_text('#!/bin/sh\nshift\n"$@"\nexit 0\n')
    kiosk = tmp_path / "kiosk"
    kiosk.write_text(
        '#!/bin/sh\n[ "$3" = wait ] || exit "$3"\n'
        'trap "exit 143" TERM\necho up\nwhile :; do sleep 0.02; done\n'
    )
    text = (ROOT / "usr/lib/photo-kiosk/booth").read_text("utf-8")
    script = tmp_path / "booth-script"
    script.write_text(text.replace("/usr/bin/cage", str(cage)).replace("/usr/bin/kiosk", str(kiosk)))
    for file in (cage, kiosk, script):
        file.chmod(0o755)
    return [str(script)]


@pytest.mark.parametrize("code", [0, 70])
def test_the_booths_exit_code_comes_through_the_screen(booth: list[str], tmp_path: Path, code: int) -> None:
    done = subprocess.run(
        [*booth, str(code)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == code


def test_a_stop_asks_the_booth_and_not_the_screen(booth: list[str], tmp_path: Path) -> None:
    environ = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    with subprocess.Popen([*booth, "wait"], env=environ, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        end = time.monotonic() + PATIENCE_S
        while not (tmp_path / "booth.pid").exists() and time.monotonic() < end:
            os.sched_yield()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 128 + signal.SIGTERM
