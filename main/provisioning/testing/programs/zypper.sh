#!/bin/sh
# zypper of a stand-in host: `zypper --non-interactive install|remove NAMES`.
shift
exec stand-in-dnf "$@"
