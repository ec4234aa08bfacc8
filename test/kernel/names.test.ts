/** Release strings as machines and reports have them: each has the right number, or one clear message. */
import { describe, expect, it } from 'vitest';
import { doubtsOf } from '../../lib/kernel/doubts.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { isNewerThanRows, parseRelease } from '../../lib/kernel/release.ts';
import { kernels } from '../../spec/kernels.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { thrown } from '../support/thrown.ts';

/** The number that rows are dated by, as `series.patch`, with what else the string tells. */
const told = (text: string): string => {
  const { series, patch, candidate, past, backporter } = parseRelease(text);
  const more = [candidate === undefined ? '' : `rc${candidate}`, past ?? '', backporter ? 'backports' : ''];
  return [`${series}.${patch}`, ...more].filter(Boolean).join(' ');
};

describe('a name that tells its number', () => {
  it.each([
    // As built from a tree
    ['6.12', '6.12.0'],
    ['v6.6.9', '6.6.9'],
    ['6.1-rc7', '6.1.-1 rc7'],
    ['6.9.0-rc4', '6.9.-1 rc4'],
    ['6.9.0-rc5+', '6.9.-1 rc5 commits'],
    ['6.9.0-rc4-00123-gabcdef012345', '6.9.-1 rc4 commits'],
    ['6.13.0-rc1-00018-g2f4d3c1a9b0e', '6.13.-1 rc1 commits'],
    ['6.10.0-08676-g720261cfc732', '6.10.0 commits'],
    ['6.10.0-08676-g720261cfc732-dirty', '6.10.0 commits'],
    ['6.10-8676-g720261cfc732', '6.10.0 commits'],
    ['6.10.0+', '6.10.0 commits'],
    ['6.10.0-dirty', '6.10.0 commits'],
    ['6.9.0-rc4-next-20240418-syzkaller', '6.9.-1 rc4 next'],
    ['6.9-rc4-next-20240415', '6.9.-1 rc4 next'],
    ['6.10.0-next-20240718', '6.10.0 next'],
    ['6.6.30-rc1', '6.6.30 rc1'],
    ['6.6.30-rt30', '6.6.30'],
    ['6.1.75+', '6.1.75 commits'],
    // Distributions that follow mainline
    ['6.8.5-301.fc40.x86_64', '6.8.5'],
    ['6.9.0-64.fc41.x86_64', '6.9.0'],
    ['6.6.0-0.rc4.20231005git3006adf3be79.36.fc40.x86_64', '6.6.-1 rc4 commits'],
    ['5.17.0-0.rc6.109.fc37.x86_64', '5.17.-1 rc6'],
    ['6.16.0-0.rc2.24.eln149.x86_64', '6.16.-1 rc2'],
    ['6.8.5-arch1-1', '6.8.5'],
    ['6.8.5-zen1-1-zen', '6.8.5'],
    ['6.8.5-2-cachyos', '6.8.5'],
    ['6.9.0-1-cachyos', '6.9.0'],
    ['7.1.0-rc7-1-cachyos-rc', '7.1.-1 rc7'],
    ['6.9.0-1-MANJARO', '6.9.0'],
    ['6.8.5-x64v3-xanmod1', '6.8.5'],
    ['6.3.3-1-liquorix-amd64', '6.3.3'],
    ['6.6.30-gentoo-dist', '6.6.30'],
    ['6.6.30_1', '6.6.30'],
    ['6.8.8-291.current', '6.8.8'],
    ['6.9.0-1433.native', '6.9.0'],
    ['6.6.0-0-lts', '6.6.0'],
    ['6.14.0-1-default', '6.14.0'],
    ['5.12.0-1-default', '5.12.0'],
    ['6.19.10-1-default', '6.19.10'],
    ['6.8.5-1.el9.elrepo.x86_64', '6.8.5'],
    ['6.9.0-1.el9.elrepo.x86_64', '6.9.0'],
    // Others that tell it
    ['6.12.107+deb13-amd64', '6.12.107'],
    ['6.9.7-amd64', '6.9.7'],
    ['6.10-rc7-amd64', '6.10.-1 rc7'],
    ['6.5.0-060500-generic', '6.5.0'],
    ['6.8.5-060805-generic', '6.8.5'],
    ['6.8.0-060800rc1-generic', '6.8.-1 rc1'],
    ['6.9.0-060900rc4daily20240415-generic', '6.9.-1 rc4 commits'],
    ['6.8.0-76060800daily20240311-generic', '6.8.0'],
    ['6.8.4-2-pve', '6.8.4'],
    ['6.14.0-2-pve', '6.14.0'],
    ['6.1.79-99.164.amzn2023.x86_64', '6.1.79 backports'],
    ['5.10.215-203.850.amzn2.x86_64', '5.10.215 backports'],
    ['5.15.153.1-microsoft-standard-WSL2', '5.15.153 backports'],
    ['6.6.87.2-microsoft-standard-WSL2', '6.6.87 backports'],
    ['6.6.29.1-5.azl3', '6.6.29 backports'],
    ['5.10.198-android12-9-00001-g1234567-ab12345678', '5.10.198 commits backports'],
    ['5.14.21-150500.55.52-default', '5.14.21 backports'],
    ['5.3.18-57-default', '5.3.18 backports'],
    ['5.3.18-lp152.57-default', '5.3.18 backports'],
    ['5.10.134-16.3.an8.x86_64', '5.10.134 backports'],
    // Local versions: of boards and boot loaders, in other scripts, and a + that setlocalversion adds
    ['6.6.31+rpt-rpi-v8', '6.6.31'],
    ['6.12.20-v8-16k+', '6.12.20 commits'],
    ['6.12.8-talos', '6.12.8'],
    ['6.6.30-21245-g7a9c2a6d1c5b', '6.6.30 commits'],
    ['6.1.75-09605-g35c3c4a4f2a1-dirty', '6.1.75 commits'],
    ['6.12.63-nixos', '6.12.63'],
    ['6.12.9-gentoo-x86_64', '6.12.9'],
    ['6.8.12-11-pve', '6.8.12'],
    ['6.6.0-rcu-dev', '6.6.0'],
    ['6.6.10-größe', '6.6.10'],
    ['6.12.999', '6.12.999'],
    [`6.12.107-${'x'.repeat(55)}`, '6.12.107'],
  ])('%s is %s', (text, expected) => {
    expect(told(text)).toBe(expected);
    expect(kernel(text).name).toBe(text);
  });
});

