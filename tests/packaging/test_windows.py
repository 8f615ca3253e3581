"""The files for Windows, as far as they can be checked without it: neither PowerShell nor Inno Setup runs."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.cli import COMMANDS, PLUGINS, build_parser
from kiosk.operation.exits import STOP_SIGNALS, Exit, Next, what_next
from kiosk.paths import assets_dir, project_root
from tests.docs.blocks import blocks

FOLDER = project_root() / "installer" / "windows"
SCRIPTS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".ps1", ".psm1", ".psd1"))
CONTROL_C_EXIT = -1073741510
"""What Windows ends a program with at the end of a session (0xC000013A)."""

SHELL = "{http://schemas.microsoft.com/ShellLauncher/2018/Configuration}"
SECOND = "{http://schemas.microsoft.com/ShellLauncher/2019/Configuration}"
ACTIONS = {"RestartShell", "RestartDevice", "ShutdownDevice", "DoNothing"}
GUID = re.compile(r"\{[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}")

KEPT = {
    "photo-kiosk.iss": "{{B6D0E6C1-6C5C-4E0B-9B63-0C2A7E0C4F58}",
    "shell-launcher.xml": "{7C0F7A5E-3B0C-4C39-9F0E-5C1B2D8E6A41}",
    "policies.psd1": "5f0c7f0e-8f5b-4d0b-8d55-1a3c2e9b7d10",
}
"""Identities by which an installed machine is found again: changing one leaves an old installation behind."""


def text_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8-sig")


@pytest.fixture(scope="module")
def launcher() -> ElementTree.Element:
    return ElementTree.fromstring(text_of("shell-launcher.xml"))


def action_for(code: int) -> str:
    """What the program itself wants after an exit code, in Shell Launcher's words.

    Shell Launcher knows no pause, so what is to be tried later is left to somebody.
    """
    return "RestartShell" if what_next(code) is Next.RESTART else "DoNothing"


def test_each_exit_code_is_followed_by_what_the_program_means(launcher: ElementTree.Element) -> None:
    mapped = {
        int(each.attrib["ReturnCode"]): each.attrib["Action"]
        for each in launcher.iter(f"{SHELL}ReturnCodeAction")
    }
    codes = {int(code) for code in Exit} | {128 + number for number in STOP_SIGNALS}
    assert mapped.pop(CONTROL_C_EXIT) == "DoNothing"
    assert mapped == {code: action_for(code) for code in codes}
    (default,) = launcher.iter(f"{SHELL}DefaultAction")
    assert default.attrib["Action"] == "RestartShell" == action_for(-1073741819)  # an access violation


def test_the_configuration_has_the_published_shape(launcher: ElementTree.Element) -> None:
    assert launcher.tag == f"{SHELL}ShellLauncherConfiguration"
    assert [child.tag for child in launcher] == [f"{SHELL}Profiles", f"{SHELL}Configs"]
    profiles, configs = launcher
    assert [child.tag for child in profiles] == [f"{SHELL}DefaultProfile", f"{SHELL}Profile"]
    default, profile = profiles
    assert [child.tag for child in default] == [f"{SHELL}Shell"]
    assert GUID.fullmatch(profile.attrib["Id"])
    assert profile.attrib.keys() <= {"Id", "Name"}
    for (shell,) in (default, profile):
        assert shell.attrib.keys() <= {"Shell", f"{SECOND}AppType", f"{SECOND}AllAppsFullScreen"}
        assert shell.attrib[f"{SECOND}AppType"] == "Desktop"
        assert {child.tag for child in shell} <= {f"{SHELL}ReturnCodeActions", f"{SHELL}DefaultAction"}
    codes = [int(each.attrib["ReturnCode"]) for each in launcher.iter(f"{SHELL}ReturnCodeAction")]
    assert len(codes) == len(set(codes))
    assert {each.attrib["Action"] for each in launcher.iter() if "Action" in each.attrib} <= ACTIONS
    (config,) = configs
    assert [child.tag for child in config] == [f"{SHELL}Account", f"{SHELL}Profile"]
    assert config[1].attrib == {"Id": profile.attrib["Id"]}


def test_the_booths_shell_is_a_command_the_program_knows(launcher: ElementTree.Element) -> None:
    told = launcher.findall(f"{SHELL}Profiles/{SHELL}Profile/{SHELL}Shell")[0].attrib["Shell"]
    program, words = told.split(".exe ", 1)
    assert program == r"%ProgramFiles%\Photo Kiosk\kiosk"
    args = build_parser("run").parse_args(words.split())
    assert args.supervised
    assert str(args.config) == r"%ProgramData%\photo-kiosk\kiosk.toml"
    assert r"'photo-kiosk'" in text_of("setup-kiosk.ps1")


@pytest.mark.parametrize("name", sorted(KEPT))
def test_identities_stay_what_they_are(name: str) -> None:
    assert KEPT[name] in text_of(name)


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_files_are_as_windows_reads_them(path: Path) -> None:
    """PowerShell 5.1 and Inno Setup take a file without a mark for one in the machine's own code page."""
    content = path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n")
    assert content.startswith(b"\xef\xbb\xbf") is (path.suffix != ".xml")
    assert content.decode("utf-8").isascii() or path.suffix != ".xml"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_are_powershell(path: Path) -> None:
    """By a published grammar of the language; the scripts have not been run."""
    grammar = pytest.importorskip("tree_sitter_powershell")
    language = pytest.importorskip("tree_sitter")
    tree = language.Parser(language.Language(grammar.language())).parse(text_of(path.name).encode())
    assert not tree.root_node.has_error


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_brackets_and_strings_are_closed(path: Path) -> None:
    code = re.sub(r"<#.*?#>", "", text_of(path.name), flags=re.DOTALL)
    code = re.sub(r"'(?:[^'\n]|'')*'|\"(?:[^\"`\n]|`.|\"\")*\"", "_", code)
    code = re.sub(r"(?m)(^|\s)#.*$", "", code)
    assert "'" not in code
    assert '"' not in code
    open_: list[str] = []
    for sign in re.findall(r"[(){}\[\]]", code):
        if sign in "({[":
            open_.append(sign)
        else:
            assert open_, "closed but never opened"
            assert open_.pop() + sign in ("()", "{}", "[]")
    assert open_ == []


