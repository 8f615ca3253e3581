# The Debian package of the frozen program, in dist/. Sourced by installer/package.sh after the build, which has
# set $root, $program, $version, $work and $SOURCE_DATE_EPOCH.

recipe="$work/tree/installer/debian"
staged="$work/deb"
architecture="$(dpkg --print-architecture)"
package="$root/dist/photo-kiosk_${version}_$architecture.deb"
place="opt/photo-kiosk/versions/$version"

command -v readelf >/dev/null || { . "$root/installer/setup.sh"; apt_install binutils; }

# Files as they lie on the machine. `kiosk update` puts later versions beside this one and moves `current`.
stage() {
    rm -rf "$staged"
    mkdir -p "$staged/opt/photo-kiosk/versions" "$staged/usr/bin" "$staged/usr/share/doc/photo-kiosk" \
        "$staged/etc/photo-kiosk" "$staged/DEBIAN"
    cp -r "$recipe/tree/." "$staged/"
    cp -rl "$program" "$staged/$place" 2>/dev/null || cp -r "$program" "$staged/$place"
    printf 'kiosk' >"$staged/$place.program"
    ln -s /opt/photo-kiosk/current/kiosk "$staged/usr/bin/kiosk"
    ln -s /opt/photo-kiosk/current/_internal/assets/docs "$staged/usr/share/doc/photo-kiosk/docs"
    python3 "$recipe/settings.py" "$work/tree/config/kiosk.toml" >"$staged/etc/photo-kiosk/kiosk.toml" \
        || fail "The booth's settings could not be made."
    cp "$work/tree/config/central.toml" "$staged/etc/photo-kiosk/central.toml"
    {
        cat "$work/tree/LICENSE"
        printf '\nThe fonts in _internal/assets/fonts:\n\n'
        cat "$work/fonts/NotoSansCJK-LICENSE.txt"
        printf '\nPython packages: the licence of each lies in _internal/NAME-VERSION.dist-info.\n'
    } >"$staged/usr/share/doc/photo-kiosk/copyright"
    local script
    for script in postinst prerm postrm; do
        sed "s/@VERSION@/$version/g" "$recipe/scripts/$script" >"$staged/DEBIAN/$script"
    done
    (cd "$staged" && find etc -type f -printf '/%p\n' | LC_ALL=C sort) >"$staged/DEBIAN/conffiles"
}

# The Debian packages of what the program's ELF files need and do not find inside; the C library by its version.
libraries() {
    local name path files=()
    ldconfig -p >"$work/system"
    find "$program" -name '*.so*' -printf '%f\n' | LC_ALL=C sort -u >"$work/inside"
    find "$program" -type f \( -name '*.so' -o -name '*.so.*' -o -name kiosk \) -print0 | xargs -0 readelf -d 2>/dev/null \
        | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$work/inside" >"$work/needed"
    while read -r name; do
        case "$name" in
            libtbb.so.*) continue ;;  # Numba's other way to run threads; it is not used
            libc.so.* | ld-linux-* | libdl.so.* | libm.so.* | libpthread.so.* | libresolv.so.* | librt.so.*) continue ;;
        esac
        path="$(sed -n "s|^\s*$name (.*x86-64.*) => ||p" "$work/system" | head -1)"
        [ -n "$path" ] || path="$(find /usr/lib/*-linux-gnu -maxdepth 1 -name "$name")"  # a file's own name, not a link
        [ -n "$path" ] || fail "Nothing on this machine has $name, which the program needs."
        files+=("*/$(basename "$(readlink -f "$path")")")
    done <"$work/needed"
    {
        dpkg-query --showformat='libc6 (>= ${Version})\n' --show "libc6:$architecture" | sed 's/\([0-9]\)-[^)]*/\1/'
        dpkg-query --search "${files[@]}" | grep ': \(/usr\)\?/lib/[^/]*/[^/]*$' | cut -d: -f1
    } | LC_ALL=C sort -u | paste -sd, | sed 's/,/, /g'
}

# Every part with its licence; one whose licence is not known stops the build.
parts() {
    local names
    names="$(sed 's/([^)]*)//g; s/|[^,]*//g; s/[ ,]\+/ /g' <<<"$depends")"
    # shellcheck disable=SC2086 — one word a package
    (cd "$work/tree" && PYTHONPATH=. "$venv/bin/python" -m installer.sbom "$staged/usr/share/doc/photo-kiosk" \
        --bundle "$program" --debian $names >&2) || fail "The list of parts could not be made; see above."
}

say "Building the Debian package"
stage
depends="$(libraries)"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s|@LIBRARIES@|$depends|" \
    -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$staged" | cut -f1)/" "$recipe/control" >"$staged/DEBIAN/control"
parts
(cd "$staged" && find opt usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$staged/DEBIAN/md5sums"
chmod -R u=rwX,go=rX "$staged"
chmod 755 "$staged"/DEBIAN/{postinst,prerm,postrm}
mkdir -p "$root/dist"
rm -f "$root"/dist/photo-kiosk_*_"$architecture".deb
dpkg-deb --root-owner-group -Zzstd -z9 --build "$staged" "$package" >/dev/null
(cd "$root/dist" && sha256sum "$(basename "$package")")
say "$(basename "$package"): $(du -m "$package" | cut -f1) MB"
