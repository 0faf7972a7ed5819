#!/usr/bin/env bash
# Bring the catalogues to the sentences of the code: extract, update, compile.
#
#   scripts/catalogues.sh           writes translations/
#   scripts/catalogues.sh --check   writes nothing but .mo files; fails when a catalogue is behind the code
#
# The check compares with the options of the extraction, so both must always be the ones below.
set -euo pipefail
cd "$(dirname "$0")/.."

# The first is the language of the source, which has no catalogue.
read -ra LOCALES < <(.venv/bin/python -c 'from config import LOCALES; print(*LOCALES[1:])' | tr - _)
pot=translations/messages.pot
babel() { .venv/bin/pybabel --quiet "$@"; }

extract() {
  babel extract --mapping pyproject.toml --keyword _l --keyword N_ --keyword NN_:1,2 --keyword lazy_gettext \
    --keyword lazy_pgettext:1c,2 \
    --add-comments "Translators:" --no-location --sort-output --width 100 \
    --project Pépite --version 0 --copyright-holder "Pépite contributors" --output "$1" .
  sed -i '/^"POT-Creation-Date:/d' "$1" # else every extraction would differ from the one before
}

update() { # the template, the folder of the catalogues
  babel update --input-file "$1" --output-dir "$2" --no-fuzzy-matching --ignore-obsolete \
    --ignore-pot-creation-date --width 100
}

if [ "${1:-}" = --check ]; then
  # Babel's own --check takes every message with a context for one that changed: copies are updated and compared.
  fresh=$(mktemp --directory)
  trap 'rm -rf "$fresh"' EXIT
  cp -R translations "$fresh"
  extract "$fresh/$pot"
  update "$fresh/$pot" "$fresh/translations"
  if ! diff --recursive --exclude='*.mo' --unified=0 translations "$fresh/translations" >"$fresh/difference"; then
    echo "The catalogues are behind the code. Run: make catalogues" >&2
    grep '^[-+]msgid' "$fresh/difference" | head -20 >&2 || true
    exit 1
  fi
else
  extract "$pot"
  for locale in "${LOCALES[@]}"; do
    if [ ! -e "translations/$locale/LC_MESSAGES/messages.po" ]; then
      babel init --input-file "$pot" --output-dir translations --locale "$locale" --width 100
    fi
  done
  update "$pot" translations
fi
babel compile --directory translations
