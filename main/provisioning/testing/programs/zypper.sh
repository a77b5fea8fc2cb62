#!/bin/sh
# zypper of a stand-in host: `zypper --non-interactive install|remove NAMES`, and --dry-run.
shift
if [ "$2" = --dry-run ]; then
  printf 'The following NEW package is going to be installed:\n  %s\n' "$3"
  exit 0
fi
exec stand-in-dnf "$@"
