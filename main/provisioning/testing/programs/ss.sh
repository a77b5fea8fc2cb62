#!/bin/sh
# The open ports of a stand-in host, as `ss -Hlntup` prints them.
exec cat "$HOST_STATE/listeners"
