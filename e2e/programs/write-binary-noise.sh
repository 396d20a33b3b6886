#!/bin/sh
# Writes 4 MiB of random bytes: what is no text is ordinary input.
head -c 4194304 /dev/urandom
