#!/bin/sh
# Docker's daemon on a stand-in host: that it starts, and with what. Its interface is served by the
# tests' own process as long as systemd says that it is active.
if [ "$1" = --version ]; then
  echo "Docker version $(cat "$HOST_STATE/docker.version"), build 0000000"
  exit
fi
config=$HOST_ROOT/etc/docker/daemon.json
if grep -qs no-such-option "$config"; then
  echo "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: no-such-option" >> "$HOST_STATE/journal"
  exit 1
fi
cp "$config" "$HOST_STATE/docker.config" 2>/dev/null || echo '{}' > "$HOST_STATE/docker.config"
mkdir -p "$HOST_ROOT/etc/docker" "$HOST_ROOT/run/docker" "$HOST_ROOT/run/containerd" \
  "$HOST_ROOT/var/lib/docker/volumes" "$HOST_ROOT/var/lib/containerd" "$HOST_ROOT/opt/containerd/bin" \
  "$HOST_ROOT/opt/containerd/lib"
echo 4321 > "$HOST_ROOT/run/docker.pid"
: > "$HOST_ROOT/run/docker.sock"
echo start >> "$HOST_STATE/docker.log"