def test_scripts_call_only_what_is_there() -> None:
    module = text_of("PhotoKiosk.psm1")
    defined = set(re.findall(r"(?m)^function ([\w-]+)", module))
    assert set(re.findall(r"'([A-Z]\w+-\w+)'", module.partition("Export-ModuleMember")[2])) <= defined
    exported = set(re.findall(r"'([\w-]+)'", module.partition("Export-ModuleMember")[2]))
    for name in ("setup-kiosk.ps1", "undo-kiosk.ps1"):
        used = set(
            re.findall(r"\b((?:Assert|Get|Save|Remove|Set|Restore|Invoke)-(?:[A-Z]\w+))", text_of(name))
        )
        ours = {each for each in used if each in defined}
        assert ours <= exported
        assert {"Assert-Administrator", "Invoke-AsSystem", "Set-LogonSecret"} <= ours
    for path in FOLDER.glob("*.ps*1"):
        for file in re.findall(r"Join-Path \$PSScriptRoot '([^']+)'", text_of(path.name)):
            assert (FOLDER / file).exists(), f"{path.name}: {file}"


def test_whatever_is_set_up_is_undone() -> None:
    """Each kind of change of the set-up has its counterpart; recorded values are put back together."""
    setup, undo = text_of("setup-kiosk.ps1"), text_of("undo-kiosk.ps1")
    pairs = {
        "Set-RecordedValue": "Restore-RecordedValue",
        "/setactive": "/delete",
        "New-NetFirewallRule": "Remove-NetFirewallRule",
        "Enable-WindowsOptionalFeature": "Disable-WindowsOptionalFeature",
        "WEKF_PredefinedKey": "WEKF_PredefinedKey",
        "Set-LogonSecret": "Set-LogonSecret -Secret $null",
        "apply-shell-launcher.ps1": "apply-shell-launcher.ps1",
    }
    assert [done for done in pairs if done not in setup] == []
    assert [put_back for put_back in pairs.values() if put_back not in undo] == []
    assert "New-ItemProperty" not in setup, "no value of the registry is changed without keeping the old one"


