# The frozen program of the last commit, in build/package/photo-kiosk. Sourced by installer/package.sh, which
# has set $root, $venv and $SOURCE_DATE_EPOCH.
#
# The same commit with the same packages gives the same bytes: nothing is taken from whatever lies around, every
# file has the time of the commit, and Python's hashes are not seeded by chance.

tools="$root/build/package-tools"
work="$root/build/package"
program="$work/photo-kiosk"
fonts=(NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc)

# PyInstaller lives apart from what it freezes, and sees it: frozen is what the tests have run with.
make_tools() {
    local link
    if [ ! -x "$tools/bin/pyinstaller" ]; then
        say "Making the build environment build/package-tools"
        "$venv/bin/python" -m venv "$tools"
        "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --progress-bar off \
            'pyinstaller>=6.10,<7' 'setuptools>=77' wheel
    fi
    link="$("$tools/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/zz_runtime.pth"
    "$venv/bin/python" -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' >"$link"
}

# The commit, what it says of itself, the models, the fonts: each in a folder of its own.
gather() {
    rm -rf "$work/tree" "$work/told" "$work/models" "$work/fonts" "$work/frozen"
    mkdir -p "$work/tree" "$work/told" "$work/models" "$work/fonts"
    [ -z "$(git -C "$root" status --porcelain)" ] || say "Changes that are not committed are left out"
    git -C "$root" archive HEAD | tar -x -C "$work/tree"
    # Says the version and where `kiosk run`, `demo` and `bench` begin; a build leaves files behind, so of a copy.
    cp -r "$work/tree" "$work/told/tree"
    (cd "$work/told/tree" && "$tools/bin/python" -c \
        'import setuptools.build_meta as build; build.prepare_metadata_for_build_wheel("..")' >"$work/told.log" 2>&1) \
        || { cat "$work/told.log" >&2; fail "The project's own description could not be built."; }
    rm -rf "$work/told/tree"
    (cd "$work/tree" && PYTHONPATH=. "$venv/bin/python" installer/freeze/models.py "$work/models") \
        || fail "The model files are not here. Run: kiosk models install"
    local name
    for name in "${fonts[@]}"; do
        cp "/usr/share/fonts/opentype/noto/$name" "$work/fonts/" || fail "Install fonts-noto-cjk."
    done
    cp /usr/share/doc/fonts-noto-cjk/copyright "$work/fonts/NotoSansCJK-LICENSE.txt"
}

freeze() {
    say "Freezing the program (about a minute of one core)"
    (cd "$work/tree" && PYTHONPATH="$work/tree:$work/told" PYTHONHASHSEED=1 PYTHONDONTWRITEBYTECODE=1 \
        KIOSK_MODELS_DIR="$work/models" KIOSK_FONTS_DIR="$work/fonts" \
        "$tools/bin/pyinstaller" --noconfirm --log-level WARN --distpath "$work/frozen" --workpath "$work/work" \
        installer/freeze/photo-kiosk.spec >"$work/freeze.log" 2>&1) \
        || { tail -40 "$work/freeze.log" >&2; fail "PyInstaller failed; all it said is in build/package/freeze.log."; }
    rm -rf "$program"
    mv "$work/frozen/photo-kiosk" "$program"
    chmod -R u=rwX,go=rX "$program"
    find "$program" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

make_tools
gather
freeze
version="$("$program/kiosk" --version | cut -d' ' -f2)"
(cd "$program" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) >"$work/photo-kiosk.sha256"
say "Frozen: kiosk $version, $(du -sm "$program" | cut -f1) MB, $(wc -l <"$work/photo-kiosk.sha256") files"
