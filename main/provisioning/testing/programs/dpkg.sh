#!/bin/sh
# `dpkg --configure -a` of a stand-in host: brings what is unpacked to its end.
for file in "$HOST_STATE"/packages/*; do
  [ -e "$file" ] || continue
  read -r state < "$file"
  [ "$state" = unpacked ] || continue
  name=${file##*/}
  echo "Setting up $name (1.0) ..."
  package configure "$name" || exit 1
done
