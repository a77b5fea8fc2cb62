#!/bin/sh
# `id -u` and `id -g` of who has logged in, or of whom sudo has made him.
echo "$HOST_UID"
