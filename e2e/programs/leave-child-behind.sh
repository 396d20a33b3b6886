#!/bin/sh
# Ends well, but leaves a process of its group in the background.
sleep 86400 &
echo left
