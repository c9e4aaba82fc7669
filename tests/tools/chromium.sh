#!/bin/sh
# Prints the path of a Chromium for the browser tests; installs Debian's when it may.
# Prints nothing, and says why on standard error, where there is none.
set -u
find_one() {
    for name in "${TRIO_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        if [ -n "$name" ] && command -v "$name" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}
find_one && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium for the browser tests ..." >&2
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium; } >&2 && find_one && exit 0
fi
echo "No Chromium here: the browser tests are skipped. Install one, or name it in TRIO_CHROMIUM." >&2
