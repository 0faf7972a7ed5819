#!/usr/bin/env bash
# Lock every dependency of pyproject.toml, with hashes, into requirements.txt and requirements-dev.txt.
#
# Locked versions stay as they are while pyproject.toml allows them; arguments go to the resolver:
#   scripts/lock.sh --upgrade                     takes the newest of everything
#   scripts/lock.sh --upgrade-package flask       takes the newest of one
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/python -m uv --version >/dev/null 2>&1 || .venv/bin/python -m pip install --quiet uv

# Universal: one file for every Python from 3.11 on; where versions must differ, markers say so.
lock() {
  local file=$1
  shift
  .venv/bin/python -m uv pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 \
    --no-header --no-emit-index-url --no-emit-find-links "$@" --output-file "$file"
  sed -i '1i # Written by scripts/lock.sh from pyproject.toml: edit that one, then run: make lock' "$file"
}

lock requirements.txt --group build "$@"
lock requirements-dev.txt --group build --group dev --constraints requirements.txt "$@"
