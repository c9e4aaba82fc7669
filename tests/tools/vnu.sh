#!/bin/sh
# Prints the path of the Nu HTML checker, fetched once; its test is skipped where that cannot be.
set -u
version=26.9.27
sha256=22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47
folder=.venv/vnu
jar=$folder/node_modules/vnu-jar/build/dist/vnu.jar

skip() {
    echo "$1: the test with the Nu HTML checker is skipped." >&2
    exit 0
}

if [ -n "${TRIO_VNU_JAR:-}" ]; then
    echo "$TRIO_VNU_JAR"
    exit 0
fi
# macOS has a /usr/bin/java that only says that there is none.
java -version >/dev/null 2>&1 || skip "No java here"
if [ ! -f "$folder/$version" ]; then
    command -v npm >/dev/null 2>&1 || skip "No npm here"
    echo "Fetching the Nu HTML checker $version (once) ..." >&2
    rm -rf "$folder"
    mkdir -p "$folder"
    npm install --silent --prefix "$folder" --no-save --no-package-lock --no-audit --no-fund \
        --ignore-scripts "vnu-jar@$version" >&2 || skip "npm could not fetch vnu-jar"
    .venv/bin/python - "$jar" "$sha256" <<'END' || exit 1
import hashlib, pathlib, sys
if hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest() != sys.argv[2]:
    sys.exit("vnu.jar is not the one that tests/tools/vnu.sh names; it is not used.")
END
    touch "$folder/$version"
fi
echo "$jar"
