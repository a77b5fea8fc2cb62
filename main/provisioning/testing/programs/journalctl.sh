#!/bin/sh
# What Docker of a stand-in host has said about itself.
exec tail -n 20 "$HOST_STATE/journal"
