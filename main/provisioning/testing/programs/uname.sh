#!/bin/sh
# `uname -rm`
echo 6.12.0 x86_64
