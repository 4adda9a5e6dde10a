#!/bin/sh
# fleetKey.sh TITLE COMMAND...: runs a command of i2i where no terminal is: in the folder of i2i, with a log, and tells the desktop.
cd "$(dirname "$(readlink -f "$0")")/.." || exit
title=$1
shift
log_folder=${XDG_STATE_HOME:-$HOME/.local/state}/i2i
mkdir -p "$log_folder" || exit
log=$log_folder/fleet.log

# the log of years of evenings stays small
if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 1000000 ]; then mv -f "$log" "$log.old"; fi

tell() {
  echo "$(date '+%F %T') $title: $1" >>"$log"
  if command -v notify-send >/dev/null; then timeout 5 notify-send "$title" "$1" >>"$log" 2>&1; fi
  if [ -t 1 ]; then echo "$title: $1"; fi
}

# a shortcut is started without the PATH of a login shell
node=$(command -v node) || node=$(ls "$HOME"/.nvm/versions/node/*/bin/node /usr/local/bin/node 2>/dev/null | tail -n 1)
if [ -x node_modules/.bin/node ]; then node=$PWD/node_modules/.bin/node; fi
if [ -z "$node" ]; then tell "Node is not found."; exit 127; fi

tell 'begins'
if [ -t 1 ]; then
  "$node" bin/i2i.mjs "$@"
  code=$?
else
  "$node" bin/i2i.mjs "$@" </dev/null >>"$log" 2>&1
  code=$?
fi
if [ "$code" -eq 0 ]; then tell 'done'; else tell "failed: $(tail -n 4 "$log" | cut -c 1-500) (all of it: $log)"; fi
exit "$code"
