; Inno Setup 6.3 or later; build.ps1 runs it after PyInstaller, with the version.
; Chinese pages of the wizard need ChineseSimplified.isl among the compiler's languages.

#ifndef AppVersion
  #error Give the version: /DAppVersion=…
#endif
#define Chinese AddBackslash(CompilerPath) + "Languages\ChineseSimplified.isl"

[Setup]
AppId={{B6D0E6C1-6C5C-4E0B-9B63-0C2A7E0C4F58}
AppName=Photo Kiosk
AppVersion={#AppVersion}
AppPublisher=photo-kiosk
VersionInfoVersion={#AppVersion}
DefaultDirName={commonpf}\Photo Kiosk
DisableDirPage=yes
DisableProgramGroupPage=yes
PrivilegesRequired=admin
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=photo-kiosk-{#AppVersion}-windows-x64
Compression=lzma2/max
SolidCompression=yes
CloseApplications=yes
RestartApplications=no
SetupLogging=yes
UninstallDisplayName=Photo Kiosk {#AppVersion}

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"
#ifexist Chinese
Name: "chinese"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
#endif

[Tasks]
Name: "booth"; Description: "把这台电脑变成采集亭 · Make this machine a booth"; Flags: unchecked

[InstallDelete]
; Of an earlier version nothing may stay among the new files.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\build\package\photo-kiosk\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs
Source: "..\..\dist\sbom.cdx.json"; DestDir: "{app}"; Flags: ignoreversion
Source: "..\..\dist\THIRD-PARTY.txt"; DestDir: "{app}"; Flags: ignoreversion
Source: "..\..\LICENSE"; DestDir: "{app}"; Flags: ignoreversion
Source: "setup-kiosk.ps1"; DestDir: "{app}\windows"; Flags: ignoreversion
Source: "undo-kiosk.ps1"; DestDir: "{app}\windows"; Flags: ignoreversion
Source: "apply-shell-launcher.ps1"; DestDir: "{app}\windows"; Flags: ignoreversion
Source: "PhotoKiosk.psm1"; DestDir: "{app}\windows"; Flags: ignoreversion
Source: "Lsa.cs"; DestDir: "{app}\windows"; Flags: ignoreversion
Source: "policies.psd1"; DestDir: "{app}\windows"; Flags: ignoreversion
Source: "shell-launcher.xml"; DestDir: "{app}\windows"; Flags: ignoreversion

[Icons]
Name: "{commonprograms}\Photo Kiosk\演练 · Rehearse"; Filename: "{app}\kiosk.exe"; Parameters: "demo --out ""{localappdata}\photo-kiosk\demo"""; WorkingDir: "{localappdata}"
Name: "{commonprograms}\Photo Kiosk\检查 · Check"; Filename: "{cmd}"; Parameters: "/k """"{app}\kiosk.exe"" doctor"""; WorkingDir: "{localappdata}"

[Run]
Filename: "{sys}\WindowsPowerShell\v1.0\powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\windows\setup-kiosk.ps1"""; WorkingDir: "{app}\windows"; Tasks: booth; Flags: waituntilterminated

[UninstallRun]
Filename: "{sys}\WindowsPowerShell\v1.0\powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\windows\undo-kiosk.ps1"""; RunOnceId: "UndoBooth"; Check: IsBooth; Flags: runhidden waituntilterminated

[Code]
// The data folder outlives the program: photos that are not delivered yet may lie there.
function IsBooth: Boolean;
begin
  Result := FileExists(ExpandConstant('{commonappdata}\photo-kiosk\windows-before.json'));
end;
