#!/bin/sh
# Makes the virtual environment, or says which package is missing.
set -eu
venv=$1
if [ -z "${PYTHON:-}" ]; then
    echo "Python 3.11 or newer is needed and was not found; install it, or name it: make run PYTHON=..." >&2
    exit 1
fi
if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian keeps this part of Python in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Debian's python3-venv ..." >&2
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv; } >/dev/null
    else
        echo "This Python cannot make environments; on Debian: sudo apt install python3-venv" >&2
        exit 1
    fi
fi
echo "Making the environment in $venv with $("$PYTHON" --version) ..."
"$PYTHON" -m venv "$venv"
