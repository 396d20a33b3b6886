/**
 * The program of a fork server, in Perl: the one language on nearly every Linux that starts in two milliseconds, tells
 * an exit code from a signal, and needs no compiler. Its parameters are the id of the process that it serves and the
 * number of the system call setsid(2), since asking Perl's library for it takes longer than all the rest.
 *
 * It reads one order at a time from its standard input: the length as four bytes, then fields that end in NUL: the
 * descriptor for the output, the working folder, how many words the command has, these words, and the environment as
 * names and values. It answers lines on its standard output:
 *
 * - `ready` once, before it has read anything;
 * - `started PID` once the process has a session and a group of its own, then `ended STATUS` as wait(2) gives it;
 * - before `ended`, `failed WHAT ERRNO` when there was no process (`fork`), or one that never became the program
 *   (`folder`, `program`, and `means` when this server cannot do it at all).
 *
 * Its comment is its name in a list of processes: Perl could rename it, but that erases the environment by which others
 * know whose it is. It does nothing while it waits for a process, and ends when its standard input does, also when
 * whom it serves was killed. Descriptors above 2 are closed when a program is executed, so no command holds its pipes.
 */
export const forkServerProgram = String.raw`# millrace fork server
my ($served, $setsid) = @ARGV;
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
    syscall($setsid) == $$ or give_up "means";
    syswrite $answer, "started $$\n";
    chdir $folder or give_up "folder";
    open STDIN, "<", "/dev/null" or give_up "means";
    open STDOUT, ">>", "/proc/$served/fd/$output" or give_up "means";
    open STDERR, ">&", \*STDOUT or give_up "means";
    my @command = splice @rest, 0, $count;
    %ENV = @rest;
    exec { $command[0] } @command;
    give_up "program";
  }
  waitpid $process, 0;
  syswrite $answer, "ended $?\n";
}
`;
