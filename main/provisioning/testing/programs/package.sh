#!/bin/sh
# What package managers of stand-in hosts have in common: `package unpack|configure|remove NAME`.
# A package is a few programs, which are stand-ins too, and a word about how far it is installed.
mark=$HOST_STATE/packages/$2
cd "$HOST_ROOT" || exit
case $2 in
  containerd) set -- "$1" usr/bin/containerd ;;
  runc) set -- "$1" usr/sbin/runc ;;
  docker-cli) set -- "$1" usr/bin/docker ;;
  docker.io) set -- "$1" usr/sbin/dockerd ;;
  docker | moby-engine | docker-ce) set -- "$1" usr/bin/dockerd usr/bin/docker usr/bin/containerd ;;
esac
verb=$1
shift
case $verb in
  unpack)
    for program; do printf '#!/bin/sh\nexec stand-in-%s "$@"\n' "${program##*/}" > "$program"; done
    chmod 755 "$@"
    echo unpacked > "$mark"
    ;;
  configure)
    # on Debian a daemon is started by its installation
    case $mark in *docker.io) systemctl enable docker && systemctl start docker || exit ;; esac
    echo installed > "$mark"
    ;;
  remove)
    case $* in
      *dockerd*)
        systemctl stop docker
        : > "$HOST_STATE/docker.enabled"
        ;;
    esac
    rm -f "$@" "$mark"
    ;;
esac
