#!/bin/sh
# Restarts all workers one after the other. For a keyboard shortcut: works from any folder, writes what it does to a log.
exec "$(dirname "$(readlink -f "$0")")/scripts/fleetKey.sh" 'i2i: reload' fleet reload "$@"
