#!/bin/sh
# What `kill -HUP PID` is made of, since kill is part of the shell: Docker reads its file again.
[ "$1" = "$(cat "$HOST_ROOT/run/docker.pid" 2>/dev/null)" ] || {
  echo "kill: No such process" >&2
  exit 1
}
echo reload >> "$HOST_STATE/docker.log"
cp "$HOST_ROOT/etc/docker/daemon.json" "$HOST_STATE/docker.config" 2>/dev/null || echo '{}' > "$HOST_STATE/docker.config"
