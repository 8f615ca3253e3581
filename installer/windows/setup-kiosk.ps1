<#
.SYNOPSIS
把这台 Windows 电脑变成采集亭。 Make this Windows machine a booth.
.DESCRIPTION
建立普通账户并自动登录，用 Shell Launcher 以采集亭代替桌面，关闭休眠、黑屏、边缘滑动和组合键，更新只在夜里安装。
可以反复运行；需要重新启动时结束码为 3010，重启后再运行一次。undo-kiosk.ps1 恢复原状。
Makes a standard account that signs in by itself and has the booth instead of a desktop, switches sleep, blanking, edge
swipes and key combinations off, and lets updates come at night only. It can be run again; exit code 3010 asks for a
restart and one more run. undo-kiosk.ps1 puts everything back.
.PARAMETER Account
采集亭的账户名。 The name of the booth's account.
.PARAMETER Answers
kiosk setup 的答案文件；用过后请删除。 The file of answers for kiosk setup; delete it afterwards.
.EXAMPLE
.\setup-kiosk.ps1 -Answers C:\answers.toml
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidatePattern('^[A-Za-z0-9][A-Za-z0-9-]{0,19}$')] [string] $Account = 'photo-kiosk',
    [string] $Answers = ''
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'PhotoKiosk.psm1') -Force
Assert-Administrator

$policies = Import-PowerShellDataFile -LiteralPath (Join-Path $PSScriptRoot 'policies.psd1')
$program = Join-Path $env:ProgramFiles 'Photo Kiosk\kiosk.exe'
$data = Join-Path $env:ProgramData 'photo-kiosk'
$settings = Join-Path $data 'kiosk.toml'
$before = Get-Before

if (-not (Test-Path -LiteralPath $program)) { throw "$program" }
if (-not $PSCmdlet.ShouldProcess($env:COMPUTERNAME, 'photo kiosk')) { return }

# 功能 · features
$restart = $false
foreach ($feature in 'Client-DeviceLockdown', 'Client-EmbeddedShellLauncher', 'Client-KeyboardFilter') {
    $state = Get-WindowsOptionalFeature -Online -FeatureName $feature
    if ($null -eq $state) {
        throw "$feature：需要 Windows 企业版、教育版或 IoT 企业版。 Windows Enterprise, Education or IoT Enterprise is needed."
    }
    if ($state.State -ne 'Enabled') {
        $enabled = Enable-WindowsOptionalFeature -Online -FeatureName $feature -All -NoRestart
        $before.Features = @($before.Features) + $feature
        Save-Before -Before $before
        if ($enabled.RestartNeeded) { $restart = $true }
    }
}
if ($restart) {
    Write-Warning '请重新启动，然后再运行一次。 Restart, then run this again.'
    exit 3010
}

# 账户 · account
$password = $null
if ($null -eq (Get-LocalUser -Name $Account -ErrorAction SilentlyContinue)) {
    $password = Read-Host -AsSecureString "$Account 的新口令 · a new password for $Account"
    New-LocalUser -Name $Account -Password $password -PasswordNeverExpires -UserMayNotChangePassword | Out-Null
    $users = Get-LocalGroup -SID 'S-1-5-32-545'
    Add-LocalGroupMember -Group $users -Member $Account
} else {
    $password = Read-Host -AsSecureString "$Account 的口令 · the password of $Account"
}
$credential = New-Object System.Management.Automation.PSCredential "$env:COMPUTERNAME\$Account", $password

# 数据文件夹只给采集亭和管理员 · the data folder is for the booth and administrators only
New-Item -ItemType Directory -Path $data -Force | Out-Null
Invoke-Checked -Program 'icacls.exe' -Arguments @(
    $data, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', "${Account}:(OI)(CI)M"
)