describe('a name that does not tell its number', () => {
  const message = (text: string) => {
    const error = thrown(() => parseRelease(text));
    expect(error).toMatchObject({ code: 'ERR_PTE_AMBIGUOUS_RELEASE' });
    return error.message;
  };

  it.each([
    '6.1.0-56-amd64',
    '6.1.0-0.deb11.13-amd64',
    '5.19.0-2mx-amd64',
    '6.1.0-kali5-amd64',
    '6.1.0-1parrot1-amd64',
    '5.16.0-8.1-liquorix-amd64',
    '6.8-5.1-liquorix-amd64',
    '6.1.0-56-amd64-dirty',
  ])('%s asks for it', (text) => {
    expect(message(text)).toContain('this distribution hides it; give the number');
  });

  it('is hinted at with a number that is taken: the last of a series that has ended', () => {
    for (const text of ['5.19.0-2mx-amd64', '5.16.0-8.1-liquorix-amd64', '6.1.0-56-amd64', '6.10.0-1-amd64']) {
      const hint = /such as (\S+)\)/.exec(message(text))?.[1] ?? '';
      expect(parseRelease(hint).text).toBe(hint);
    }
    expect(message('5.16.0-8.1-liquorix-amd64')).toContain('such as 5.16.20');
  });

  it('is understood with what uname -v or the signature says', () => {
    const at = (release: string, version: string) => kernel({ release, version });
    const kali = at('6.1.0-kali5-amd64', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.12-1kali2 (2023-02-23)');
    expect(kali.release).toMatchObject({ series: '6.1', patch: 12 });
    expect(kali.name).toBe('6.1.12 (6.1.0-kali5-amd64)');
    const ubuntu = at('6.8.0-31-generic', '#31-Ubuntu SMP Ubuntu 6.8.0-31.31-generic 6.8.1');
    expect(ubuntu.release).toMatchObject({ series: '6.8', patch: 1 });
    expect(ubuntu.name).toBe('6.8.1 (6.8.0-31-generic)');
  });
});

