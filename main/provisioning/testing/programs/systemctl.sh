#!/bin/sh
# systemd of a stand-in host. It knows docker.service alone: state/docker.active and
# state/docker.enabled hold its words for it.
[ "$1" != -q ] || shift
verb=$1
read -r active < "$HOST_STATE/docker.active"
read -r enabled < "$HOST_STATE/docker.enabled"
become() {
  echo "$1" > "$HOST_STATE/docker.active"
}
say() {
  echo "$1" >&2
  exit "${2:-1}"
}
start() {
  [ "$enabled" != masked ] || say 'Failed to start docker.service: Unit docker.service is masked.'
  if dockerd; then
    become active
  else
    become failed
    say 'Job for docker.service failed because the control process exited with error code.'
  fi
}
stop() {
  rm -f "$HOST_ROOT/run/docker.pid" "$HOST_ROOT/run/docker.sock"
  become inactive
}
case $verb in
  show)
    echo "ActiveState=$active"
    echo "UnitFileState=$enabled"
    exit
    ;;
esac
command -v dockerd > /dev/null || say "Failed to $verb docker.service: Unit docker.service not found." 5
case $verb in
  start) [ "$active" = active ] || start ;;
  stop) stop ;;
  restart) stop && start ;;
  enable) echo enabled > "$HOST_STATE/docker.enabled" ;;
  disable) echo disabled > "$HOST_STATE/docker.enabled" ;;
  reset-failed) [ "$active" != failed ] || become inactive ;;
esac
