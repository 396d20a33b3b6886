#!/bin/sh
# Writes a numbered line every fifth of a second, $1 of them (20 without): a log that grows while it is read.
count=${1:-20}
number=1
while [ "$number" -le "$count" ]; do
  echo "line $number"
  number=$((number + 1))
  sleep 0.2
done
