#!/bin/sh
# bash on a stand-in host, which opens a connection (`bash -c ... ADDRESS PORT`): there is no network,
# and ports that do not answer are listed.
! grep -qxF "$3 $4" "$HOST_STATE/closed-ports" 2>/dev/null
