# 采集亭的系统策略。设置前的值会记下来，undo-kiosk.ps1 恢复它们。
# The booth's system policies. What was there before is kept, and undo-kiosk.ps1 puts it back.
@{
    Registry = @(
        # 屏幕边缘滑动 · swipes from the edge of the screen
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\EdgeUI'; Name = 'AllowEdgeSwipe'; Value = 0 }
        # 锁屏和空闲锁定 · the lock screen, and locking when idle
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\Personalization'; Name = 'NoLockScreen'; Value = 1 }
        @{ Path = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'; Name = 'InactivityTimeoutSecs'; Value = 0 }
        # 崩溃时不弹窗，否则没有人按“关闭”就不会重启 · no window after a crash: nobody is there to close it
        @{ Path = 'HKLM:\SOFTWARE\Microsoft\Windows\Windows Error Reporting'; Name = 'DontShowUI'; Value = 1 }
        # 首次登录的动画和隐私问答 · what a first sign-in shows and asks
        @{ Path = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'; Name = 'EnableFirstLogonAnimation'; Value = 0 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\OOBE'; Name = 'DisablePrivacyExperience'; Value = 1 }
        # 夜里安装更新并重启；白天不重启，也不提示 · updates at night with a restart; by day none, and no word of it
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'; Name = 'SetActiveHours'; Value = 1 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'; Name = 'ActiveHoursStart'; Value = 6 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'; Name = 'ActiveHoursEnd'; Value = 23 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'; Name = 'SetUpdateNotificationLevel'; Value = 1 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'; Name = 'UpdateNotificationLevel'; Value = 2 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'; Name = 'AUOptions'; Value = 4 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'; Name = 'ScheduledInstallDay'; Value = 0 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'; Name = 'ScheduledInstallTime'; Value = 3 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'; Name = 'AlwaysAutoRebootAtScheduledTime'; Value = 1 }
        @{ Path = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'; Name = 'AlwaysAutoRebootAtScheduledTimeMinutes'; Value = 15 }
    )

    # 自己的电源方案，从“平衡”复制 · a power scheme of our own, copied from "balanced"
    Power = @{
        Scheme = '5f0c7f0e-8f5b-4d0b-8d55-1a3c2e9b7d10'
        Balanced = '381b4222-f694-41f0-9685-ff5bb260df2e'
        Timeouts = @('monitor-timeout', 'standby-timeout', 'hibernate-timeout', 'disk-timeout')
        # USB 选择性暂停：摄像头会因此断开 · USB selective suspend: it makes cameras drop out
        UsbGroup = '2a737441-1930-4402-8d77-b2bebba308a3'
        UsbSuspend = '48e6b7a6-50f5-4782-a5d4-53bb8f07e226'
    }

    # 键盘筛选；管理员不受影响，连按五次左 Windows 键回到登录页
    # Keyboard filter; not for administrators, and five presses of the left Windows key lead to the sign-in page
    Keys = @(
        'Alt+F4', 'Alt+Space', 'Alt+Tab', 'Ctrl+Alt+Del', 'Ctrl+Esc', 'Ctrl+F4', 'Ctrl+Tab', 'Ctrl+Win+F'
        'LShift+LAlt+NumLock', 'LShift+LAlt+PrintScrn', 'Shift+Ctrl+Esc', 'Win+Break', 'Win+D', 'Win+E', 'Win+Enter'
        'Win+F', 'Win+F1', 'Win+L', 'Win+M', 'Win+P', 'Win+R', 'Win+Tab', 'Win+U', 'Windows'
    )
}
