"""The booth's keys: kept by the system, refused to plain keyrings, and never replaced by others unnoticed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import keyring.backend
import pytest
from keyring.backends import SecretService, chainer, fail, null

from kiosk.cli import main
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.paths import project_root
from kiosk.store.keys import BoothKeys, make_keys, open_keys
from kiosk.store.store import Store
from kiosk.store.system_vault import SystemVault, accepted_backend
from kiosk.store.vaults import CREDENTIAL, CredentialVault, FileVault, KeyPlace, choose_vault
from tests import leftovers
from tests.store.making import ROOMY, submission


class PlainText(keyring.backend.KeyringBackend):
    """As the plain-text keyrings that others install."""

    priority = 9.0  # type: ignore[assignment]
    held: dict[tuple[str, str], str] = {}  # noqa: RUF012

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


def chain(*members: keyring.backend.KeyringBackend) -> chainer.ChainerBackend:
    class Chain(chainer.ChainerBackend):
        backends = members

    return Chain()


@pytest.mark.parametrize(
    ("backend", "code"),
    [
        (fail.Keyring(), "keys-no-store"),
        (chain(), "keys-no-store"),
        (null.Keyring(), "keys-plain"),
        (PlainText(), "keys-plain"),
        (chain(SecretService.Keyring(), PlainText()), "keys-plain"),
        (chain(SecretService.Keyring(), null.Keyring()), "keys-plain"),
    ],
    ids=["none", "empty-chain", "null", "plain", "chain-plain", "chain-null"],
)
def test_keyrings_that_protect_nothing_are_refused_by_name(
    backend: keyring.backend.KeyringBackend, code: str
) -> None:
    with pytest.raises(KioskError) as caught:
        SystemVault(lambda: backend).write("keys")
    assert caught.value.code == code
    assert PlainText.held == {}, "nothing was handed over before the refusal"
    if code == "keys-plain":
        assert "SecretService" not in caught.value.title
        assert (
            type((list(getattr(backend, "backends", ())) or [backend])[-1]).__module__ in caught.value.title
        )


def test_a_chain_of_good_stores_is_used_by_its_first() -> None:
    first = SecretService.Keyring()
    assert accepted_backend(chain(first, SecretService.Keyring())) is first
    assert accepted_backend(first) is first


SECRET_SERVICE = """
import os, sys
from pathlib import Path
import secretstorage
from kiosk.errors import KioskError
from kiosk.store.keys import open_keys
from kiosk.store.system_vault import SystemVault
def told(vault):
    try:
        open_keys(vault, store)
    except KioskError as error:
        return error.code
