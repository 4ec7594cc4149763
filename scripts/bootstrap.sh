#!/bin/sh
# Installs what Stepwell needs into this checkout (.venv, and .tools when the machine has no uv); touches nothing else.
#
#   scripts/bootstrap.sh run    what running needs
#   scripts/bootstrap.sh dev    and what tests and checks need
#
# Takes no time when pyproject.toml and uv.lock are as they were. Needs Python 3.11 to 3.14; PYTHON names one.
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
what=${1:-run}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'

find_python() {
    for candidate in ${PYTHON:-} .venv/bin/python python3 python3.13 python3.12 python3.14 python3.11; do
        # Asked of the program itself: a version manager's shim may be on PATH and yet not run.
        if "$candidate" -c "$supported" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys._base_executable)'
            return
        fi
    done
    fail "Stepwell needs Python 3.11 to 3.14 and found none. Debian, Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python@3.13, or python.org. Or name one: PYTHON=/path/to/python3 make $what"
}

# uv older than 0.9 may not read the lock file.
usable_uv() {
    case "$("$1" --version 2>/dev/null)" in
        'uv 0.'[0-8].*) return 1 ;;
        'uv '*) return 0 ;;
    esac
    return 1
}

find_uv() {
    for candidate in uv .tools/uv/bin/uv; do
        if usable_uv "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    printf 'Fetching uv %s into .tools …\n' "$UV_VERSION" >&2
    make_venv .tools/uv
    .tools/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >&2 ||
        fail 'uv could not be fetched from PyPI (see above). Check the network, or install uv: https://docs.astral.sh/uv/'
    printf '%s\n' .tools/uv/bin/uv
}

# Debian and Ubuntu ship Python without the part that makes virtual environments.
make_venv() {
    rm -rf "$1"
    if "$python" -m venv "$1" >/dev/null 2>&1; then
        return
    fi
    rm -rf "$1"
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        printf 'Installing %s, which makes virtual environments …\n' "$package" >&2
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
        "$python" -m venv "$1" >&2
        return
    fi
    fail "$python cannot make a virtual environment. Run: sudo apt-get install $package   (or install uv, which needs no venv)"
}

case $what in
    run) groups=--no-dev ;;
    dev) groups=--all-groups ;;
    *) fail "usage: scripts/bootstrap.sh run|dev" ;;
esac

# The stamp holds what was installed from; developers' tools, once there, stay.
now=$(cat pyproject.toml uv.lock | cksum)
stamp=.venv/.stepwell
if [ -x .venv/bin/python ] && [ -f "$stamp.dev" ]; then
    groups=--all-groups
    what=dev
fi
if [ -x .venv/bin/python ] && [ "$(cat "$stamp.$what" 2>/dev/null)" = "$now" ]; then
    exit 0
fi

python=$(find_python)
uv=$(find_uv)
printf 'Installing what Stepwell needs into .venv …\n' >&2
export UV_PYTHON="$python" UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv
unset VIRTUAL_ENV
"$uv" sync --frozen --quiet --no-progress $groups ||
    fail 'uv could not install the packages (see above). Check the network and run it again.'
rm -f "$stamp".*
printf '%s\n' "$now" >"$stamp.$what"
