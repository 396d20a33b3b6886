#!/bin/sh
# Writes a line every hundredth of a second for ever: a stage that outlives whoever started it goes on writing.
while :; do echo tick; sleep 0.01; done
