# From a clean Debian root to a delivered photo, and back to nothing. Sourced by installer/package.sh after the
# builds, as root; what is downloaded is kept in build/package/downloads and counted apart.
#
# The root is a folder with mounts and processes of its own (unshare), which end with this script. At first no
# systemd runs in it: the service's command line is started with its user and its environment. Then it is booted.

[ "$(id -u)" -eq 0 ] || fail "Only root can make a Debian root."
for tool in debootstrap unshare findmnt nsenter pgrep; do
    command -v "$tool" >/dev/null || { . "$root/installer/setup.sh"; apt_install debootstrap util-linux procps; }
done
downloads="$work/downloads"
checked="$work/debian-root"
mkdir -p "$downloads/archives/partial"

download_root() {
    [ -e "$downloads/root.tar" ] && return
    rm -rf "$checked"
    debootstrap --variant=minbase bookworm "$checked" >"$work/debootstrap.log" 2>&1 \
        || { tail -5 "$work/debootstrap.log" >&2; fail "debootstrap failed."; }
    printf 'deb http://deb.debian.org/debian bookworm main\n' >"$checked/etc/apt/sources.list"
    tar -C "$checked" -cf "$downloads/root.tar.part" . && mv "$downloads/root.tar.part" "$downloads/root.tar"
}

fresh_root() {
    rm -rf "$checked"
    mkdir -p "$checked"
    tar -C "$checked" -xpf "$downloads/root.tar"
    cp /etc/resolv.conf "$checked/etc/resolv.conf" 2>/dev/null || true
    cp "$package" "$checked/photo-kiosk.deb"
    cp "$recipe/inside.sh" "$recipe/listen.py" "$checked/"
    cp -l "$downloads"/archives/*.deb "$checked/var/cache/apt/archives/" 2>/dev/null || true
}

inside() {
    unshare --mount --pid --fork --kill-child bash -c '
        mount -t proc proc "$0/proc" && mount -t sysfs sysfs "$0/sys" && mount -t tmpfs tmpfs "$0/dev/shm" && exec chroot "$0" \
            env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
            sh /inside.sh "$@"' "$checked" "$@"
}

say "Getting a clean Debian root and the packages it needs"
begun=$SECONDS
download_root
fresh_root
inside download
cp -n "$checked"/var/cache/apt/archives/*.deb "$downloads/archives/" 2>/dev/null || true
rm -rf "$downloads/lists"
cp -r "$checked/var/lib/apt/lists" "$downloads/lists"
downloaded_s=$((SECONDS - begun))

say "Clean Debian root → installed → delivered photo"
fresh_root
cp -r "$downloads/lists/." "$checked/var/lib/apt/lists/"
begun=$SECONDS
inside install
installed_s=$((SECONDS - begun))
inside deliver
delivered_s=$((SECONDS - begun))
inside booth
inside units
. "$root/installer/debian/booted.sh"
inside remove
rm -rf "$checked"
say "Downloads $downloaded_s s. From the clean root: installed after $installed_s s, photo delivered after $delivered_s s"
