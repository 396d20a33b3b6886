#!/bin/sh
# Turns a process into a daemon as the books say (fork, own session, fork again) and goes on itself.
setsid sh -c 'sleep 86400 & exit 0' &
wait
echo ready
exec sleep 86400
