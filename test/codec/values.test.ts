/** What a bit says as it stands: the value that it has, and the release at hand. */
import { describe, expect, it } from 'vitest';
import { explain } from '../../lib/codec/explain.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { layoutForms } from '../../lib/picture/layoutForms.ts';
import { kernels } from '../../spec/kernels.ts';

const said = (version: string, word: bigint, name: string) =>
  explain(kernel(version), word).parts.find((part) => part.name === name)?.text;

describe('the text of a bit', () => {
  // Volume 3A of Intel's manual, table 4-20: R/W, U/S and XD, both values
  it.each([
    ['_PAGE_NX', 0x8000000012345067n, 'no instruction fetch'],
    ['_PAGE_NX', 0x12345067n, 'instructions may be fetched'],
    ['_PAGE_RW', 0x12345067n, 'writes are allowed'],
    ['_PAGE_RW', 0x12345065n, 'writes fault'],
    ['_PAGE_USER', 0x12345063n, 'for the kernel alone'],
    ['_PAGE_PRESENT', 0x07fffffffffbfe0an, 'every access faults'],
    ['_PAGE_SWP_EXCLUSIVE', 0x07fffffffffbfe02n, 'the page may belong to other processes, too'],
    ['PTE_MARKER_GUARD', 0xfffffffffffff600n, 'a guard region: access gets SIGSEGV; stored inverted'],
    ['PTE_MARKER_UFFD_WP', 0xfffffffffffff600n, 'no write protection by userfaultfd; stored inverted'],
  ])('%s of 0x%s is about its value', (name, word, text) => {
    expect(said('6.13', word, name)).toBe(text);
  });

  it('names no release: it follows the kernel at hand', () => {
    for (const { series } of kernels)
      for (const { parts } of layoutForms(kernel(series)))
        for (const { name, text } of parts)
          expect(`${series} ${name}: ${text}`.slice(series.length)).not.toMatch(/\b[4-7]\.\d/);
  });

  it('speaks of shadow stacks and PROT_NONE under userfaultfd where the release has them', () => {
    expect(said('6.5', 0x12345067n, '_PAGE_DIRTY')).not.toContain('shadow');
    expect(said('6.6', 0x12345067n, '_PAGE_DIRTY')).toContain('shadow');
    expect(said('7.2', 0x12345467n, '_PAGE_UFFD_WP')).not.toContain('PROT_NONE');
    expect(said('7.3', 0x12345467n, '_PAGE_UFFD')).toContain('PROT_NONE');
  });

  it('of a layout is about both values', () => {
    const nx = layoutForms(kernel('6.1'))[0]?.parts.find(({ name }) => name === '_PAGE_NX');
    expect(nx?.text).toBe('1: no instruction fetch; 0: instructions may be fetched');
  });
});
