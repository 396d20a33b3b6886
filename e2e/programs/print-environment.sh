#!/bin/sh
# Prints the environment that a stage is given, sorted, and its working folder.
env | sort
pwd
