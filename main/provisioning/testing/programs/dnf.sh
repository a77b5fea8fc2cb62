#!/bin/sh
# dnf of a stand-in host: `dnf -q info NAME`, `dnf -y -q install|remove NAMES`, and the table that
# `dnf --assumeno install NAME` shows before it asks.
simulate=
while case $1 in -*) ;; *) false ;; esac; do
  [ "$1" = --assumeno ] && simulate=1
  shift
done
verb=$1
shift
for name; do
  if [ -n "$simulate" ]; then
    printf 'Installing:\n %s x86_64 1.0-1 updates 35 M\n\nTransaction Summary\n' "$name"
    continue
  fi
  case $verb in
    info) grep -qx "$name" "$HOST_STATE/archive" || exit 1 ;;
    install) package unpack "$name" && package configure "$name" || exit 1 ;;
    remove) package remove "$name" ;;
  esac
done
