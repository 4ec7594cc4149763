#!/bin/sh
# The Spanish words: read every _("…") of the doors people use, bring the catalogue up to date, compile it.
# Then look for `msgstr ""` in django.po: tests/doors/public/test_spanish.py fails while one is left.
set -eu
cd "$(dirname "$0")/.."
PO=src/stepwell/locale/es/LC_MESSAGES/django.po
POT=$(mktemp)
trap 'rm -f "$POT"' EXIT
.venv/bin/pybabel -q extract -F babel.cfg -k lazy -k noop -k gettext_lazy -k gettext_noop --no-location --sort-output \
  --no-wrap --project=Stepwell -o "$POT" src/stepwell/doors
if [ -f "$PO" ]; then
  .venv/bin/pybabel -q update --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete --no-wrap -l es -i "$POT" -o "$PO"
else
  .venv/bin/pybabel -q init --no-wrap -l es -i "$POT" -o "$PO"
fi
.venv/bin/pybabel -q compile -l es -i "$PO" -o "${PO%.po}.mo"
echo "$(grep -c '^msgid' "$PO") messages, $(grep -c '^msgstr ""$' "$PO") lines to look at (the header is one)."
