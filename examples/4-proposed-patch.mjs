// What a patch would change, before anyone builds a kernel: the same life of an entry on a kernel as it is, with the
// change as a backport, and with it left out. A row of spec/ stands for the change; its id is what one passes.
import { kernel, parseScript, play } from 'x86-pte';

const patch = ['writenotifyForUffdWp']; // 51d3d5eb74ff
const script = parseScript('shmem; read; uffd-wp; migrate; write');
const sides = {
  'as it is   ': {},
  'with it    ': { backports: patch },
  'without it ': { without: patch },
};
for (const release of ['6.0', '6.2'])
  for (const [side, config] of Object.entries(sides)) {
    const write = play(kernel(release, config), script).at(-1);
    const trapped = write?.events.find((event) => event.startsWith('trapped'));
    console.log(release, side, trapped ?? 'the write goes through');
  }
// Prints:
//   6.0 as it is    the write goes through
//   6.0 with it     trapped: a message to userfaultfd, the task sleeps
//   6.0 without it  the write goes through
//   6.2 as it is    trapped: a message to userfaultfd, the task sleeps
//   6.2 with it     trapped: a message to userfaultfd, the task sleeps
//   6.2 without it  the write goes through