describe('a name of those who take changes of newer releases into a number that hides which', () => {
  it.each([
    ['5.14.0-427.el9.x86_64', '5.14', 'Red Hat Enterprise Linux or a rebuild of it'],
    ['6.12.0-55.9.1.el10_0.x86_64', '6.12', 'Red Hat Enterprise Linux or a rebuild of it'],
    ['5.14.0-427.13.1.el9_4.x86_64+rt', '5.14', 'Red Hat Enterprise Linux or a rebuild of it'],
    ['6.4.0-150600.21-default', '6.4', 'SUSE Linux Enterprise or openSUSE Leap'],
    ['6.4.0-150600.23.73_15.0.14-cray_shasta_c', '6.4', 'SUSE Linux Enterprise or openSUSE Leap'],
    ['5.15.0-200.131.27.el9uek.x86_64', '5.15', "Oracle's Unbreakable Enterprise Kernel"],
    ['5.10.0-182.0.0.95.oe2203sp3.x86_64', '5.10', 'openEuler'],
    ['6.8.0-31-generic', '6.8', 'Ubuntu'],
    ['5.15.0-91-generic+', '5.15', 'Ubuntu'],
    ['6.5.0-1015-azure', '6.5', 'Ubuntu'],
    ['6.8.0-1008-aws', '6.8', 'Ubuntu'],
    ['6.5.0-1013-oem', '6.5', 'Ubuntu'],
  ])('%s is taken for %s, and said to be of %s', (text, series, whose) => {
    const k = kernel(text);
    expect(k.release).toMatchObject({ series, patch: 0, hidden: true });
    expect(k.name).toBe(text);
    expect(doubtsOf(k).notes).toContain(
      `${whose} takes changes of newer releases into older numbers, which ${text} does not tell: taken as ${series} without them; ` +
        'name them as backports',
    );
  });

  it('leaves what any stable release of the series took in doubt', () => {
    const rows = doubtsOf(kernel('6.8.0-31-generic')).rows.map(({ row }) => row);
    expect(rows).toContain('keptByModify.cc'); // _PAGE_CC came with 6.8.9
    expect(doubtsOf(kernel('6.8.0')).rows).toEqual([]);
  });

  it('tells its stable number by uname, and is still theirs', () => {
    const release = parseRelease({ release: '6.8.0-45-generic', version: 'Ubuntu 6.8.0-45.45-generic 6.8.12' });
    expect(release).toMatchObject({ series: '6.8', patch: 12, backporter: 'Ubuntu' });
    expect(release.hidden).toBeUndefined();
  });
});

