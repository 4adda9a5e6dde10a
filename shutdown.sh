#!/bin/sh
# Switches all machines off, this one last. For a keyboard shortcut: works from any folder, writes what it does to a log.
exec "$(dirname "$(readlink -f "$0")")/scripts/fleetKey.sh" 'i2i: shutdown' fleet shutdown --yes "$@"
