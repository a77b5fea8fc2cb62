#!/bin/sh
# dnf of a stand-in host: `dnf -q info NAME`, `dnf -y -q install|remove NAMES`.
while case $1 in -*) ;; *) false ;; esac; do shift; done
verb=$1
shift
for name; do
  case $verb in
    info) apt-cache show "$name" || exit 1 ;;
    install) package unpack "$name" && package configure "$name" || exit 1 ;;
    remove) package remove "$name" ;;
  esac
done
