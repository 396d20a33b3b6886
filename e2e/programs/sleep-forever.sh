#!/bin/sh
# Writes one line and sleeps until it is told to stop; obeys at once.
echo ready
exec sleep 86400
