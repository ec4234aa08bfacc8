/** Public reports as they were pasted: numbers are facts of the reports, the words around them those of the kernel or tool. */
import { describe, expect, it } from 'vitest';
import { TextReader } from '../../lib/log/readText.ts';

/** Words as `LEVEL WORD`, `swp-entry WORD`, `pagemap WORD`, or the word alone. */
function read(...lines: readonly string[]): readonly string[] {
  const reader = new TextReader();
  return lines
    .flatMap((line) => reader.read(line).words)
    .map(({ word, as, level }) => `${as === 'entry' ? (level ?? '') : as} ${word.toString(16)}`.trim());
}

describe('what people paste', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      '6.9, a marker',
      ['[  51.234567] get_swap_device: unrecognized swap entry 0x7c00000000000001'],
      ['swp-entry 7c00000000000001'],
    ],
    [
      '6.4, Bad page map',
      [
        'kernel: BUG: Bad page map in process Xorg  pte:8000000462500025 pmd:b99c98067',
        'page:00000000c0ffee00 refcount:1 mapcount:-1 mapping:0000000000000000 index:0x1 pfn:0x462500',
      ],
      ['pte 8000000462500025', 'pmd b99c98067'],
    ],
    [
      '5.8, Bad page map',
      ['BUG: Bad page map in process a b  pte:80000007e2e09845 pmd:7e54a5067'],
      ['pte 80000007e2e09845', 'pmd 7e54a5067'],
    ],
    [
      '6.10, Corrupted page table',
      [
        'trace: Corrupted page table at address 7f6b1ac41d28',
        'PGD 12532c067 P4D 12532c067 PUD 1277e7067 PMD 110dd1067 PTE ffffdbdefffffd9f',
        'Oops: Bad pagetable: 000d [#1] PREEMPT SMP PTI',
      ],
      ['pgd 12532c067', 'p4d 12532c067', 'pud 1277e7067', 'pmd 110dd1067', 'pte ffffdbdefffffd9f'],
    ],
    [
      '5.4, a leaf',
      ['[    1.5] PGD 12e816067 P4D 12e816067 PUD 12e817063 PMD 800000012e2001e1 '],
      ['pgd 12e816067', 'p4d 12e816067', 'pud 12e817063', 'pmd 800000012e2001e1'],
    ],
    ['a part of a walk', ['PMD 154000e1 PTE 8000000012345067'], ['pmd 154000e1', 'pte 8000000012345067']],
    ['no walk', ['PGD 0 P4D 0 '], ['pgd 0', 'p4d 0']],
    [
      '6.17, bad pmd',
      ['mm/pgtable-generic.c:54: bad pmd ffff8881290408e0(efffff80042bfe00)'],
      ['pmd efffff80042bfe00'],
    ],
    [
      'a hashed pointer',
      ['mm/pgtable-generic.c:54: bad pmd 00000000c0ffee00(efffff80042bfe00)'],
      ['pmd efffff80042bfe00'],
    ],
    ['Xen PV', ['PTE 80100000febd4075'], ['pte 80100000febd4075']],
    [
      'crash vtop',
      [
        'crash> vtop ffff9e5c3e141000',
        'VIRTUAL           PHYSICAL        ',
        'ffff9e5c3e141000  be141000        ',
        '',
        'PGD DIRECTORY: ffffffff8be10000',
        'PAGE DIRECTORY: 800000013ffff067',
        '   PUD: 1fe74c78 => 13ffff067',
        '   PMD: 13ffffdf8 => 13fffe067',
        '   PTE: 13fffea08 => 80000000be141063',
        '  PAGE: be141000',
        '',
        '      PTE         PHYSICAL   FLAGS',
        '80000000be141063  be141000  (PRESENT|RW|ACCESSED|DIRTY|NX)',
        '',
        '      PAGE        PHYSICAL      MAPPING       INDEX CNT FLAGS',
        'fffff8ba42f85040  be141000 ffff9e5c00001111 7f00 1 17ffffc0000014 referenced,lru',
      ],
      ['pud 13ffff067', 'pmd 13fffe067', 'pte 80000000be141063', 'pte 80000000be141063'],
    ],
    [
      '6.18, Bad page map',
      [
        'BUG: Bad page map in process repro  pte:80000001233f5867 pmd:105327067',
        'pgd:10a89f067 p4d:10a89f067 pud:10e5a2067 pmd:105327067',
        'addr:00007fd84bb1c000 vm_flags:08100073 anon_vma:ffff888104c3c000 mapping:0000000000000000 index:7fd84bb1c',
      ],
      ['pte 80000001233f5867', 'pmd 105327067', 'pgd 10a89f067', 'p4d 10a89f067', 'pud 10e5a2067', 'pmd 105327067'],
    ],
    [
      'our own JSON',
      [
        '{"kind":"present","level":"pte","pfn":"0x12345","unexplained":"0x0000000000000000","raw":"0x8000000012345067"}',
      ],
      ['8000000012345067'],
    ],
    [
      'our own line',
      ['0x8000000012345067  present page: pfn 0x12345, writable, unexplained 0x10000000000000'],
      ['8000000012345067'],
    ],
    ['a remark', ['PTE 8000000012345067 (bad)'], ['pte 8000000012345067']],
    ['C of an entry of swap', ['swp_entry_t entry = { .val = 0x7c00000000000001 };'], ['swp-entry 7c00000000000001']],
    ['a pointer and a word', ['mm ffff888012340000 pgd ffff888012350000 pte 0x67'], ['pte 67']],
    [
      'a sentence',
      ['pte f000dee8f000dee8, pmd 0; swap entry 00002d15, pte 005a2a80'],
      ['pte f000dee8f000dee8', 'pmd 0', 'swp-entry 2d15', 'pte 5a2a80'],
    ],
    ['pagemap', ['pme 80000000000000', 'pme 8000000000000'], ['pagemap 80000000000000', 'pagemap 8000000000000']],
    [
      'C source',
      ['        uint64_t pte = 0x8000000012676867ULL;', '        *pte = 0x800000000009c067;'],
      ['pte 8000000012676867', 'pte 800000000009c067'],
    ],
    [
      'swap',
      ['swap_free: Bad swap file entry 007e9058', '__swap_duplicate: Unused swap offset entry 00002d15'],
      ['swp-entry 7e9058', 'swp-entry 2d15'],
    ],
  ])('%s', (_, lines, words) => expect(read(...lines)).toEqual(words));
});