# 采集亭的设置、密钥和登记属于它的账户 · the booth's settings, keys and enrolment belong to its account
if ($Answers) {
    $given = Join-Path $data 'answers.toml'
    Copy-Item -LiteralPath $Answers -Destination $given -Force
    try {
        $words = @('setup', '--answers', "`"$given`"", '--config', "`"$settings`"")
        $done = Start-Process -FilePath $program -ArgumentList $words -Credential $credential -WorkingDirectory $data `
            -LoadUserProfile -Wait -PassThru
        if ($done.ExitCode -ne 0) { throw "kiosk setup: $($done.ExitCode)" }
    } finally {
        Remove-Item -LiteralPath $given -Force
    }
}
if (-not (Test-Path -LiteralPath $settings)) {
    Write-Warning "$settings 还没有：请用 -Answers 再运行。 It is not there yet: run this again with -Answers."
}

# 策略 · policies
foreach ($each in $policies.Registry) {
    Set-RecordedValue -Before $before -Path $each.Path -Name $each.Name -Value $each.Value
}

# 电源 · power
$scheme = $policies.Power.Scheme
if ($null -eq $before.Power) {
    $active = (& powercfg.exe /getactivescheme) -join ' '
    $before.Power = [regex]::Match($active, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}').Value
    Save-Before -Before $before
    Invoke-Checked -Program 'powercfg.exe' -Arguments @('/duplicatescheme', $policies.Power.Balanced, $scheme)
    Invoke-Checked -Program 'powercfg.exe' -Arguments @('/changename', $scheme, 'Photo kiosk')
}
Invoke-Checked -Program 'powercfg.exe' -Arguments @('/setactive', $scheme)
foreach ($timeout in $policies.Power.Timeouts) {
    Invoke-Checked -Program 'powercfg.exe' -Arguments @('/change', "$timeout-ac", '0')
    Invoke-Checked -Program 'powercfg.exe' -Arguments @('/change', "$timeout-dc", '0')
}
foreach ($kind in '/setacvalueindex', '/setdcvalueindex') {
    Invoke-Checked -Program 'powercfg.exe' -Arguments @(
        $kind, $scheme, $policies.Power.UsbGroup, $policies.Power.UsbSuspend, '0'
    )
}
Invoke-Checked -Program 'powercfg.exe' -Arguments @('/setactive', $scheme)

# 防火墙：外面的机器连不进来；本机的指标地址不受影响
# Firewall: nobody connects from outside; metrics are for this machine, which the firewall does not filter
Remove-NetFirewallRule -Name 'photo-kiosk-inbound' -ErrorAction SilentlyContinue
New-NetFirewallRule -Name 'photo-kiosk-inbound' -DisplayName 'Photo kiosk: nothing from outside' -Direction Inbound `
    -Program $program -Action Block -Profile Any | Out-Null

# 组合键 · key combinations
Set-Service -Name 'MsKeyboardFilter' -StartupType Automatic
$embedded = 'root\standardcimv2\embedded'
$filter = Get-CimInstance -Namespace $embedded -ClassName 'WEKF_Settings' |
    Where-Object { $_.Name -eq 'DisableKeyboardFilterForAdministrators' }
$filter.Value = 'true'
Set-CimInstance -CimInstance $filter
foreach ($key in $policies.Keys) {
    $found = Get-CimInstance -Namespace $embedded -ClassName 'WEKF_PredefinedKey' | Where-Object { $_.Id -eq $key }
    if ($null -eq $found) { Write-Warning "键盘筛选没有这一项 · not a key of the filter: $key"; continue }
    $found.Enabled = $true
    Set-CimInstance -CimInstance $found
}

# 自动登录，以采集亭代替桌面 · sign in by itself, with the booth instead of a desktop
$winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$plain = $credential.GetNetworkCredential()
Set-LogonSecret -Secret $plain.Password
Set-RecordedValue -Before $before -Path $winlogon -Name 'AutoAdminLogon' -Value '1'
Set-RecordedValue -Before $before -Path $winlogon -Name 'ForceAutoLogon' -Value '1'
Set-RecordedValue -Before $before -Path $winlogon -Name 'DefaultUserName' -Value $Account
Set-RecordedValue -Before $before -Path $winlogon -Name 'DefaultDomainName' -Value $env:COMPUTERNAME

$configuration = Join-Path $data 'shell-launcher.xml'
$xml = New-Object System.Xml.XmlDocument
$xml.PreserveWhitespace = $true
$xml.Load((Join-Path $PSScriptRoot 'shell-launcher.xml'))
$xml.SelectSingleNode('//*[local-name()="Account"]').SetAttribute('Name', $Account)
$xml.Save($configuration)
Invoke-AsSystem -Script (Join-Path $PSScriptRoot 'apply-shell-launcher.ps1') `
    -Arguments @('-Configuration', "`"$configuration`"")

Write-Output '好了：重新启动后就是采集亭。 Done: after a restart this machine is a booth.'
