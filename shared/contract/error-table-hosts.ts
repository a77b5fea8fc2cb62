import type { ErrorEntry } from './error-entry.ts';

/** Codes of what can go wrong on a host, or on the way to it. */
export const hostErrors = {
  HOST_NAME_UNKNOWN: {
    status: 502,
    title: 'Host name cannot be resolved',
    fix: 'Check the spelling, or give the IP address instead.',
  },
  HOST_UNREACHABLE: {
    status: 502,
    title: 'Host does not answer',
    fix: 'Check the address, that the machine is on, and that no firewall drops the SSH port.',
  },
  HOST_PORT_REFUSED: {
    status: 502,
    title: 'Nothing listens on the SSH port',
    fix: 'Check the port number and that sshd runs on the machine (systemctl status ssh).',
  },
  HOST_NOT_SSH: {
    status: 502,
    title: 'What listens on this port does not speak SSH',
    fix: 'Give the port on which sshd listens (Port in /etc/ssh/sshd_config).',
  },
  HOST_LOGIN_REFUSED: {
    status: 502,
    title: 'Login refused',
    fix: "Check the user, and that the key stands in that user's ~/.ssh/authorized_keys (or that the password is right).",
  },
  HOST_LOGIN_MISSING: {
    status: 400,
    title: 'No way to log in given',
    fix: 'Give a private key, a password, a stored key, or allow the SSH agent.',
  },
  HOST_KEY_CHANGED: {
    status: 502,
    title: 'The host key is not the one we know',
    fix: 'If the machine was reinstalled, confirm the new fingerprint on the machine itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) and send it as hostKey, or for a host of a cluster with POST /v1/cluster/{id}/hosts/{host_id}/trust. If not, somebody may be in between: do not continue.',
  },
  HOST_KEY_UNKNOWN: {
    status: 502,
    title: 'The host key is not pinned',
    fix: 'Send the fingerprint as hostKey with the node, or set hostKeyPolicy to accept-new.',
  },
  HOST_CONNECTION_LOST: {
    status: 502,
    title: 'Connection lost',
    fix: 'Check that the machine is on and its network works, then retry the operation.',
  },
  HOST_SESSION_REFUSED: {
    status: 502,
    title: 'sshd refuses further sessions',
    fix: 'Raise MaxSessions and MaxStartups in /etc/ssh/sshd_config, or wait until others have logged out.',
  },
  HOST_SUDO_REFUSED: {
    status: 502,
    title: 'The user cannot become root',
    fix: 'Let the user use sudo, give the right sudoPassword, or log in as root.',
  },
  HOST_SHELL_UNUSABLE: {
    status: 502,
    title: 'The login shell cannot run commands',
    fix: 'Give a user with a POSIX shell that does not print or exit in non-interactive sessions.',
  },
  HOST_OS_UNSUPPORTED: {
    status: 502,
    title: 'Operating system not supported',
    fix: 'Use a Linux distribution with systemd and apt, dnf, zypper or apk.',
  },
  HOST_DISK_FULL: {
    status: 502,
    title: 'Not enough disk space',
    fix: 'Free space on the file system that is named, then retry.',
  },
  HOST_READ_ONLY: {
    status: 502,
    title: 'A directory cannot be written',
    fix: 'Mount the file system read-write (mount -o remount,rw), then retry.',
  },
  HOST_CLOCK_SKEWED: {
    status: 502,
    title: 'The clock is wrong',
    fix: 'Set the clock and switch on time synchronisation (timedatectl set-ntp true).',
  },
  HOST_PORT_IN_USE: {
    status: 502,
    title: 'A port that the cluster needs is in use',
    fix: 'Stop the program that is named, or move it to another port.',
  },
  HOST_IN_OTHER_SWARM: {
    status: 502,
    title: 'Docker is already part of another swarm',
    fix: 'Take the machine out of it (docker swarm leave), or use another machine.',
  },
  HOST_TAKEN: {
    status: 409,
    title: 'The host belongs to another cluster or controller',
    fix: 'Delete it from that cluster first. If that controller is gone for good, send takeOver: true with the request.',
  },
  HOST_MACHINE_ID_SHARED: {
    status: 502,
    title: 'Two hosts have the same machine id',
    fix: 'Give each clone its own: rm /etc/machine-id && systemd-machine-id-setup, then reboot.',
  },
  HOST_NAME_SHARED: {
    status: 502,
    title: 'Two hosts have the same host name',
    fix: 'Give each its own name (hostnamectl set-hostname), or send hostname with the node.',
  },
  HOST_PEER_UNREACHABLE: {
    status: 502,
    title: 'The hosts do not reach each other',
    fix: 'Open TCP 2377 and 7946 and UDP 7946 and 4789 between the hosts.',
  },
  HOST_NIC_UNKNOWN: {
    status: 502,
    title: 'Network interface not found',
    fix: 'Give as privateNicName one of the interfaces that are named, or leave it out.',
  },
  HOST_MANIFEST_DAMAGED: {
    status: 502,
    title: 'The record of our changes on the host cannot be read',
    fix: 'Restore /var/lib/clusterdesk/manifest.json from a backup, or undo the changes by hand and remove it.',
  },
  PACKAGE_MANAGER_BUSY: {
    status: 502,
    title: 'The package manager is busy',
    fix: 'Wait for the other installation on the host to end, then retry.',
  },
  DOCKER_INSTALL_FAILED: {
    status: 502,
    title: 'Docker could not be installed',
    fix: "Look at the lines above: the host's package sources must offer docker. Install it by hand, then retry.",
  },
  PACKAGES_WOULD_BE_REMOVED: {
    status: 409,
    title: 'Installing Docker would remove packages',
    fix: 'Remove those packages yourself if they are not needed, or install a Docker that agrees with them, then try again.',
  },
  PACKAGES_BROKEN: {
    status: 502,
    title: 'The package manager of the host is stuck',
    fix: 'Run dpkg --configure -a on the host and mend what it tells, then try again.',
  },
  DOCKER_TOO_OLD: {
    status: 502,
    title: 'Docker is too old',
    fix: 'Upgrade Docker to 20.10 or newer.',
  },
  DOCKER_NOT_RUNNING: {
    status: 502,
    title: 'Docker does not run',
    fix: 'Look at journalctl -u docker on the host, mend it, then retry.',
  },
  DOCKER_CONFIG_INVALID: {
    status: 502,
    title: 'daemon.json is not valid JSON',
    fix: 'Correct /etc/docker/daemon.json on the host, then retry.',
  },
  DOCKER_REFUSED: {
    status: 502,
    title: 'Docker refused a request',
    fix: 'Read the cause, mend it on the host, then retry.',
  },
  REGISTRY_UNREACHABLE: {
    status: 502,
    title: 'The registry does not answer from the host',
    fix: 'Check the address of the registry and that the host reaches it.',
  },
  REGISTRY_LOGIN_REFUSED: {
    status: 502,
    title: 'The registry refuses the login',
    fix: 'Check the user name and the password of the registry.',
  },
  IMAGE_MISSING: {
    status: 502,
    title: 'Image not found',
    fix: 'Push the image to the registry, or correct its name.',
  },
  SWARM_JOIN_FAILED: {
    status: 502,
    title: 'The host could not join the swarm',
    fix: 'Check that TCP 2377 of the first master is reachable from the host, then retry.',
  },
  NODE_NOT_READY: {
    status: 502,
    title: 'The node did not become ready',
    fix: 'Look at docker node ls on the master and journalctl -u docker on the host, then retry.',
  },
  DRAIN_TIMED_OUT: {
    status: 502,
    title: 'Tasks did not leave the node in time',
    fix: 'Stop or move the tasks that are named, then retry.',
  },
  COMMAND_FAILED: {
    status: 502,
    title: 'A command failed on the host',
    fix: 'Read the cause, mend it on the host, then retry.',
  },
  PHASE_TIMED_OUT: {
    status: 504,
    title: 'The step took too long',
    fix: 'See what the host was doing in the lines of the log, then retry.',
  },
  OPERATION_CANCELLED: {
    status: 409,
    title: 'Cancelled',
    fix: 'Retry the operation to go on, or roll it back.',
  },
} as const satisfies Record<string, ErrorEntry>;
