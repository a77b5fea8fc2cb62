#!/bin/sh
# systemd of a stand-in host. It knows docker.service alone: state/docker.active and
# state/docker.enabled hold its words for it.
[ "$1" != -q ] || shift
verb=$1
active=$HOST_STATE/docker.active
enabled=$HOST_STATE/docker.enabled
say() {
  echo "$1" >&2
  exit "${2:-1}"
}
start() {
  [ "$(cat "$enabled")" != masked ] || say 'Failed to start docker.service: Unit docker.service is masked.'
  [ "$(cat "$active")" != active ] || return 0
  if dockerd; then
    echo active > "$active"
  else
    echo failed > "$active"
    say 'Job for docker.service failed because the control process exited with error code.'
  fi
}
stop() {
  rm -f "$HOST_ROOT/run/docker.pid" "$HOST_ROOT/run/docker.sock"
  echo inactive > "$active"
}
case $verb in
  show)
    read -r word < "$active"
    echo "ActiveState=$word"
    read -r word < "$enabled"
    echo "UnitFileState=$word"
    exit
    ;;
esac
command -v dockerd > /dev/null || say "Failed to $verb docker.service: Unit docker.service not found." 5
case $verb in
  start) start ;;
  stop) stop ;;
  restart) stop && start ;;
  enable) echo enabled > "$enabled" ;;
  disable) echo disabled > "$enabled" ;;
  reset-failed) [ "$(cat "$active")" != failed ] || echo inactive > "$active" ;;
esac
