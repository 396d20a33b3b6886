#!/bin/sh
# Prints what compilers, linters and test runners complain about, with places in files, and fails.
echo 'compiling'
echo 'src/main.ts:3:7 - warning: unused variable'
echo 'src/main.ts:12:5 - error TS2304: Cannot find name "mill".'
echo 'FAIL test/wheel.test.ts'
exit 1
