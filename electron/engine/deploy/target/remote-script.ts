/*
 * All that is ever run on a host: this one script for a POSIX shell, with values that are quoted for it. It travels through
 * standard input and not on the command line, so neither the login shell there, whichever it is, nor a list of processes
 * sees a variable or a secret.
 */

/** Newlines travel as this: the shell there reads a single line and leaves the rest of its input to the script. */
const newline = "\u001e";

/** The command line on the host: reads the script from the first line of its input. Also right for fish and csh. */
export const remoteCommand = `exec sh -c 'IFS= read -r s && eval "$(printf %s "$s" | tr "\\036" "\\012")"'`;

/** Exit codes of the script with a meaning; all others are those of the program that failed. */
export const remoteExit = { refused: 97, lockLost: 98 } as const;

/** What the script needs to know. */
export interface RemotePlace {
  /** The target's folder as it is written, perhaps with `~/`. */
  readonly root: string;
  readonly lockText: string;
  readonly lockId: string;
}

/** One of the functions below, without `do_`. */
export interface RemoteCall {
  readonly act: string;
  readonly values: readonly string[];
  /** Variables for the script of `run`. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * The line to be written first to the input of {@link remoteCommand}. `mark` is written before anything else, so that greetings
 * of the host can be told from answers. `null` when a value cannot be handed on.
 */
export function firstLine({ root, lockText, lockId }: RemotePlace, mark: string, call: RemoteCall): string | null {
  const given = Object.entries({ root, lock: lockText, id: lockId, mark }).map(([name, value]) => `${name}=${quoted(value)}`);
  return asLine([...given, script, callText(call)].join("\n"));
}

/** A line for `serve`. `null` when a value cannot be handed on. */
export function furtherLine(call: RemoteCall): string | null {
  return asLine(callText(call));
}

function callText({ act, values, variables = {} }: RemoteCall): string {
  const exported = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [...exported, `do_${act} ${values.map(quoted).join(" ")}`].join("\n");
}

function asLine(text: string): string | null {
  return text.includes(newline) || text.includes("\0") ? null : `${text.replaceAll("\n", newline)}\n`;
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/*
 * `mv` to a link that leads to a folder would move into that folder; -T (GNU, BusyBox) and -h (BSD, macOS) do not, and whoever
 * knows neither says so without doing anything.
 */
const script = `
export LC_ALL=C
umask 022
case $root in "~") root=$HOME ;; "~/"*) root=$HOME/\${root#??} ;; esac
own=$root/.millrace
echo "$mark"
refuse() { echo "$1" >&2; exit ${remoteExit.refused}; }
fence() { held=$(readlink "$own/lock"); [ "$held" = "$lock" ] || { echo "$held" >&2; exit ${remoteExit.lockLost}; }; }
flush() { sync "$@" 2>/dev/null || sync; }
rename() { mv -fT "$1" "$2" 2>/dev/null || mv -fh "$1" "$2" 2>/dev/null || perl -e 'exit !rename $ARGV[0], $ARGV[1]' "$1" "$2"; }
beat() { date +%s >"$own/draft-$id" && mv -f "$own/draft-$id" "$own/beat-$id"; }
sign() {
  held=$(readlink "$own/lock") || return 0
  held_id=\${held#millrace:}; held_id=\${held_id%%:*}
  case $held_id in ""|*[!0-9a-f]*) last= ;; *) last=$(cat "$own/beat-$held_id" 2>/dev/null) ;; esac
  [ -n "$last" ] || [ "$(readlink "$own/lock")" = "$held" ] || { sign; return; }
  echo "lock $(date +%s) \${last:-0} $held"
}
take() {
  rm -f "$own/draft-$id"
  ln -s "$lock" "$own/draft-$id" && mv -f "$own/draft-$id" "$own/lock" && echo taken
}
do_serve() {
  while IFS= read -r s; do
    ( eval "$(printf %s "$s" | tr "\\036" "\\012")" ) </dev/null 2>&1
    printf "\\n%s %s\\n" "$mark" "$?"
  done
}
do_prepare() {
  mkdir -p "$root/releases" "$own/manifests" || exit
  [ -L "$root/current" ] || [ ! -e "$root/current" ] || refuse "current is there and is no link; move it away"
}
do_lock() {
  beat || exit
  if ln -s "$lock" "$own/lock" 2>/dev/null; then echo taken
  elif readlink "$own/lock" >/dev/null; then sign
  else ln -s "$lock" "$own/lock" && echo taken; fi
}
do_take() {
  held=$(readlink "$own/lock")
  case $held in "") do_lock ;; "$1") take ;; *) sign ;; esac
}
do_beat() { fence; beat; }
do_unlock() {
  fence
  rm -f "$own/lock" "$own/beat-$id"
  find "$own" -maxdepth 1 \\( -name "draft-*" -o -name "next-*" -o -name "beat-*" \\) -mmin +60 -exec rm -f {} + 2>/dev/null
  return 0
}
do_survey() {
  [ -L "$root/current" ] && echo "current $(readlink "$root/current")"
  [ -d "$root/releases" ] && ls -1A "$root/releases" | sed "s/^/release /"
  sign
  [ -f "$own/journal" ] && sed "s/^/journal /" "$own/journal"
  return 0
}
do_text() { [ ! -e "$root/$1" ] || { echo there; cat "$root/$1"; }; }
do_write() {
  fence
  if [ $# -gt 1 ]; then printf %s "$2"; else cat; fi >"$own/draft-$id" && flush "$own/draft-$id" && mv -f "$own/draft-$id" "$root/$1" && flush "$own"
}
do_put() {
  fence
  command -v tar >/dev/null || refuse "there is no tar"
  rm -rf "$root/releases/$1" && mkdir "$root/releases/$1" && cd "$root/releases/$1" && tar -xof - || exit
  find . ! -type l -exec sync {} + 2>/dev/null || sync
  sums
}
do_read() { ! cd "$root/releases/$1" 2>/dev/null || sums; }
sums() {
  if command -v sha256sum >/dev/null; then find . -type f -exec sha256sum {} +
  elif command -v shasum >/dev/null; then find . -type f -exec shasum -a 256 {} +
  elif command -v openssl >/dev/null; then find . -type f -exec openssl dgst -sha256 -r {} +
  else refuse "there is no sha256sum, no shasum and no openssl"; fi
  find . -type l -exec sh -c 'for l do echo "link $l"; readlink "$l"; done' sh {} +
  return 0
}
do_settle() {
  fence
  to=$root/releases/$2
  [ ! -e "$to" ] && [ ! -L "$to" ] || refuse "$2 is there already"
  mv "$root/releases/$1" "$to" && flush "$root/releases"
}
do_point() {
  fence
  rm -f "$own/next-$id"
  ln -s "$1" "$own/next-$id" || exit
  rename "$own/next-$id" "$root/current"
  [ "$(readlink "$root/current")" = "$1" ] || refuse "the link current cannot be switched in one step: mv knows neither -T nor -h"
  flush "$root"
}
do_run() {
  cd "$root/$1" || exit
  exec 3<&0
  if command -v setsid >/dev/null; then setsid sh -e -c "$2" </dev/null 2>&1 3<&- & else sh -e -c "$2" </dev/null 2>&1 3<&- & fi
  pid=$!
  ( cat <&3; kill -TERM "-$pid" || kill -TERM "$pid" ) >/dev/null 2>&1 &
  watch=$!
  wait "$pid"
  code=$?
  kill "$watch" 2>/dev/null
  printf "\\n%s %s\\n" "$mark" "$code"
}
do_remove() {
  fence
  for name do
    case $name in
      .incoming-*) left=$name ;;
      *) left=.incoming-$name; [ ! -e "$root/releases/$name" ] || mv "$root/releases/$name" "$root/releases/$left" ;;
    esac
    rm -rf "$own/manifests/$name" "$root/releases/$left" || exit
  done
}`;
