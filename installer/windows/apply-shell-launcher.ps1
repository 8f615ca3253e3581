# 以 SYSTEM 运行：把 Shell Launcher 的设置交给系统；不带文件就取消。
# Run as SYSTEM: hand the configuration of Shell Launcher to the system; without a file take it back.
[CmdletBinding()]
param([string] $Configuration = '')

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

try {
    $device = Get-CimInstance -Namespace 'root\cimv2\mdm\dmmap' -ClassName 'MDM_AssignedAccess'
    if ($Configuration) {
        $xml = Get-Content -LiteralPath $Configuration -Raw -Encoding UTF8
        $device.ShellLauncher = [System.Net.WebUtility]::HtmlEncode($xml)
    } else {
        $device.ShellLauncher = $null
    }
    Set-CimInstance -CimInstance $device
    exit 0
} catch {
    Write-Error $_ -ErrorAction Continue
    exit 1
}
