<#
.SYNOPSIS
恢复 setup-kiosk.ps1 以前的样子。 Put back what setup-kiosk.ps1 changed.
.DESCRIPTION
账户和数据文件夹都留着：里面可能有还没送达的照片。
The account and the data folder stay: photos that are not delivered yet may lie there.
#>
[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'PhotoKiosk.psm1') -Force
Assert-Administrator
if (-not $PSCmdlet.ShouldProcess($env:COMPUTERNAME, 'undo photo kiosk')) { return }

$policies = Import-PowerShellDataFile -LiteralPath (Join-Path $PSScriptRoot 'policies.psd1')
$before = Get-Before

Invoke-AsSystem -Script (Join-Path $PSScriptRoot 'apply-shell-launcher.ps1')
Set-LogonSecret -Secret $null
Restore-RecordedValue -Before $before

if ($before.Power) {
    Invoke-Checked -Program 'powercfg.exe' -Arguments @('/setactive', $before.Power)
    Invoke-Checked -Program 'powercfg.exe' -Arguments @('/delete', $policies.Power.Scheme)
}
Remove-NetFirewallRule -Name 'photo-kiosk-inbound' -ErrorAction SilentlyContinue

$features = @($before.Features)
if ('Client-KeyboardFilter' -notin $features) {
    # 这项功能原来就有：只放开我们关掉的键 · it was there before us: only our keys are let go
    foreach ($key in $policies.Keys) {
        Get-CimInstance -Namespace 'root\standardcimv2\embedded' -ClassName 'WEKF_PredefinedKey' |
            Where-Object { $_.Id -eq $key } |
            ForEach-Object { $_.Enabled = $false; Set-CimInstance -CimInstance $_ }
    }
}
foreach ($feature in $features) {
    Disable-WindowsOptionalFeature -Online -FeatureName $feature -NoRestart | Out-Null
}
Remove-Before
Write-Output '已恢复；请重新启动。 Put back; restart, please.'
