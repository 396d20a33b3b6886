#!/bin/sh
# Prints the terminal's colours and styles, a hyperlink and a progress bar that writes over itself.
escape=$(printf '\033')
for code in 31 32 33 34 35 36 91 92 93 94 95 96; do printf '%s[%smcolour %s%s[0m\n' "$escape" "$code" "$code" "$escape"; done
printf '%s[1mbold%s[0m %s[2mdim%s[0m %s[3mitalic%s[0m %s[4munderlined%s[0m %s[7minverse%s[0m\n' "$escape" "$escape" "$escape" "$escape" "$escape" "$escape" "$escape" "$escape" "$escape" "$escape"
printf '%s[38;5;208m256 colours%s[0m %s[38;2;90;160;220m24 bits%s[0m\n' "$escape" "$escape" "$escape" "$escape"
printf '%s]8;;https://example.org/%s\\a link%s]8;;%s\\\n' "$escape" "$escape" "$escape" "$escape"
printf '10 %%\r50 %%\r100 %%\n'