describe('what is no entry', () => {
  it.each([
    'RIP: 0010:copy_page_range+0x12a/0x1a30',
    'RIP: 0033:0x7f8b9c0d1e2f',
    'RSP: 0018:ffffc90000a7bd68 EFLAGS: 00010246',
    'RSP: 002b:00007ffd12345678 EFLAGS: 00000246 ORIG_RAX: 000000000000000b',
    'RAX: 8000000012345067 RBX: 0000000000000000 RCX: 0000000000000067',
    'R13: 8000000012345067 R14: 0000000000001000 R15: 0000000000000000',
    'FS:  00007f1234567740(0000) GS:ffff88813bc00000(0000) knlGS:0000000000000000',
    'CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033',
    'CR2: 00007fd84bb1c000 CR3: 0000000012345000 CR4: 00000000003706f0',
    'Code: 48 89 e5 41 57 41 56 <48> 8b 07 0f 1f 44 00 00',
    ' [<ffffffff81234567>] ? do_exit+0x12/0x30',
    ' do_syscall_64+0x5b/0x80',
    'BUG: unable to handle page fault for address: ffffc90000a7bd68',
    '#PF: error_code(0x0003) - permissions violation',
    'page:ffffea0004891000 refcount:2 mapcount:1 mapping:ffff888139ab1234 index:0x7f84bb1c pfn:0x122440',
    'page: refcount:1 mapcount:-1 mapping:0000000000000000 index:0x1 pfn:0x462500',
    'flags: 0x17ffffc0080014(uptodate|lru|swapbacked|node=0|zone=2|lastcpupid=0x1fffff)',
    'raw: 0017ffffc0080014 ffffea0004891008 ffffea0004890fc8 ffff888139ab1234',
    'head:ffffea0004891000 order:9 compound_mapcount:0',
    'PA: 0x13fffea08',
    'anon flags: 0x17ffffc0080014',
    'UUID: 6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    'pci 0000:00:1f.2: [8086:2922] type 00 class 0x010601',
    'commit 1234567890abcdef1234567890abcdef12345678',
    '7f8b9c000000-7f8b9c021000 rw-p 00000000 00:00 0',
    '>ffff888012345680: fa fb fb fb fb fb fb fb fb fb fb fb fb fb fb fb',
    '------ spte = 0x8000000012345067 level = 4, rsvd bits = 0x8000000000000',
    'mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 5: be00000000800400',
    'AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000f address=0x8000000012345067 flags=0x0000]',
    'pgd = ffff88801234a000',
    'mm_struct: ffff888012340000 pgd: 0xffff888012350000',
    'BUG: Bad rss-counter state mm:ffff888012340000 type:MM_ANONPAGES val:5',
    'BUG: Bad page state in process a  pfn:122440',
    'vma ffff888012340000 start 00007f8b9c000000 end 00007f8b9c021000 mm ffff888012340000',
    'prot 8000000000000025 anon_vma ffff888104c3c000 vm_ops 0000000000000000',
    'Kernel Offset: 0x1e000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)',
    'head: 0017ffffc0080014 dead000000000122 0000000000000000 0000000100000001',
    'list_del corruption. prev->next should be ffffea0004891008, but was dead000000000122',
    'file:(null) fault:0x0 mmap:0x0 read_folio:0x0',
    'file:(null) fault:0x0 mmap:0x0 mmap_prepare: 0x0 readpage:0x0',
    'general protection fault, probably for non-canonical address 0xdffffc0000000000: 0000 [#1] PREEMPT SMP KASAN',
    'KASAN: null-ptr-deref in range [0x0000000000000000-0x0000000000000007]',
    'traps: a[1234] general protection fault ip:7f8b9c0d1e2f sp:7ffd12345678 error:0 in libc.so.6[7f8b9c028000+195000]',
    'Call Trace:',
    'pmd bad, pte added',
  ])('%s', (line) => expect(read(line)).toEqual([]));
});
