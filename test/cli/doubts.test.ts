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
    ['decode', '0x8000000012345067', '--uname', 'Linux h 4.18.0-553.el8_10.x86_64 #1 SMP Fri May 10 2024'],
    ['decode', '0', '-k', '4.18.100'],
    ['encode', 'none', '-k', '4.18'],
    ['decode', '0x8000000012345067', '-k', '6.1.0-56-amd64'],
    ['decode', '0x8000000012345067', '-k', '5.14.100'],
  ];
  const [candidate, release, built, rhel, ubuntu, el8, el8Uname, oldSwap, oldEncode, debian, ended] = runEach(commands);

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

  it('of those who backport is taken, with what it does not tell and what does', () => {
    expect([rhel?.status, ubuntu?.status]).toEqual([0, 0]);
    for (const [run, whose] of [
      [rhel, 'Red Hat Enterprise Linux or a rebuild of it'],
      [ubuntu, 'Ubuntu'],
    ] as const) {
      expect(run?.stderr).toContain(`${whose} takes changes of newer releases into older numbers`);
      expect(run?.stderr).toMatch(/what tells more: --uname .*\/proc\/version_signature.*--config.*--backport/);
    }
    expect(ubuntu?.stdout).toContain('Linux 6.8.0-31-generic');
  });

  it('that hides the number is refused in terms of the options, with a number that is taken', () => {
    expect(debian?.status).toBe(1);
    expect(debian?.stderr).toContain('this distribution hides it; give the number (-k 6.1.192)');
    expect(ended?.stderr).toContain('expected a release of 5.14 up to 5.14.21, which was its last, got "5.14.100"');
  });

  it('of a release before the rows has the fields of the processor, of words with PRESENT alone', () => {
    expect(el8?.status).toBe(0);
    expect(el8?.stdout).toBe('0x8000000012345067  present page: pfn 0x12345, writable, user, young, dirty\n');
    expect(el8?.stderr).toContain('is before 4.19: read are the fields of the processor alone');
    expect(el8Uname).toEqual(el8);
    expect(oldSwap?.status).toBe(1);
    expect(oldSwap?.stderr).toMatch(
      /expected words with PRESENT set for Linux 4\.18\.100, got 1 without, .*laid out otherwise/,
    );
    expect(oldEncode?.stderr).toContain('expected a kernel from 4.19 to 7.3, got "4.18"');
  });
});

describe('the kernel that was used', () => {
  const uname = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-08-01)';
  const debian = ['-k', '6.1.0-56-amd64', '--uname', uname];
  const name = '6.1.192 (6.1.0-56-amd64)';
  const [ruler, lines, json, encoded, layout, ofUname, none, noneJson] = runEach([
    ['decode', '0x8000000012345067', ...debian],
    ['decode', '0x8000000012345067', '0', ...debian],
    ['decode', '0x8000000012345067', '--json', ...debian],
    ['encode', 'swap', '--type', '0', ...debian],
    ['layout', ...debian],
    ['decode', '0x8000000012345067', '--uname', `Linux version 6.1.0-56-amd64 (debian) ${uname}`],
    ['decode', '0x8000000012345067'],
    ['decode', '0x8000000012345067', '0', '--json'],
  ]);

  it('is shown with its stable number', () => {
    for (const text of [ruler?.stdout, lines?.stderr, encoded?.stderr, layout?.stdout, ofUname?.stdout])
      expect(text).toContain(`Linux ${name}`);
    expect(JSON.parse(json?.stdout ?? '').kernel).toBe(name);
  });

  it('is said once where none was named', () => {
    const said = 'pte: no --kernel: taken as Linux 7.3, the newest that there are rows for\n';
    expect([none?.stderr, noneJson?.stderr]).toEqual([said, said]);
    expect(
      noneJson?.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).kernel),
    ).toEqual(['7.3', '7.3']);
  });
});
