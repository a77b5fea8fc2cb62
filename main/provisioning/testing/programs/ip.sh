#!/bin/sh
# The addresses and interfaces of a stand-in host, as ip prints them.
case $* in
  '-o addr show') exec cat "$HOST_STATE/addresses" ;;
  '-4 route get'*) exec cat "$HOST_STATE/route" ;;
  *vxlan) exec cat "$HOST_STATE/vxlan" ;;
esac
