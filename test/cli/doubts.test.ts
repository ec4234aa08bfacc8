/** What the command says of a kernel whose name does not tell everything. */
import { describe, expect, it } from 'vitest';
import { runEach } from '../support/commands.ts';

describe('the name of a kernel', () => {
  const life = 'anon; write; uffd-wp; uffd-close';
  const commands = [
    ['run', '-k', '6.9-rc4', life],
    ['run', '-k', '6.9', life],
    ['decode', '0x8000000012345067', '-k', '6.10.0-08676-g720261cfc732'],
    ['decode', '0x8000000012345067', '-k', '5.14.0-427.el9.x86_64'],
    ['decode', '0x8000000012345067', '-k', '6.8.0-31-generic'],
    ['decode', '0x8000000012345067', '-k', '4.18.0-553.el8_10.x86_64'],
  ];
  const [candidate, release, built, rhel, ubuntu, el8] = runEach(commands);

  it('of a candidate decides by what had been merged: closing a userfaultfd left uffd-wp behind in 6.9-rc4', () => {
    const left = (stdout = '') => stdout.slice(stdout.indexOf('uffd-close')).includes('uffd-wp\n');
    expect([left(candidate?.stdout), left(release?.stdout)]).toEqual([true, false]);
    expect(candidate?.stderr).not.toContain('closeResolves');
    expect(release?.stderr).toBe('');
  });

  it('of a build past a release is understood, and what it leaves open is said', () => {
    expect(built?.status).toBe(0);
    expect(built?.stderr).toContain('6.10.0-08676-g720261cfc732 was built past 6.10: it may have changes of 6.11');
    expect(built?.stderr).toMatch(
      /not known: .*swapInUpgrades \(taken as not there\).*--backport and --without decide/,
    );
  });

  it('that hides the number is refused in terms of the options', () => {
    expect([rhel?.status, ubuntu?.status, el8?.status]).toEqual([1, 1, 1]);
    expect(rhel?.stderr).toContain(
      'takes changes of newer releases into this number; give the release that is nearest (-k 5.14)',
    );
    expect(ubuntu?.stderr).toContain('give the number (-k 6.8.100)');
    expect(el8?.stderr).toContain('the nearest are 4.19 and 4.20; Red Hat Enterprise Linux');
  });
});
