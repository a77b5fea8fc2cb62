#!/bin/sh
# Runs inside the fresh base tree (chroot). Standard input: the password of the user "deploy".
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
read -r password

# What apt put there belongs to the machine that built the tree, not to a host.
apt-get update -q
mkdir -p /opt/lab-packages
rm -f /var/cache/apt/archives/*.deb
# docker.io for hosts that get it in a test; the registry and busybox for the lab's own registry;
# python3 and python3-apt for hosts that are to be driven by Ansible in a comparison
apt-get install -q -y --no-install-recommends --download-only \
  docker.io docker-registry busybox-static python3 python3-apt < /dev/null
mv /var/cache/apt/archives/*.deb /opt/lab-packages/

# Debian has a group "operator" of its own, number 37
useradd --create-home --shell /bin/bash --uid 1000 --gid operator operator
useradd --create-home --shell /bin/bash --uid 1001 --user-group --groups sudo deploy
useradd --create-home --shell /bin/bash --uid 1002 --user-group nosudo
printf 'deploy:%s\n' "$password" | chpasswd
printf 'operator ALL=(ALL:ALL) NOPASSWD: ALL\n' > /etc/sudoers.d/operator
chmod 0440 /etc/sudoers.d/operator

cat > /etc/ssh/sshd_config.d/lab.conf <<'SSHD'
Port 22
Port 2222
PermitRootLogin prohibit-password
PasswordAuthentication yes
SSHD
rm -f /etc/ssh/ssh_host_*

# Files that change by themselves would blur the comparison of a host before and after a test.
systemctl mask e2scrub_all.timer e2scrub_reap.service apt-daily.timer \
  apt-daily-upgrade.timer dpkg-db-backup.timer systemd-tmpfiles-clean.timer systemd-timesyncd.service \
  getty.target console-getty.service
systemctl set-default multi-user.target
mkdir -p /var/log/journal
mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\nSystemMaxUse=32M\n' > /etc/systemd/journald.conf.d/lab.conf
printf '# practice hosts know each other by address; there is no name server\n' > /etc/resolv.conf
printf '127.0.0.1 localhost\n' > /etc/hosts
rm -f /etc/machine-id /var/lib/dbus/machine-id
: > /etc/machine-id
