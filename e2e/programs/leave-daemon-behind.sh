#!/bin/sh
# Ends well, but leaves a process in a session of its own that only its environment gives away.
setsid sh -c 'sleep 86400 & exit 0'
echo left
