#!/bin/sh
# Runs the lab's two registries in namespaces of their own, on the machine's network.
# $1: stage; for "join" the rest are the cgroup.procs files of the registries' groups.
# Environment: LAB_FOLDER (upper/, work/, root/, data/, *.json), LAB_LOWER (lower trees).
set -eu
stage=$1
shift

join() {
  for file in "$@"; do echo $$ > "$file"; done
  exec unshare --mount --pid --fork --kill-child sh "$0" root
}

root() {
  mount --make-rprivate /
  tree=$LAB_FOLDER/root
  mount -t overlay overlay \
    -o "lowerdir=$LAB_LOWER,upperdir=$LAB_FOLDER/upper,workdir=$LAB_FOLDER/work" "$tree"
  mount --bind "$LAB_FOLDER" "$tree/mnt"
  mount -t proc proc "$tree/proc"
  chroot "$tree" docker-registry serve /mnt/open.json &
  exec chroot "$tree" docker-registry serve /mnt/closed.json
}

"$stage" "$@"
