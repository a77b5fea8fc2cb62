#!/bin/sh
# What package managers of stand-in hosts have in common: `package unpack|configure|remove NAME`.
# A package is a file of programs, and a word about how far its installation has come.
mark=$HOST_STATE/packages/$2
programs() {
  case $1 in
    containerd) echo usr/bin/containerd ;;
    runc) echo usr/sbin/runc ;;
    docker-cli) echo usr/bin/docker ;;
    docker.io) if grep -qx docker-cli "$HOST_STATE/archive"; then echo usr/sbin/dockerd; else echo usr/sbin/dockerd usr/bin/docker; fi ;;
    docker | moby-engine | docker-ce) echo usr/bin/dockerd usr/bin/docker usr/bin/containerd ;;
  esac
}
case $1 in
  unpack)
    for program in $(programs "$2"); do
      # the program itself is a stand-in too
      printf '#!/bin/sh\nexec stand-in-%s "$@"\n' "${program##*/}" > "$HOST_ROOT/$program"
      chmod 755 "$HOST_ROOT/$program"
    done
    echo unpacked > "$mark"
    ;;
  configure)
    case $2 in
      docker.io) systemctl enable docker && systemctl start docker || exit ;;
    esac
    echo installed > "$mark"
    ;;
  remove)
    case $(programs "$2") in
      *dockerd*)
        systemctl stop docker
        : > "$HOST_STATE/docker.enabled"
        ;;
    esac
    for program in $(programs "$2"); do rm -f "$HOST_ROOT/$program"; done
    rm -f "$mark"
    ;;
esac
