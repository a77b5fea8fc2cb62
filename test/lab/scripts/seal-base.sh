#!/bin/sh
# Runs inside the base tree (chroot) once the local package index is there: from now on the
# host's only source of packages is the tree itself, so that installing needs no network.
set -eu
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d
mkdir /etc/apt/sources.list.d
printf 'deb [trusted=yes] file:/opt/lab-packages ./\n' > /etc/apt/sources.list.d/lab.list
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/*.log /var/log/apt/*
apt-get update -q
