# The package in a Debian root that systemd has booted, with processes, devices, network and control groups of its
# own: its units run as they are, but for a screen that cage only imagines and a drawn person for a camera. The
# watchdog, the restarts and the sealed keys are systemd's own. Sourced by installer/debian/check.sh.

boot_root() {
    local groups
    groups="$(findmnt --noheadings --types cgroup2 --output TARGET | head -1)"
    [ -n "$groups" ] || fail "This machine has no control groups of version 2, which systemd needs."
    group="$groups/photo-kiosk-check-$$"
    mkdir "$group"
    (
        echo "$BASHPID" >"$group/cgroup.procs"
        exec unshare --mount --pid --cgroup --uts --ipc --net --fork --kill-child bash -ec '
            mount --make-rprivate /
            mount --bind "$0" "$0"
            mount -t proc proc "$0/proc"
            mount -t sysfs sysfs "$0/sys"
            mount -t cgroup2 cgroup2 "$0/sys/fs/cgroup"
            for folder in dev run tmp; do mount -t tmpfs -o mode=755 tmpfs "$0/$folder"; done
            chmod 1777 "$0/tmp"
            mkdir "$0/dev/pts" "$0/dev/shm"
            mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$0/dev/pts"
            mount -t tmpfs tmpfs "$0/dev/shm"
            ln -s pts/ptmx "$0/dev/ptmx"
            # Made anew: systemd takes the console to itself, and it must not be the one of this machine.
            mknod -m 666 "$0/dev/null" c 1 3; mknod -m 666 "$0/dev/zero" c 1 5; mknod -m 666 "$0/dev/full" c 1 7
            mknod -m 666 "$0/dev/random" c 1 8; mknod -m 666 "$0/dev/urandom" c 1 9
            mknod -m 666 "$0/dev/tty" c 5 0; mknod -m 600 "$0/dev/console" c 1 3
            exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other /sbin/init
        ' "$checked"
    ) </dev/null >"$work/boot.log" 2>&1 &
    booted=$!
}

booted_init() { pgrep --parent "$booted" 2>/dev/null | head -1; }

in_booted() {
    nsenter --target "$(booted_init)" --mount --pid --uts --ipc --net --cgroup --root --wd \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"
}

end_booted() {
    echo 1 >"$group/cgroup.kill"
    wait "$booted" 2>/dev/null || true
    for _ in $(seq 100); do  # until the last process is gone, and what it held open
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
        sleep 0.2
    done
}

cp "$recipe/booted.py" "$checked/"
inside prepare-boot
trap end_booted EXIT
boot_root
for _ in $(seq 100); do
    [ -n "$(booted_init)" ] && in_booted systemctl show-environment >/dev/null 2>&1 && break
    sleep 0.2
done
in_booted python3 /booted.py || { in_booted journalctl --no-pager --unit photo-kiosk.service | tail -40 >&2; fail "The booth did not come back."; }
trap - EXIT
end_booted
rm -r "$checked/etc/systemd/system/photo-kiosk.service.d"
