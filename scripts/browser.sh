#!/bin/sh
# Makes sure the browser stories have a Chromium: as root on Debian and Ubuntu it is installed, else it says how.
set -eu

for program in "${STEPWELL_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    '/Applications/Chromium.app/Contents/MacOS/Chromium' \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
    if [ -n "$program" ] && command -v "$program" >/dev/null; then
        exit 0
    fi
done

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    printf 'Installing Chromium for the browser stories …\n' >&2
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    if command -v chromium >/dev/null; then
        exit 0
    fi
fi

cat >&2 <<'EOF'
The tests need Chromium and this machine has none. Install it and run `make test` again:
  Debian:  sudo apt-get install chromium
  Ubuntu:  sudo snap install chromium   (or Google Chrome from google.com/chrome)
  macOS:   brew install --cask chromium   (or Google Chrome)
Or name the program: STEPWELL_CHROMIUM=/path/to/chromium make test
EOF
exit 1
