#!/bin/sh
# What `kill -HUP PID` is made of, since kill is part of the shell: Docker reads its file again.
pid=
[ ! -e "$HOST_ROOT/run/docker.pid" ] || read -r pid < "$HOST_ROOT/run/docker.pid"
[ "$1" = "$pid" ] || {
  echo 'kill: No such process' >&2
  exit 1
}
echo reload >> "$HOST_STATE/docker.log"
exec stand-in-dockerd --read-configuration
