# What installer/debian/check.sh does inside the clean Debian root, one step an argument.
set -eu

fail() { printf '!! %s\n' "$*" >&2; exit 1; }
as_booth() { setpriv --reuid=photo-kiosk --regid=photo-kiosk --init-groups "$@"; }

# Everything of this package on the machine, but what apt and the logs remember of every package.
traces() {
    find / -xdev \( -path /proc -o -path /var/log -o -path /var/lib/dpkg -o -path /var/cache/apt -o -path /tmp \
        -o -path /photo-kiosk.deb \) -prune -o \( -name '*photo-kiosk*' -o -name '*photo_kiosk*' \) -print
    grep -H photo-kiosk /etc/passwd /etc/group /etc/shadow || true
}

case "$1" in
    download)
        apt-get -qq update
        apt-get -qq -y --no-install-recommends --download-only install /photo-kiosk.deb python3 systemd-sysv dbus \
            >/dev/null
        ;;
    install)
        apt-get -qq -y --no-install-recommends install /photo-kiosk.deb >/install.log 2>&1 \
            || { tail -20 /install.log >&2; fail "It could not be installed."; }
        tail -2 /install.log
        dpkg --audit
        su -s /bin/sh nobody -c 'kiosk --version'
        ;;
    deliver)  # as the booth's user, in an empty folder
        mkdir /tmp/out && chown photo-kiosk /tmp/out && cd /tmp/out
        as_booth env HOME=/tmp/out QT_QPA_PLATFORM=offscreen kiosk demo --autoplay --sessions 1 --out /tmp/out/demo \
            2>/tmp/out/log || { tail -20 /tmp/out/log >&2; fail "No photo was delivered."; }
        ls /tmp/out/demo/photo-*.jpg /tmp/out/demo/receipt-*.json
        as_booth env HOME=/tmp/out QT_QPA_PLATFORM=offscreen kiosk doctor --self-test
        ;;
    booth)  # the service's own command, on a screen that cage only imagines
        mkdir -p /run/photo-kiosk /var/cache/photo-kiosk
        chown photo-kiosk:photo-kiosk /run/photo-kiosk /var/cache/photo-kiosk
        sed -i 's/^source = .*/source = "sitter"/; s/^store = "auto"/store = "file"/' /etc/photo-kiosk/kiosk.toml
        apt-get -qq -y --no-install-recommends install python3 >/dev/null 2>&1  # of what listens, not of the booth
        as_booth env HOME=/var/lib/photo-kiosk XDG_CACHE_HOME=/var/cache/photo-kiosk XDG_RUNTIME_DIR=/run/photo-kiosk \
            QT_QPA_PLATFORM=wayland WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 \
            python3 /listen.py /run/photo-kiosk/notify \
            /usr/lib/photo-kiosk/booth --config /etc/photo-kiosk/kiosk.toml
        ;;
    prepare-boot)  # a screen that cage only imagines; no device of this machine is looked for or set up
        apt-get -qq -y --no-install-recommends install systemd-sysv dbus python3 >/dev/null 2>&1
        mkdir -p /etc/systemd/system/photo-kiosk.service.d
        printf '[Unit]\nConditionPathExists=\n[Service]\nEnvironment=%s\n' \
            'WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1' \
            >/etc/systemd/system/photo-kiosk.service.d/imagined-screen.conf
        sed -i 's/^source = .*/source = "sitter"/; s/^store = .*/store = "auto"/' /etc/photo-kiosk/kiosk.toml
        rm -rf /var/lib/photo-kiosk/* /run/photo-kiosk
        systemctl -q mask systemd-udevd.service systemd-udev-trigger.service systemd-udevd-kernel.socket \
            systemd-udevd-control.socket
        systemctl -q enable photo-kiosk.service
        ;;
    units)
        systemd-analyze verify photo-kiosk.service photo-kiosk-keys.service photo-kiosk-central.service
        ;;
    remove)
        # A photo that was not delivered outlives even a purge, and is told of.
        mkdir -p /var/lib/photo-kiosk/store/sealed
        : >/var/lib/photo-kiosk/store/sealed/waiting.sealed
        apt-get -qq -y purge photo-kiosk >/purge.log 2>&1 || { cat /purge.log >&2; fail "It could not be purged."; }
        grep -q 'were not delivered' /purge.log || fail "A photo that was not delivered was not told of."
        [ -e /var/lib/photo-kiosk/store/sealed/waiting.sealed ] || fail "A photo that was not delivered is gone."
        apt-get -qq -y --no-install-recommends install /photo-kiosk.deb >/install.log 2>&1 || fail "No second time."
        rm -r /var/lib/photo-kiosk/store
        apt-get -qq -y remove photo-kiosk >/remove.log 2>&1 || { cat /remove.log >&2; fail "It could not be removed."; }
        [ ! -e /opt/photo-kiosk ] && [ -e /etc/photo-kiosk/kiosk.toml ] || fail "A removal takes the program only."
        apt-get -qq -y purge photo-kiosk >/purge.log 2>&1 || { cat /purge.log >&2; fail "It could not be purged."; }
        left="$(traces)"
        [ -z "$left" ] || fail "Left behind: $left"
        echo "Installed, removed, purged: nothing is left"
        ;;
esac
