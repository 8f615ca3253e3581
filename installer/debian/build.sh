# The Debian package of the frozen program, in dist/. Sourced by installer/package.sh after the build, which has
# set $root, $program, $version, $work and $SOURCE_DATE_EPOCH.

recipe="$work/tree/installer/debian"
staged="$work/deb"
architecture="$(dpkg --print-architecture)"
package="$root/dist/photo-kiosk_${version}_$architecture.deb"
place="opt/photo-kiosk/versions/$version"

for tool in dpkg-deb dpkg-shlibdeps; do
    command -v "$tool" >/dev/null || { . "$root/installer/setup.sh"; apt_install dpkg-dev; }
done

# Files as they lie on the machine. `kiosk update` puts later versions beside this one and moves `current`.
stage() {
    rm -rf "$staged"
    mkdir -p "$staged/opt/photo-kiosk/versions" "$staged/usr/bin" "$staged/usr/share/doc/photo-kiosk" "$staged/DEBIAN"
    cp -r "$recipe/root/." "$staged/"
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

# What the program loads from the system: of every ELF file inside, with the versions it was linked against.
libraries() {
    local folder="$work/shlibdeps"
    rm -rf "$folder"
    mkdir -p "$folder/debian"
    printf 'Source: photo-kiosk\n\nPackage: photo-kiosk\nArchitecture: any\n' >"$folder/debian/control"
    mapfile -t elves < <(find "$program" -type f \( -name '*.so' -o -name '*.so.*' -o -name kiosk -perm -100 \))
    (cd "$folder" && dpkg-shlibdeps -O --ignore-missing-info -x"photo-kiosk" -l"$program/_internal" \
        "${elves[@]/#/-e}" 2>"$folder/log") | sed 's/^shlibs:Depends=//'
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
[ -n "$depends" ] || { tail -5 "$work/shlibdeps/log" >&2; fail "The libraries it depends on could not be found out."; }
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
