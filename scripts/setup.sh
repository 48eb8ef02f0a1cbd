#!/bin/sh
# scripts/setup.sh run|dev: makes .venv and installs exactly what is locked. Quick when nothing
# changed; says in one line what is missing. PYTHON=… names the interpreter.
set -eu
cd "$(dirname "$0")/.."
log=.venv/install.log

fail() {
    printf 'leadloop: %s\n' "$*" >&2
    exit 1
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

supported() {
    case $1 in 3.11 | 3.12 | 3.13 | 3.14) ;; *) return 1 ;; esac
}

# Sets python and version.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.14 python3.13 python3.12 python3.11
    fi
    instead="$1 cannot be run"
    for python do
        version=$(version_of "$python") || continue
        supported "$version" && return
        [ "$python" != "$1" ] || instead="$1 is $version"
    done
    fail "Python 3.11 to 3.14 is needed, but $instead. Another one can be named: PYTHON=python3.12"
}

# A .venv of another Python, of a folder that has moved or of an interrupted run is made anew.
usable() {
    [ -x .venv/bin/python ] && grep -qF " $(pwd -P)/.venv" .venv/pyvenv.cfg 2>/dev/null &&
        .venv/bin/python -c 'import pip' 2>/dev/null &&
        version=$(version_of .venv/bin/python) && supported "$version" &&
        { [ -z "${PYTHON:-}" ] || [ "$version" = "$(version_of "$PYTHON")" ]; }
}

make_venv() {
    find_python
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no venv module. On Debian and Ubuntu: apt install python$version-venv"
    echo "Making .venv with Python $version …"
    said=$("$python" -m venv --clear .venv 2>&1) ||
        fail ".venv cannot be made: $(printf '%s\n' "$said" | tail -n 1)"
}

pip_install() {
    .venv/bin/python -m pip --disable-pip-version-check --no-input install "$@"
}

# pip's talk becomes one moving line on a terminal, and a line every fifteen packages elsewhere.
progress() {
    count=0 status=1
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            "status "*) status=${line#status } ;;
            "Collecting "* | "Processing "* | "Requirement already"* | "Ignoring "*)
                count=$((count + 1))
                show "$count of $total" $((count % 15))
                ;;
            "Installing collected"*) show "unpacking …" 0 ;;
            "WARNING: Retrying"*) show "the package index does not answer, trying again …" 0 ;;
        esac
    done
    [ ! -t 1 ] || printf '\r\033[K'
    return "$status"
}

show() {
    if [ -t 1 ]; then
        printf '\r\033[K  %s' "$1"
    elif [ "$2" = 0 ]; then
        echo "  $1"
    fi
}

why_failed() {
    if grep -qE 'NewConnection|NameResolution|Timeout|timed out|ProxyError|SSLError' "$log"; then
        fail "the package index cannot be reached. Check the network or proxy and run this again."
    fi
    last=$(grep '^ERROR' "$log" | tail -n 1)
    fail "installing failed (${last#ERROR: }); all that was said is in $log"
}

install_locked() {
    : >"$log"
    total=$(grep -c '^[a-z].*==' "$lock")
    echo "Installing $total packages, pinned and hashed …"
    {
        state=0
        pip_install --only-binary=:all: --require-hashes -r "$lock" 2>&1 || state=$?
        echo "status $state"
    } | progress || why_failed
    pip_install --no-deps --no-build-isolation -e . >>"$log" 2>&1 || why_failed
}

# A Chromium that is here, else Playwright's own, else tests/browser is skipped.
find_browser() {
    for browser in "${CHROMIUM_PATH:-chromium-headless-shell}" \
        chromium chromium-browser google-chrome; do
        ! command -v "$browser" >/dev/null || return 0
    done
    echo "Fetching a browser for the tests …"
    .venv/bin/python -m playwright install --only-shell chromium >>"$log" 2>&1 ||
        echo "There is none to be had: tests/browser will be skipped. It takes a chromium package."
}

# Slack's SDK for JavaScript, with which one test is done.
fetch_javascript() {
    [ "$kind" = dev ] && command -v npm >/dev/null || return 0
    folder=tests/integration/sandbox/javascript
    made=$folder/node_modules/.package-lock.json
    [ ! -e "$made" ] || [ "$folder/package-lock.json" -nt "$made" ] || return 0
    echo "Fetching Bolt for JavaScript for the tests …"
    npm ci --prefix "$folder" --no-audit --no-fund --ignore-scripts --fetch-retries=0 >>"$log" 2>&1 ||
        echo "It cannot be had now: test_javascript.py will be skipped. See $log."
}

stamp() {
    cat "$1" pyproject.toml | cksum
}

kind=${1:-}
case $kind in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) fail "usage: scripts/setup.sh run|dev" ;;
esac
if usable; then
    if [ "$(stamp $lock)" = "$(cat ".venv/$kind.stamp" 2>/dev/null)" ]; then
        fetch_javascript
        exit 0
    fi
else
    make_venv
fi
[ -w .venv ] || fail ".venv belongs to another user. Remove it and run this again."
began=$(date +%s)
install_locked
[ "$kind" = run ] || find_browser
fetch_javascript
stamp $lock >".venv/$kind.stamp"
[ "$kind" = run ] || stamp requirements.lock >.venv/run.stamp # dev holds what run needs
echo "Installed in $(($(date +%s) - began)) s."
