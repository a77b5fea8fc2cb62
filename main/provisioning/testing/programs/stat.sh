#!/bin/sh
# `stat [-L] -c '%a %u:%g' FILE` with the owner that chown has written down.
follow=
case $1 in -L*) follow=-L ;; esac
for file; do :; done
PATH=$HOST_TOOLS
for note in "$HOST_STATE"/owners/*; do
  [ -e "$note" ] || exec stat $follow -c '%a 0:0' "$file"
  break
done
set -- $(stat $follow -c '%a %i-%.9W' "$file")
[ $# = 2 ] || exit 1
owner=0:0
[ ! -e "$HOST_STATE/owners/$2" ] || read -r owner < "$HOST_STATE/owners/$2"
echo "$1 $owner"
