#!/bin/sh
# `hostname NAME`: the kernel's name, until the host starts anew.
printf '%s\n' "$1" > "$HOST_ROOT/proc/sys/kernel/hostname"
