#!/bin/sh
# Runs a command in a session of its own with an unlocked, empty keyring: dbus-run-session -- keychain.sh COMMAND …
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache" XDG_CONFIG_HOME="$home/config" XDG_RUNTIME_DIR="$home/run"
mkdir -m 700 "$XDG_RUNTIME_DIR"
mkdir "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_CONFIG_HOME"
printf keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null
"$@"
