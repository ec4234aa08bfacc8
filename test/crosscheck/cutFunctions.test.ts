/** Helpers cut out of C files, whoever wrote these. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cutDefinitions } from '../../crosscheck/headers/cutFunctions.ts';
import { plainC, withoutBody } from '../../crosscheck/prove/cText.ts';

const tree = mkdtempSync(join(tmpdir(), 'pte-cut-'));
mkdirSync(join(tree, 'mm'));
const file = join(tree, 'mm/mmap.c');
afterAll(() => rmSync(tree, { recursive: true }));
const cutOf = (text: string): string => {
  writeFileSync(file, text);
  return cutDefinitions(tree);
};
/** Ends what takes the square of its input: hours. What is linear takes milliseconds. */
const minute = 60_000;

describe('a definition', () => {
  it('is cut out with its macro', () => {
    const map = 'pgprot_t protection_map[16] __ro_after_init = {\n\t__P000\n};';
    const get = 'pgprot_t vm_get_page_prot(unsigned long vm_flags)\n{\n\treturn a;\n}';
    expect(cutOf(`int a;\n${map}\nEXPORT_SYMBOL(a);\n${get}\nint b;\n`)).toBe(
      `#define CUT_protection_map protection_map\n${map}\n#define CUT_vm_get_page_prot vm_get_page_prot\n${get}`,
    );
  });

  it('is none where the name is only declared, called, or without an end', () => {
    expect(cutOf('pgprot_t vm_get_page_prot(unsigned long vm_flags);\n')).toBe('');
    expect(cutOf('pgprot_t vm_get_page_prot(unsigned long) x\n{\n}\n')).toBe('');
    expect(cutOf('\tpgprot_t vm_get_page_prot(int a)\n{\n}\n')).toBe('');
    expect(cutOf('pgprot_t vm_get_page_prot(int a)\n{\n')).toBe('');
  });

  it('comes after a declaration, too', () => {
    expect(cutOf('pgprot_t vm_get_page_prot(int);\npgprot_t vm_get_page_prot(int a) {\n}\n')).toContain('(int a) {\n}');
  });

  it.each([
    ['a line of spaces', `pgprot_t protection_map[16]${' '.repeat(2_000_000)}x`],
    ['heads without bodies', 'pgprot_t vm_get_page_prot(\n'.repeat(200_000)],
    ['brackets', `pgprot_t vm_get_page_prot(${')'.repeat(2_000_000)}`],
    ['bodies without an end', 'pgprot_t vm_get_page_prot(int a) {\n'.repeat(100_000)],
  ])('is looked for in %s in a time that grows with the text', (_, text) => expect(cutOf(text)).toBe(''), minute);

  it('is not looked for in what is no C file by its size', () => {
    truncateSync(file, 600 << 20);
    expect(() => cutDefinitions(tree)).toThrow('expected a C file of at most 16,777,216 bytes');
  });
});

describe('C of headers', () => {
  it.each([
    ['quotes without an end', `${'"\\'.repeat(500_000)}`],
    ['quotes in brackets', `_Static_assert(${'\'"\\'.repeat(300_000)}`],
  ])(
    'with %s is read in a time that grows with the text',
    (_, text) => expect(plainC(text)).toBeTypeOf('string'),
    minute,
  );

  it('may not have types to infer in one another without end', () => {
    const nested = (depth: number): string => (depth === 0 ? '1' : `({ __auto_type x = ${nested(depth - 1)}; x; })`);
    expect(plainC(nested(5))).not.toContain('__auto_type');
    expect(() => plainC(nested(60))).toThrow('expected __auto_type within at most 12 others, got more');
  });

  it(
    'loses a body in a time that grows with the text, however calls are nested',
    () => {
      const text = `${'f('.repeat(300_000)}${')'.repeat(300_000)};`;
      expect(withoutBody(text, 'f')).toBe(text);
    },
    minute,
  );
});