vault, store = SystemVault(), Path(sys.argv[1])
bus_address = os.environ.pop("DBUS_SESSION_BUS_ADDRESS")
codes = [told(vault)]
os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus_address
first = open_keys(vault, store)
assert open_keys(SystemVault(), store).wrapping_key() == first.wrapping_key()
bus = secretstorage.dbus_init()
secretstorage.get_default_collection(bus).lock()
codes.append(told(vault))
bus.close()
del os.environ["DBUS_SESSION_BUS_ADDRESS"]
codes.append(told(vault))
sys.stdout.write(" ".join([*codes, first.wrapping_key().hex()]))
"""


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="gnome-keyring or D-Bus is not installed",
)
def test_a_real_secret_service_keeps_the_keys_encrypted_and_says_when_it_is_away_or_locked(
    tmp_path: Path,
) -> None:
    script = (
        "printf 'a password' | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null & "
        "daemon=$!; "
        "for _ in $(seq 50); do busy=$(dbus-send --session --print-reply --dest=org.freedesktop.DBus / "
        "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -c true); "
        '[ "$busy" = 1 ] && break; sleep 0.1; done; '
        '"$0" -c "$1" "$2"; code=$?; kill $daemon; wait; exit $code'
    )
    home = tmp_path / "home"
    home.mkdir()
    environ = {
        **os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "XDG_DATA_HOME": str(home / "share"),
    }  # fmt: skip
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script, sys.executable, SECRET_SERVICE, str(tmp_path / "s")],
        cwd=project_root(), env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *codes, key = done.stdout.split()
    assert codes == ["keys-no-store", "keys-locked", "keys-no-store"], "not started yet, locked, gone"
    kept = b"".join(path.read_bytes() for path in (home / "share").rglob("*") if path.is_file())
    assert kept
    assert b"wrapping" not in kept, "the keyring on disk is encrypted"
    assert bytes.fromhex(key) not in kept


def test_a_store_that_ends_while_it_is_asked_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (None, "unix:path=/nonexistent"):
        if address is None:
            monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
            monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
        else:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(KioskError) as caught:
            SystemVault(SecretService.Keyring).read()
        assert caught.value.code == "keys-failed"


def test_a_store_that_never_answers_counts_as_locked() -> None:
    import threading

    never = threading.Event()

    class Waits(SecretService.Keyring):
        def get_password(self, service: str, username: str) -> str | None:
            never.wait(10)
            return None

    Waits.__module__, Waits.__qualname__ = SecretService.__name__, "Keyring"
    with pytest.raises(KioskError) as caught:
        SystemVault(Waits, patience_s=0.05).read()
    never.set()
    assert caught.value.code == "keys-locked"


def test_a_systemd_credential_is_read_and_never_written(tmp_path: Path) -> None:
    text = BoothKeys.fresh().text()
    (tmp_path / CREDENTIAL).write_text(text + "\n")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    for place in (KeyPlace.AUTO, KeyPlace.SYSTEMD):
        vault = choose_vault(place, tmp_path / "unused", environ.get)
        assert isinstance(vault, CredentialVault)
        assert open_keys(vault, tmp_path / "store").text() == text
    for without in (CredentialVault(None), CredentialVault(tmp_path / "nowhere")):
        with pytest.raises(KioskError) as caught:
            open_keys(without, tmp_path / "store")
        assert caught.value.code == "keys-no-credential"
    assert isinstance(choose_vault(KeyPlace.AUTO, tmp_path / "unused", {}.get), SystemVault)
    assert not (tmp_path / "unused").exists()


@pytest.mark.skipif(not shutil.which("systemd-creds"), reason="systemd-creds is not installed")
def test_the_commands_that_the_advice_names_make_a_credential_which_opens_the_booth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With systemd's own program, all but the last step: that a booted systemd hands the file to the unit.

    The key is the empty one, for machines without a TPM; the others would leave a secret on this machine.
    """
    with pytest.raises(KioskError) as caught:
        CredentialVault(None).read()
    told = caught.value.advice
    assert f"kiosk keys new | systemd-creds encrypt --name={CREDENTIAL} - " in told
    sealed, handed = tmp_path / "sealed", tmp_path / "handed"
    handed.mkdir(mode=0o700)
    assert main(["keys", "new"]) == 0
    made = capsys.readouterr().out.encode()
    encrypt = ["systemd-creds", "encrypt", "--with-key=tpm2-absent", f"--name={CREDENTIAL}", "-", sealed]
    subprocess.run(encrypt, input=made, capture_output=True, timeout=60, check=True)
    assert made.strip() not in sealed.read_bytes()
    wrapping = json.loads(made)["wrapping"].encode()
    assert wrapping not in sealed.read_bytes()
    decrypt = ["systemd-creds", "decrypt", f"--name={CREDENTIAL}", sealed, handed / CREDENTIAL]
    subprocess.run(decrypt, capture_output=True, timeout=60, check=True)
    vault = choose_vault(KeyPlace.SYSTEMD, tmp_path / "unused", {"CREDENTIALS_DIRECTORY": str(handed)}.get)
    assert open_keys(vault, tmp_path / "store").text() == made.decode().strip()
    renamed = ["systemd-creds", "decrypt", "--name=another", sealed, tmp_path / "other"]
    assert subprocess.run(renamed, capture_output=True, timeout=60, check=False).returncode != 0
    assert not (tmp_path / "other").exists(), "a credential made for another name is not handed out"


def test_the_key_file_warns_keeps_its_keys_and_is_private(
    tmp_path: Path, expect_log: leftovers.ExpectLog
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    path = tmp_path / "keys" / "booth.json"
    first, second = (open_keys(FileVault(path), tmp_path) for _ in range(2))
    assert first.wrapping_key() == second.wrapping_key()
    assert first.identity().private_bytes_raw() == second.identity().private_bytes_raw()
    assert path.stat().st_mode & 0o077 == 0
    for spoilt in ("{}", "", '{"wrapping": 1, "identity": "x"}', json.dumps({"wrapping": "AAAA"})):
        path.write_text(spoilt)
        with pytest.raises(KioskError) as error:
            open_keys(FileVault(path), tmp_path)
        assert error.value.code == "keys-unreadable"
        assert path.read_text() == spoilt


@pytest.mark.parametrize("left", ["photo", "secret"])
def test_wiped_or_foreign_keys_are_said_and_nothing_is_overwritten(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog, left: str
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    vault, folder = FileVault(tmp_path / "booth.key"), tmp_path / "store"
    with closing(Store.open(folder, open_keys(vault, folder), clock, ROOMY)) as store:
        if left == "photo":
            store.save(submission(clock))
        else:
            store.secrets.put("central", b"token")
    kept = vault.read()
    assert open_keys(vault, folder).text() == kept
    (tmp_path / "booth.key").unlink()
    for there in (None, BoothKeys.fresh().text()):
        if there is not None:
            vault.write(there)
        with pytest.raises(KioskError) as caught:
            open_keys(vault, folder)
        assert caught.value.code == "keys-wiped"
        assert "kiosk queue recover" in caught.value.advice
        assert vault.read() == there, "no other key takes the place of the lost one"


def test_a_vault_that_forgets_is_noticed_before_anything_is_sealed(tmp_path: Path) -> None:
    class Forgets(FileVault):
        plain = False

        def write(self, text: str) -> None:
            pass

    with pytest.raises(KioskError) as caught:
        make_keys(Forgets(tmp_path / "none"))
    assert caught.value.code == "keys-not-kept"
