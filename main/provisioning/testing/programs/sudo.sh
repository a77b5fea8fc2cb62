#!/bin/sh
# sudo of a stand-in host. state/sudo: `free`, `password SECRET`, the same in words that nobody here
# knows (`other-language SECRET`), or `denied`.
ask=yes
while :; do
  case $1 in
    -k | -S) ;;
    -n) ask= ;;
    -p) shift ;;
    --) shift && break ;;
    *) break ;;
  esac
  shift
done
read -r policy secret < "$HOST_STATE/sudo"
case $policy in
  denied)
    echo "$USER is not in the sudoers file." >&2
    exit 1
    ;;
  password | other-language)
    [ "$policy" = password ] && needed='sudo: a password is required' || needed='sudo：需要口令'
    [ -n "$ask" ] || { echo "$needed" >&2 && exit 1; }
    read -r given
    [ "$given" = "$secret" ] || { echo 'sudo: 1 incorrect password attempt' >&2 && exit 1; }
    ;;
esac
HOST_UID=0 exec "$@"