describe('the third number', () => {
  const ended = kernels.flatMap((row) => ('last' in row ? [[row.series, row.last] as const] : []));
  const living = kernels.flatMap((row) => ('newest' in row ? [[row.series, row.newest] as const] : []));

  // The announcements of 5.14.21 and 5.16.20, and the ChangeLogs of kernel.org
  it.each([
    ['5.14', 21],
    ['5.16', 20],
    ['5.4', 302],
    ['4.19', 325],
    ['6.16', 12],
  ])('of %s ended with %s', (series, last) => expect(ended).toContainEqual([series, last]));

  it('past the last of a series that has ended is refused with the last one named', () => {
    for (const [series, last] of ended) {
      expect(parseRelease(`${series}.${last}`).patch).toBe(last);
      for (const text of [`${series}.${last + 1}`, `v${series}.999-local`])
        expect(thrown(() => parseRelease(text))).toMatchObject({
          code: 'ERR_PTE_KERNEL',
          message: expect.stringContaining(`up to ${series}.${last}, which was its last, got`),
        });
    }
  });

  it('past the newest that the rows know of a living series is taken, and that is said', () => {
    for (const [series, newest] of living) {
      expect(doubtsOf(kernel(`${series}.${newest}`)).notes).toEqual([]);
      expect(doubtsOf(kernel(`${series}.${newest + 1}`)).notes).toEqual([
        `${series}.${newest + 1} is newer than ${series}.${newest}, the newest ${series} that the rows know: taken as that`,
      ]);
    }
  });

  it('of no row is past those', () => {
    for (const row of Object.values(tables).flat() as Row[])
      for (const [series, patch] of Object.entries({ ...row.sinceStable, ...row.untilStable })) {
        const release = parseRelease(`${series}.${patch}`);
        expect(isNewerThanRows(release), `${row.id} ${series}.${patch}`).toBe(false);
      }
  });
});

describe('what is no name of a kernel from 4.19 on', () => {
  it.each([
    ...['6.12.111x', '6.12.111rc1', '6.12.1000', '6.12.999999', '6.12.x', '6.12.1e9', '6.12.0x10', '6.12.', 'six', ''],
    ...['06.12', '6.012', '6.12.007', '6.12.1.1.1', '6.12.-5', '6.12.111-', '6.12.111--', '6.12.111_', '6.12.111~'],
    ...['6.12-rc', '6.12-rcx', '6.12-RC', '6.12-rc7x', '6.12-rc100', '6.12rc7', '6.12.0rc7'],
    ...['6.12.107;x', '6.12.107-a;x', '6.12.107-$(x)', '6.12.107-a/../b', '6.12.107-a b', '6.12.107-a\nb', '６.１２'],
    ...['6.12-\0', '6.12-\u001b[31m', '6.12-\u007f', '6.12-\u009b', '6.12-\u202e', '6.12-\ud800', '6.12-\udc00x'],
    ...[`6.12.107-${'x'.repeat(56)}`, `6.12.107-${'x'.repeat(1e6)}`, 'constructor', '__proto__'],
  ])('refuses %j', (text) => {
    for (const given of [text, { release: text, version: '#1 SMP Debian 6.12.107-1' }]) {
      const { code, message } = thrown(() => parseRelease(given)) as Error & { code: string };
      expect({ code, message }).toMatchObject({
        code: 'ERR_PTE_KERNEL',
        message: expect.stringMatching(/^expected a .*, got "/),
      });
      expect(message.length).toBeLessThan(250);
    }
  });

  it('takes no number from uname that is none of a stable release', () => {
    const given = { release: '6.1.0-56-amd64', version: '#1 SMP Debian 6.1.1000-1 6.1.19x 6.1.192' };
    expect(parseRelease(given)).toMatchObject({ patch: 192 });
  });

  it.each(['4.18.0-553.el8_10.x86_64', '4.18', '4.18.100', '3.10.0-1160.el7.x86_64', '2.6.32'])(
    'says of %s what can be read of its entries, and hints at nothing that is refused',
    (text) => {
      const { message } = thrown(() => parseRelease(text));
      expect(message).toContain('before 4.19 swap and PROT_NONE entries were laid out otherwise: decodeHardware()');
      expect(message).not.toContain('such as');
    },
  );

  it('asks for the release of a date of linux-next', () => {
    expect(thrown(() => parseRelease('next-20240415')).message).toContain('write 6.9-rc4-next-20240415');
  });
});
