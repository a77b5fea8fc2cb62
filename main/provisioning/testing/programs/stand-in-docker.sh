#!/bin/sh
# `docker system dial-stdio`
read -r active < "$HOST_STATE/docker.active"
[ "$active" = active ] || {
  echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2
  exit 1
}
exec "$HOST_NODE" -e '
  const socket = require("node:net").connect(process.env.HOST_SOCKET);
  process.stdin.pipe(socket).pipe(process.stdout);
'
