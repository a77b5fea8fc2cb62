#!/bin/sh
# apt of a stand-in host. Docker's packages alone, by the names and dependencies of Debian.
verb= names= simulate=
while [ $# -gt 0 ]; do
  case $1 in
    -o) shift ;;
    -s) simulate=1 ;;
    # the archives of a stand-in bring no configuration: there is nothing to look into
    -d | --print-uris) exit 0 ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$1; else names="$names $1"; fi ;;
  esac
  shift
done

wanted=
for name in $names; do
  [ "$verb" = purge ] || grep -qx "$name" "$HOST_STATE/archive" || {
    echo "E: Unable to locate package $name" >&2
    exit 100
  }
  case "$verb $name" in
    'install docker.io') wanted="$wanted containerd runc docker.io" ;;
    *) wanted="$wanted $name" ;;
  esac
done

case $verb in
  update)
    echo 'Reading package lists...'
    [ ! -e "$HOST_STATE/archive.new" ] || mv "$HOST_STATE/archive.new" "$HOST_STATE/archive"
    ;;
  install)
    todo=$(for name in $wanted; do [ -e "$HOST_STATE/packages/$name" ] || echo "$name"; done)
    if [ -n "$simulate" ]; then
      for name in $todo; do echo "Inst $name (1.0 Debian:13/stable [amd64])"; done
      exit 0
    fi
    for name in $todo; do echo "Unpacking $name (1.0) ..." && package unpack "$name" || exit 100; done
    dpkg --configure -a
    ;;
  purge)
    for name in $wanted; do echo "Purging configuration files for $name (1.0) ..." && package remove "$name"; done
    ;;
esac
