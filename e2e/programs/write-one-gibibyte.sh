#!/bin/sh
# Writes 1 GiB of lines of 80 bytes as fast as it can: a flood must cost neither memory nor a stutter.
line='0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 ab'
yes "$line" | head -c 1073741824
