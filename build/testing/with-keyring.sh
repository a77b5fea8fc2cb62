#!/usr/bin/env bash
# Runs a command beside a Secret Service of its own: a private session bus and an unlocked, empty
# gnome-keyring, both gone when the command ends. The command keeps its HOME, so caches stay.
#   build/testing/with-keyring.sh COMMAND [ARGUMENT...]
# Needs dbus-daemon and gnome-keyring-daemon; exit code 69 where they are missing or do not answer.
set -u
[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }
for program in dbus-daemon dbus-send gnome-keyring-daemon; do
  command -v "$program" >/dev/null || { echo "$0: $program is not installed" >&2; exit 69; }
done

home=$(mktemp -d "${TMPDIR:-/tmp}/clusterdesk-keyring.XXXXXX") # mktemp makes it 0700
command_pid=
bus_pid=
keyring_pid=
finish() {
  trap - EXIT
  [ -n "$keyring_pid" ] && kill "$keyring_pid" 2>/dev/null
  [ -n "$bus_pid" ] && kill "$bus_pid" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$home"
}
trap finish EXIT
for signal in INT TERM HUP; do
  # shellcheck disable=SC2064 # the signal's name is meant to be set now
  trap "[ -n \"\$command_pid\" ] && kill -$signal \"\$command_pid\" 2>/dev/null" "$signal"
done

# A bus that starts no services by itself: the usual one would answer our first question by starting
# a second, locked keyring, which then races ours for the name.
cat >"$home/bus.conf" <<EOF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$home/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
EOF
export XDG_RUNTIME_DIR=$home
export DBUS_SESSION_BUS_ADDRESS=unix:path=$home/bus
dbus-daemon --config-file="$home/bus.conf" --nofork --nopidfile --nosyslog \
  </dev/null >/dev/null 2>&1 &
bus_pid=$!
for _ in $(seq 100); do
  [ -S "$home/bus" ] && break
  sleep 0.1
done

# Only the daemon gets the fresh home: there it finds no keyring with another password.
HOME=$home XDG_DATA_HOME=$home/data gnome-keyring-daemon --foreground --unlock --components=secrets \
  <<<"$RANDOM$RANDOM" >/dev/null 2>&1 &
keyring_pid=$!
answers() {
  dbus-send --session --print-reply --reply-timeout=1000 --dest=org.freedesktop.secrets \
    /org/freedesktop/secrets/aliases/default org.freedesktop.DBus.Properties.Get \
    string:org.freedesktop.Secret.Collection string:Locked 2>/dev/null | grep -q 'boolean false'
}
for _ in $(seq 100); do
  answers && break
  sleep 0.1
done
answers || { echo "$0: the Secret Service did not unlock" >&2; exit 69; }

"$@" <&0 &
command_pid=$!
# A signal ends wait early; the command's own end is what counts.
wait "$command_pid"
code=$?
while kill -0 "$command_pid" 2>/dev/null; do
  wait "$command_pid"
  code=$?
done
exit "$code"
