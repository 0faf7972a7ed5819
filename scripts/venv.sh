#!/bin/sh
# Make .venv and bring it to a lock file; a second run with nothing new takes no time and no network.
#
#   scripts/venv.sh requirements.txt        what the site needs
#   scripts/venv.sh requirements-dev.txt    the same, and the tools
#
# PYTHON=python3.12 scripts/venv.sh …       chooses the interpreter
set -eu
cd "$(dirname "$0")/.."
lock=${1:-requirements.txt}

say() { printf '%s\n' "$*" >&2; }
sum() { cat "$@" | cksum; }

find_python() {
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  say "Python 3.11 or newer is needed, and none was found (looked for: ${PYTHON:-python3 and python3.11 to python3.13})."
  say "On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
  exit 1
}

# Scripts in a virtual environment hold its absolute path: one that was moved is made again.
if [ "$(cat .venv/.made-in 2>/dev/null)" != "$PWD" ] || ! .venv/bin/python -c '' 2>/dev/null; then
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "Python $version is here, but not its venv module."
    say "On Debian or Ubuntu: sudo apt-get install python$version-venv"
    exit 1
  fi
  say "Making .venv with $("$python" --version) …"
  "$python" -m venv --clear .venv
  printf '%s' "$PWD" >.venv/.made-in
fi

pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }

if [ "$(cat ".venv/.$lock" 2>/dev/null)" != "$(sum "$lock")" ]; then
  say "Installing what $lock names (the first time takes a minute) …"
  pip install --quiet --require-hashes --requirement "$lock"
  sum "$lock" >".venv/.$lock"
  # The longer file holds the shorter one.
  if [ "$lock" = requirements-dev.txt ]; then sum requirements.txt >.venv/.requirements.txt; fi
fi

if [ "$(cat .venv/.project 2>/dev/null)" != "$(sum pyproject.toml hatch_build.py)" ]; then
  pip install --quiet --no-deps --no-build-isolation --editable .
  sum pyproject.toml hatch_build.py >.venv/.project
fi
