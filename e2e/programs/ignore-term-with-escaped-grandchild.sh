#!/bin/sh
# Ignores TERM and INT, and has a child that ignores them, too, and a grandchild in a session of its own.
trap '' TERM INT
setsid sh -c 'trap "" TERM INT; sleep 86400' &
sleep 86400 &
echo ready
while :; do sleep 1; done
