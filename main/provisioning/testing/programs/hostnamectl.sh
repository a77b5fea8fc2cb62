#!/bin/sh
# `hostnamectl set-hostname NAME`
printf '%s\n' "$2" > "$HOST_ROOT/etc/hostname"
exec hostname "$2"
