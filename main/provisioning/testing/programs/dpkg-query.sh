#!/bin/sh
# `dpkg-query -W` of a stand-in host, whose operator has left nothing unfinished.
exit 0
