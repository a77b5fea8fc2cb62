#!/bin/sh
# `df -Pk DIRECTORIES` of a stand-in host. state/mounts: mount point and free KiB a line, the
# shorter before the longer.
shift
echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
for directory; do
  directory=${directory#"$HOST_ROOT"}
  while read -r mount kib; do
    case ${directory%/}/ in "${mount%/}"/*) on=$mount free=$kib ;; esac
  done < "$HOST_STATE/mounts"
  echo "/dev/vda1 99999999 1 $free 1% $on"
done
