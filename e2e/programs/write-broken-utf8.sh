#!/bin/sh
# Writes bytes that are no UTF-8 among bytes that are: a cut character, a lone continuation, an overlong form.
printf 'good: h\303\251llo \342\202\254 \360\237\232\200\n'
printf 'cut: \342\202\n'
printf 'lone: \200 and overlong: \300\257\n'
printf 'last line without an end \360\237\232'
