#!/bin/sh
# Installs the programs that the tests run, where root or sudo is at hand; names them and fails where not.
set -eu

missing=""
need() { # need PACKAGE TEST...
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
has_postgresql() { command -v postgres || ls /usr/lib/postgresql/*/bin/postgres; }
has_liberation2() { ls /usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf; }
has_calc() { ls /usr/lib/libreoffice/program/libsclo.so; }

need postgresql has_postgresql
need redis-server command -v redis-server
need chromium command -v chromium
need libreoffice-writer-nogui command -v soffice
need libreoffice-calc-nogui has_calc
need poppler-utils command -v pdfsig
need qpdf command -v qpdf
need openssl command -v openssl
need fonts-liberation2 has_liberation2

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null; }; then
    as_root="sudo env"
else
    echo "The tests need these packages, and neither root nor sudo is at hand:$missing" >&2
    echo "Ask an administrator to run: apt-get install$missing" >&2
    exit 1
fi
echo "Installing for the tests:$missing"
$as_root apt-get update -q
# shellcheck disable=SC2086 # one word per package
$as_root DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
