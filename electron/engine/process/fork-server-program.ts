/**
 * The program of a fork server, in Perl: the one language on nearly every Linux that starts in two milliseconds, tells
 * an exit code from a signal, and needs no compiler. Its parameter is the id of the process that it serves.
 *
 * It reads one order at a time from its standard input: the length as four bytes, then fields that end in NUL: the
 * descriptor for the output, the working folder, how many words the command has, these words, and the environment as
 * names and values. It answers lines on its standard output:
 *
 * - `ready` once, before it has read anything;
 * - `started PID`, then `ended STATUS` with the status as wait(2) gives it;
 * - before `ended`, `failed WHAT ERRNO` when there was no process (`fork`), or one that never became the program
 *   (`folder`, `output`, `program`).
 *
 * Its comment is its name in a list of processes: Perl could rename it, but that erases the environment by which others
 * know whose it is. It does nothing while it waits for a process, and ends when its standard input does, also when whom it serves was
 * killed. Descriptors above 2 are closed when a program is executed, so no command holds its pipes.
 */
export const forkServerProgram = String.raw`# millrace fork server
my $served = shift;
open(my $answer, ">&", \*STDOUT) or exit;
syswrite $answer, "ready\n";

sub take {
  my ($size) = @_;
  my $bytes = "";
  while (length $bytes < $size) { sysread(STDIN, $bytes, $size - length $bytes, length $bytes) or exit }
  return $bytes;
}

sub give_up {
  syswrite $answer, "failed $_[0] " . ($! + 0) . "\n";
  kill 9, $$;
}

while (1) {
  my $order = take(unpack "N", take(4));
  my ($output, $folder, $count, @rest) = split /\0/, $order, -1;
  pop @rest;
  my $process = fork;
  if (!defined $process) {
    syswrite $answer, "failed fork " . ($! + 0) . "\nended 0\n";
    next;
  }
  if ($process == 0) {
    setpgrp 0, 0;
    chdir $folder or give_up "folder";
    open STDIN, "<", "/dev/null" or give_up "output";
    open STDOUT, ">>", "/proc/$served/fd/$output" or give_up "output";
    open STDERR, ">&", \*STDOUT or give_up "output";
    my @command = splice @rest, 0, $count;
    %ENV = @rest;
    exec { $command[0] } @command;
    give_up "program";
  }
  setpgrp $process, $process;
  syswrite $answer, "started $process\n";
  waitpid $process, 0;
  syswrite $answer, "ended $?\n";
}
`;
