#!/bin/sh
# Debian's Chromium and Chinese fonts, for the tests and the screenshot of the report page. Does nothing where they are there already.
set -eu
if command -v chromium >/dev/null && ls /usr/share/fonts/opentype/noto/NotoSansCJK*.ttc >/dev/null 2>&1; then
    exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "no chromium with fonts-noto-cjk here, and only root on a Debian can install them" >&2
    exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk
