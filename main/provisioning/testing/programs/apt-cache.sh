#!/bin/sh
# The archive of a stand-in host: `apt-cache show NAME`.
[ "$1" = show ] && exec grep -qx "$2" "$HOST_STATE/archive"
