#!/bin/sh
# Runs a command in a chroot that has all that the machine has, in the same folder. Takes a mount namespace of its own.
set -eu
folder=$PWD
root=$(mktemp -d)
# For the user that labs become.
chmod 755 "$root"
for entry in /*; do
  place=$root$entry
  if [ -L "$entry" ]; then
    ln -s "$(readlink "$entry")" "$place"
  elif [ -d "$entry" ]; then
    mkdir "$place"
    mount --rbind "$entry" "$place"
  fi
done
# shellcheck disable=SC2016
exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@"
