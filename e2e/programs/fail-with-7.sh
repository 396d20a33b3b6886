#!/bin/sh
# Says so and ends with exit code 7.
echo 'about to fail' >&2
exit 7
