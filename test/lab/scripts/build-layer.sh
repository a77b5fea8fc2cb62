#!/bin/sh
# Runs in a mount namespace of its own: lays an overlay on the base and installs packages there.
# $1: work folder (merged/, work/ are made in it), $2: lower tree, $3: upper tree to fill,
# the rest: packages.
set -eu
folder=$1 lower=$2 upper=$3
shift 3
mount --make-rprivate /
mkdir -p "$folder/merged" "$folder/work" "$upper"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$folder/work" "$folder/merged"
mount -t proc proc "$folder/merged/proc"
mount -t tmpfs tmpfs "$folder/merged/tmp"
mount -t tmpfs tmpfs "$folder/merged/run"
# no service may start in the build (invoke-rc.d(8))
printf '#!/bin/sh\nexit 101\n' > "$folder/merged/usr/sbin/policy-rc.d"
chmod 755 "$folder/merged/usr/sbin/policy-rc.d"
DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
  chroot "$folder/merged" apt-get install -q -y --no-install-recommends "$@"
rm -f "$folder/merged/usr/sbin/policy-rc.d"
