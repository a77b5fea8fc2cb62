#!/bin/sh
# Docker's daemon on a stand-in host: that it starts, and with what. Its interface is served by the
# tests' own process as long as systemd says that it is active.
if [ "$1" = --version ]; then
  read -r version < "$HOST_STATE/docker.version"
  echo "Docker version $version, build 0000000"
  exit
fi
config=$HOST_ROOT/etc/docker/daemon.json
[ -e "$config" ] || config=
if [ -n "$config" ] && grep -q no-such-option "$config"; then
  echo "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: no-such-option" >> "$HOST_STATE/journal"
  exit 1
fi
if [ -n "$config" ]; then cat "$config"; else echo '{}'; fi > "$HOST_STATE/docker.config"
[ "$1" != --read-configuration ] || exit 0
cd "$HOST_ROOT" || exit
mkdir -p etc/docker run/docker run/containerd var/lib/docker/volumes var/lib/containerd \
  opt/containerd/bin opt/containerd/lib
echo 4321 > run/docker.pid
: > run/docker.sock
echo start >> "$HOST_STATE/docker.log"
