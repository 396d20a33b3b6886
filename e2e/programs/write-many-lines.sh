#!/bin/sh
# Writes $1 numbered lines (1,000,000 without): the log that must open at any line at once.
seq -f 'line %.0f' 1 "${1:-1000000}"
