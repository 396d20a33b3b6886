#!/bin/sh
# Writes one line of 64 MiB between two short ones: no line may be held in memory whole.
echo before
head -c 67108864 /dev/zero | tr '\0' x
echo
echo after