def test_policies_are_complete() -> None:
    told = text_of("policies.psd1")
    registry = re.findall(r"@\{ Path = '(HKLM:\\[^']+)'; Name = '(\w+)'; Value = (\d+) \}", told)
    assert len(registry) == len({(path, name) for path, name, _ in registry}) == told.count("@{ Path")
    values = {name: int(value) for _, name, value in registry}
    assert values["AllowEdgeSwipe"] == 0
    assert values["DontShowUI"] == 1
    assert 0 < values["ActiveHoursEnd"] - values["ActiveHoursStart"] <= 18, "as much as Windows takes"
    night = set(range(24)) - set(range(values["ActiveHoursStart"], values["ActiveHoursEnd"]))
    assert values["ScheduledInstallTime"] in night
    keys = re.search(r"Keys = @\((.*?)\)", told, re.DOTALL)
    assert keys is not None
    assert {"Alt+F4", "Alt+Tab", "Ctrl+Alt+Del", "Windows"} <= set(re.findall(r"'([^']+)'", keys[1]))


def test_the_installer_packs_every_file_that_the_set_up_needs() -> None:
    recipe = text_of("photo-kiosk.iss")
    packed = set(re.findall(r'Source: "([^"\\]+)"', recipe))
    assert packed == {path.name for path in FOLDER.iterdir()} - {"photo-kiosk.iss", "build.ps1"}
    above = re.findall(r'(?:Source: "|LicenseFile=)\.\.\\\.\.\\([\w.-]+)"?', recipe)
    assert [
        name for name in above if name not in ("build", "dist") and not (project_root() / name).exists()
    ] == []
    for words in re.findall(r'kiosk\.exe"*; Parameters: "(\w+)', recipe) + re.findall(
        r'kiosk\.exe"" (\w+)', recipe
    ):
        assert words in {*COMMANDS, *PLUGINS}
    assert "{commonappdata}" not in recipe.partition("[UninstallDelete]")[2], (
        "photos are never deleted with it"
    )


def test_the_build_uses_what_the_other_recipes_use() -> None:
    build = text_of("build.ps1")
    named = re.findall(r"'(installer/[\w./-]+)'", build)
    assert named
    assert [name for name in named if not (project_root() / name).exists()] == []
    recipe = (project_root() / "installer/freeze/photo-kiosk.spec").read_text(encoding="utf-8")
    asked = set(re.findall(r'os\.environ\["(\w+)"\]', recipe))
    assert {each for each in asked if f"$env:{each} =" not in build} == set()


def test_the_documents_commands_fit_the_scripts() -> None:
    document = assets_dir() / "docs" / "windows.md"
    found = [block for block in blocks(document) if block.language == "powershell"]
    assert found
    for line in (line for block in found for line in block.body.splitlines()):
        script = re.search(r"\\([\w-]+\.ps1)", line)
        if script is not None:
            declared = text_of(script[1]).partition("param(")[2].partition("\n)")[0]
            assert [each for each in re.findall(r" -(\w+)", line) if f"${each}" not in declared] == []
        else:
            command = re.match(r"& \$kiosk (.+)", line)
            assert command is not None, line
            words = command[1].split()
            build_parser(words[0]).parse_args(words)
