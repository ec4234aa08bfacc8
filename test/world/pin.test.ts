/** A pin for reading: get_user_pages() with FOLL_PIN | FOLL_LONGTERM. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { contentAt, placeOf } from '../../lib/world/see.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script)).at(-1) as ScenarioRow;
const hex = ({ after }: ScenarioRow): string => after.toString(16);
const pageOf = ({ world, after }: ScenarioRow) => contentAt(world, placeOf(world.k, after))?.folio;

describe('pin', () => {
  // gup_must_unshare() of 5.19.0 (include/linux/mm.h), from follow_page_pte(): an anonymous page that is not exclusive, KSM's among them;
  // do_wp_page() copies it for FAULT_FLAG_UNSHARE: read-only, soft-dirty as it was. 5.18.1 has no such function
  it.each([
    ['anon; write; fork; pin', '8000000012345825', '8000000012346825'],
    ['anon; write; clear-refs; fork; pin', '8000000012345025', '8000000012346025'],
    ['anon; write; uffd-wp; fork; pin', '8000000012345c25', '8000000012346c25'],
  ])('takes a page that is shared from 5.19 on only as a copy: %s', (script, shared, own) => {
    const dirty = 0x40n; // a copy for a reader is clean
    expect(((last('5.18', script).after & ~dirty) as bigint).toString(16)).toBe(shared);
    expect(pageOf(last('5.18', script))?.pinned).toBe(true);
    for (const version of ['5.19', '6.1']) {
      const row = last(version, script);
      expect(hex(row)).toBe(own);
      expect(pageOf(row)).toMatchObject({ anon: true, exclusive: true, pinned: true });
    }
  });

  it.each(['5.19', '6.12', '7.3'])('takes no page of KSM, on %s', (version) => {
    const row = last(version, 'anon; write; ksm-merge; pin');
    expect(pageOf(row)).toMatchObject({ ksm: false, exclusive: true, pinned: true });
  });

  it.each(['5.19', '7.3'])('takes an exclusive page as it is, on %s', (version) => {
    const before = last(version, 'anon; write; mprotect r');
    const row = last(version, 'anon; write; mprotect r; pin');
    expect(hex(row)).toBe(hex(before));
    expect(pageOf(row)?.pinned).toBe(true);
  });

  // 6.2.12: gup_must_unshare() asks for FOLL_LONGTERM and is_cow_mapping() of what is no anonymous page; 6.1.192 does not
  it('takes a page of a file in private memory as a copy, from 6.2 on', () => {
    const script = 'file-private; read; pin';
    expect(pageOf(last('6.1', script))).toMatchObject({ anon: false, pinned: true });
    for (const version of ['6.2', '7.3'])
      expect(pageOf(last(version, script))).toMatchObject({ anon: true, exclusive: true, pinned: true });
    expect(pageOf(last('6.2', 'anon; read; pin'))).toMatchObject({ anon: true, exclusive: true, pinned: true });
    expect(pageOf(last('7.3', 'file; read; pin'))).toMatchObject({ anon: false, pinned: true });
  });
});
