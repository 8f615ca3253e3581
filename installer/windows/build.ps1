<#
.SYNOPSIS
在 Windows 上做安装程序 dist\photo-kiosk-VERSION-windows-x64.exe。 Build the installer on Windows.
.DESCRIPTION
需要 Python 3.11、Git 和 Inno Setup 6.3；模型先用 kiosk models install 装好。程序只含许可已知的部分，否则不做。
Needs Python 3.11, Git and Inno Setup 6.3, and the models installed by kiosk models install. Nothing is built when the
licence of a part is not known.
.PARAMETER Fonts
放 NotoSansCJK-Regular.ttc、NotoSansCJK-Bold.ttc 及其许可的文件夹。 The folder of these fonts and their licence.
.PARAMETER Licences
放 LGPL-3、GPL-3、LGPL-2.1、MPL-2.0、Apache-2.0 全文的文件夹，如 Debian 的 /usr/share/common-licenses。
The folder of the full licences by these names, as Debian's /usr/share/common-licenses.
.PARAMETER InnoSetup
ISCC.exe 的位置。 Where ISCC.exe is.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Fonts,
    [Parameter(Mandatory)] [string] $Licences,
    [string] $InnoSetup = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe"
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

function Invoke-Step {
    param([Parameter(Mandatory)] [string] $Program, [Parameter(Mandatory)] [string[]] $Words)
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Words -join ' '): $LASTEXITCODE" }
}

$root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
Set-Location -LiteralPath $root
$package = Join-Path $root 'build\package'
$tools = Join-Path $root 'build\windows-tools'
$python = Join-Path $tools 'Scripts\python.exe'

$env:SOURCE_DATE_EPOCH = (& git log -1 '--format=%ct')
$env:PYTHONHASHSEED = '1'
$env:PYTHONPATH = $root
$env:KIOSK_FONTS_DIR = (Resolve-Path -LiteralPath $Fonts).Path
$models = Join-Path $package 'models'

if (-not (Test-Path -LiteralPath $python)) { Invoke-Step -Program 'py' -Words @('-3.11', '-m', 'venv', $tools) }
Invoke-Step -Program $python -Words @('-m', 'pip', 'install', '--quiet', '.[central]', 'pyinstaller>=6.10,<7')
New-Item -ItemType Directory -Path $models -Force | Out-Null
Invoke-Step -Program $python -Words @('installer/freeze/models.py', $models)
$env:KIOSK_MODELS_DIR = $models
Invoke-Step -Program $python -Words @(
    '-m', 'PyInstaller', '--noconfirm', '--log-level', 'WARN', '--distpath', $package, '--workpath', "$package\work"
    'installer/freeze/photo-kiosk.spec'
)
Invoke-Step -Program $python -Words @(
    '-m', 'installer.sbom', 'dist', '--bundle', "$package\photo-kiosk", '--licences', $Licences, '--debian'
)
$version = (& $python -c 'import kiosk; print(kiosk.__version__)')
Invoke-Step -Program $InnoSetup -Words @("/DAppVersion=$version", "$PSScriptRoot\photo-kiosk.iss")
