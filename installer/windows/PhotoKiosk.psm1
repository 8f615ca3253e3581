# setup-kiosk.ps1 和 undo-kiosk.ps1 共用的部分：记住原来的值，改变，恢复。
# What setup-kiosk.ps1 and undo-kiosk.ps1 share: keep what was there, change it, put it back.

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$script:StateFile = Join-Path $env:ProgramData 'photo-kiosk\windows-before.json'

function Assert-Administrator {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object Security.Principal.WindowsPrincipal $identity
    if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        throw '请以管理员身份运行 PowerShell。 Run PowerShell as an administrator.'
    }
}

# 原来的值：只记第一次，再次运行不会把我们自己的值当成原来的。
# What was there before, kept the first time only: a second run must not take our own values for it.
function Get-Before {
    if (Test-Path -LiteralPath $script:StateFile) {
        return Get-Content -LiteralPath $script:StateFile -Raw -Encoding UTF8 | ConvertFrom-Json
    }
    return [pscustomobject]@{ Registry = @(); Power = $null; Features = @() }
}

function Save-Before {
    param([Parameter(Mandatory)] [pscustomobject] $Before)
    $folder = Split-Path -Parent $script:StateFile
    New-Item -ItemType Directory -Path $folder -Force | Out-Null
    $Before | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $script:StateFile -Encoding UTF8
}

function Remove-Before {
    Remove-Item -LiteralPath $script:StateFile -Force -ErrorAction SilentlyContinue
}

function Get-RegistryValue {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string] $Name)
    $key = Get-Item -LiteralPath $Path -ErrorAction SilentlyContinue
    if ($null -eq $key) { return $null }
    return $key.GetValue($Name, $null)
}

function Set-RecordedValue {
    param(
        [Parameter(Mandatory)] [pscustomobject] $Before,
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [object] $Value
    )
    $known = @($Before.Registry | Where-Object { $_.Path -eq $Path -and $_.Name -eq $Name })
    if ($known.Count -eq 0) {
        $old = Get-RegistryValue -Path $Path -Name $Name
        $Before.Registry = @($Before.Registry) + [pscustomobject]@{ Path = $Path; Name = $Name; Value = $old }
        Save-Before -Before $Before
    }
    $type = if ($Value -is [int]) { 'DWord' } else { 'String' }
    if (-not (Test-Path -LiteralPath $Path)) { New-Item -Path $Path -Force | Out-Null }
    New-ItemProperty -LiteralPath $Path -Name $Name -Value $Value -PropertyType $type -Force | Out-Null
}

function Restore-RecordedValue {
    param([Parameter(Mandatory)] [pscustomobject] $Before)
    foreach ($each in @($Before.Registry)) {
        if ($null -eq $each.Value) {
            Remove-ItemProperty -LiteralPath $each.Path -Name $each.Name -Force -ErrorAction SilentlyContinue
        } else {
            $type = if ($each.Value -is [string]) { 'String' } else { 'DWord' }
            New-ItemProperty -LiteralPath $each.Path -Name $each.Name -Value $each.Value -PropertyType $type -Force |
                Out-Null
        }
    }
}

function Invoke-Checked {
    param([Parameter(Mandatory)] [string] $Program, [Parameter(Mandatory)] [string[]] $Arguments)
    & $Program @Arguments | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Arguments -join ' '): $LASTEXITCODE" }
}

# 自动登录的口令放在系统的机密存储里，不写进注册表。
# The password of the automatic sign-in lies among the system's secrets, not in the registry.
function Set-LogonSecret {
    param([AllowEmptyString()] [AllowNull()] [string] $Secret)
    if (-not ('PhotoKiosk.Lsa' -as [type])) {
        Add-Type -TypeDefinition (Get-Content -LiteralPath (Join-Path $PSScriptRoot 'Lsa.cs') -Raw -Encoding UTF8)
    }
    [PhotoKiosk.Lsa]::Store('DefaultPassword', $Secret)
}

# Shell Launcher 只听系统账户的：用一个临时任务以 SYSTEM 运行脚本，等它结束。
# Shell Launcher obeys the system's account only: a task that is removed afterwards runs the script as SYSTEM.
function Invoke-AsSystem {
    param([Parameter(Mandatory)] [string] $Script, [string[]] $Arguments = @())
    $name = 'photo-kiosk-set-up'
    $words = @('-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', "`"$Script`"") + $Arguments
    $action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument ($words -join ' ')
    $principal = New-ScheduledTaskPrincipal -UserId 'SYSTEM' -LogonType ServiceAccount -RunLevel Highest
    Register-ScheduledTask -TaskName $name -Action $action -Principal $principal -Force | Out-Null
    try {
        Start-ScheduledTask -TaskName $name
        $until = (Get-Date).AddMinutes(2)
        do {
            Start-Sleep -Milliseconds 500
            $running = (Get-ScheduledTask -TaskName $name).State -eq 'Running'
        } while ($running -and (Get-Date) -lt $until)
        $result = (Get-ScheduledTaskInfo -TaskName $name).LastTaskResult
        if ($running -or $result -ne 0) { throw "Shell Launcher: $result" }
    } finally {
        Unregister-ScheduledTask -TaskName $name -Confirm:$false
    }
}

Export-ModuleMember -Function @(
    'Assert-Administrator', 'Get-Before', 'Save-Before', 'Remove-Before', 'Set-RecordedValue', 'Restore-RecordedValue'
    'Invoke-Checked', 'Set-LogonSecret', 'Invoke-AsSystem'
)
