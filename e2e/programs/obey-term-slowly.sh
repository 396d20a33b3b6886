#!/bin/sh
# Needs half a second to tidy up when it is asked to stop, and says that it did: the grace is for the likes of it.
trap 'sleep 0.5; echo tidied; exit 0' TERM
echo ready
while :; do sleep 0.1; done
