#!/bin/sh
# apk of a stand-in host: `apk add|del NAMES`, `apk fix`.
case $1 in
  add) shift && exec stand-in-dnf install "$@" ;;
  del) shift && exec stand-in-dnf remove "$@" ;;
esac
