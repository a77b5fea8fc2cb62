#!/bin/sh
# Turns itself into PID 1 of one practice host, in stages that each exec the next. $1: stage.
# Environment: LAB_FOLDER (disk/, root/, perhaps disk.img), LAB_LOWER (lower trees, uppermost
# first, joined by colons), LAB_VETH, LAB_BRIDGE, LAB_MAC, LAB_ADDRESS, LAB_GATEWAY, LAB_CABLE
# (up|down), LAB_LAUNCHER_PROCS and LAB_HOST_PROCS (cgroup.procs files of the two groups, one a
# line), LAB_HIERARCHIES (one "version folder options" a line, see cgroups.ts).
set -eu

# Writing 0 means the writer itself, whichever process namespace it is in (cgroups(7)).
enter() {
  for file in $1; do echo 0 > "$file"; done
}

launch() {
  enter "$LAB_LAUNCHER_PROCS"
  exec 3< /proc/self/ns/net
  exec unshare --net sh "$0" cable
}

cable() {
  # A fresh network per boot, as after a real power cut; the cable's other end is on the machine.
  nsenter --net=/proc/self/fd/3 ip link add "$LAB_VETH" type veth \
    peer name eth0 address "$LAB_MAC" netns $$
  nsenter --net=/proc/self/fd/3 ip link set "$LAB_VETH" master "$LAB_BRIDGE" "$LAB_CABLE"
  exec 3<&-
  ip link set lo up
  ip addr add "$LAB_ADDRESS/24" dev eth0
  ip link set eth0 up
  ip route add default via "$LAB_GATEWAY"
  # The launcher stays outside of the host's group: under version 2 systemd can hand controllers
  # down only from a group that has no process of its own.
  exec unshare --pid --fork --kill-child sh "$0" join
}

join() {
  # Before the cgroup namespace is made: the group we are in now is what the host sees as "/".
  enter "$LAB_HOST_PROCS"
  exec unshare --cgroup --mount --uts --ipc sh "$0" root
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
  disk=$LAB_FOLDER/disk
  # the loop device goes by itself with the host's mount namespace
  if [ -f "$LAB_FOLDER/disk.img" ]; then mount -o loop "$LAB_FOLDER/disk.img" "$disk"; fi
  mount -t overlay overlay \
    -o "lowerdir=$LAB_LOWER,upperdir=$disk/upper,workdir=$disk/work" "$tree"
  mount_kernel_files "$tree"
  mount_cgroups "$tree"
  mount_devices "$tree"
  mount -t tmpfs -o mode=755 tmpfs "$tree/run"
  mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
  # overlay2 cannot stand on an overlay, so Docker's data lies on the machine's file system
  mkdir -p "$tree/var/lib/docker"
  mount --bind "$disk/docker" "$tree/var/lib/docker"
  cd "$tree"
  pivot_root . mnt
  umount -l /mnt
  exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
}

"$1"
