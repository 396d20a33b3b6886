#!/bin/sh
# Keeps starting processes in sessions of their own, fifty a second: whoever sweeps them up must look again.
echo ready
while :; do
  setsid sh -c 'sleep 0.05; sleep 86400' &
  sleep 0.02
done
