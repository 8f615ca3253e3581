# The frozen program does the whole job once, without a screen: one person, one photo, one verified receipt.
# Sourced by installer/package.sh after the build.
smoke="$(mktemp -d)"
trap 'rm -rf "$smoke"' EXIT
begun=$SECONDS
(cd "$smoke" && env -i PATH=/usr/bin:/bin HOME="$smoke" QT_QPA_PLATFORM=offscreen LANG=C.UTF-8 \
    timeout 240 "$program/kiosk" demo --autoplay --sessions 1 --out "$smoke/out") || fail "The frozen program delivered nothing."
ls "$smoke"/out/photo-*.jpg "$smoke"/out/receipt-*.json >/dev/null || fail "No photo or no receipt."
say "The frozen program delivered a photo in $((SECONDS - begun)) s"
