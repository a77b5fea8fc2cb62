#!/bin/sh
# Turns itself into PID 1 of one practice host, in three stages that each exec the next.
# $1: stage; for "join" the rest are the cgroup.procs files of the host's groups.
# Environment: LAB_FOLDER (upper/, work/, root/, docker/), LAB_LOWER (lower trees, uppermost
# first, joined by colons), LAB_VETH, LAB_BRIDGE, LAB_ADDRESS, LAB_GATEWAY, LAB_CABLE (up|down),
# LAB_HIERARCHIES (one "version folder options" per line, see cgroups.ts).
set -eu
stage=$1
shift

join() {
  # Before the cgroup namespace is made: what we are in now is what the host sees as "/".
  for file in "$@"; do echo $$ > "$file"; done
  exec 3< /proc/self/ns/net
  exec unshare --net sh "$0" cable
}

cable() {
  # A fresh network per boot, as after a real power cut; the cable's other end is on the machine.
  nsenter --net=/proc/self/fd/3 ip link add "$LAB_VETH" type veth peer name eth0 netns $$
  nsenter --net=/proc/self/fd/3 ip link set "$LAB_VETH" master "$LAB_BRIDGE" "$LAB_CABLE"
  exec 3<&-
  ip link set lo up
  ip addr add "$LAB_ADDRESS/24" dev eth0
  ip link set eth0 up
  ip route add default via "$LAB_GATEWAY"
  exec unshare --cgroup --mount --uts --ipc --pid --fork --kill-child sh "$0" root
}

mount_cgroups() {
  groups=$1/sys/fs/cgroup
  if [ "$LAB_HIERARCHIES" != "${LAB_HIERARCHIES#2 . }" ]; then
    mount -t cgroup2 cgroup2 "$groups"
    return
  fi
  mount -t tmpfs -o mode=755 tmpfs "$groups"
  printf '%s\n' "$LAB_HIERARCHIES" | while read -r version folder options; do
    mkdir "$groups/$folder"
    if [ "$version" = 1 ]; then
      mount -t cgroup -o "$options" cgroup "$groups/$folder"
    else
      mount -t cgroup2 cgroup2 "$groups/$folder"
    fi
  done
}

mount_devices() {
  mount -t tmpfs -o mode=755,size=64k tmpfs "$1/dev"
  while read -r name mode major minor; do
    mknod -m "$mode" "$1/dev/$name" c "$major" "$minor"
  done << NODES
null 666 1 3
zero 666 1 5
full 666 1 7
random 666 1 8
urandom 666 1 9
tty 666 5 0
fuse 666 10 229
NODES
  mkdir "$1/dev/pts" "$1/dev/shm"
  mount -t devpts -o newinstance,gid=5,mode=620,ptmxmode=666 devpts "$1/dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
  ln -s pts/ptmx "$1/dev/ptmx"
  ln -s /proc/self/fd "$1/dev/fd"
  for n in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${n%:*}" "$1/dev/${n#*:}"; done
}

mount_kernel_files() {
  # The machine's own settings are out of a host's reach; those of its network are its own.
  mount -t proc proc "$1/proc"
  mount --bind "$1/proc/sys" "$1/proc/sys"
  mount --bind "$1/proc/sys/net" "$1/proc/sys/net"
  mount -o remount,bind,ro "$1/proc/sys"
  trigger=$1/proc/sysrq-trigger # not in every kernel
  if [ -e "$trigger" ]; then
    mount --bind "$trigger" "$trigger"
    mount -o remount,bind,ro "$trigger"
  fi
  mount -t sysfs sysfs "$1/sys"
}

root() {
  mount --make-rprivate /
  tree=$LAB_FOLDER/root
  mount -t overlay overlay \
    -o "lowerdir=$LAB_LOWER,upperdir=$LAB_FOLDER/upper,workdir=$LAB_FOLDER/work" "$tree"
  mount_kernel_files "$tree"
  mount_cgroups "$tree"
  mount_devices "$tree"
  mount -t tmpfs -o mode=755 tmpfs "$tree/run"
  mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
  # overlay2 cannot stand on an overlay, so Docker's data lies on the machine's file system
  mkdir -p "$tree/var/lib/docker"
  mount --bind "$LAB_FOLDER/docker" "$tree/var/lib/docker"
  cd "$tree"
  pivot_root . mnt
  umount -l /mnt
  exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
}

"$stage" "$@"
