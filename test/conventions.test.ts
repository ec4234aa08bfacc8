/** What the code of a room may say, read from its syntax trees: the rules of CONTRIBUTING that a machine can judge. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { kernels } from '../spec/kernels.ts';
import { filesIn, parsed, textOf } from './support/tree.ts';

/** Every node of some files for which `is` holds, as `file: text`. */
function nodes(files: readonly string[], is: (node: ts.Node) => boolean): string[] {
  const found: string[] = [];
  for (const file of files) {
    const visit = (node: ts.Node): void => {
      if (is(node)) found.push(`${file}: ${node.getText()}`);
      ts.forEachChild(node, visit);
    };
    visit(parsed(file));
  }
  return found;
}
const lib = filesIn('lib', '.ts');
const native = filesIn('native', '.cpp', '.hpp');

describe('kernel logic', () => {
  it('speaks in helpers: no mask of the kernel, no shift, no bit of an entry', () => {
    const masks = ['mask', 'clear', 'type'];
    const shifts = [ts.SyntaxKind.LessThanLessThanToken, ts.SyntaxKind.GreaterThanGreaterThanToken];
    const said = nodes(filesIn('lib/mm', '.ts'), (node) => {
      if (ts.isPropertyAccessExpression(node))
        return node.expression.getText() === 'k' && masks.includes(node.name.text);
      if (ts.isBinaryExpression(node)) return shifts.includes(node.operatorToken.kind);
      return ts.isBigIntLiteral(node) && node.text !== '0n' && node.text !== '1n';
    });
    expect(said).toEqual([]);
  });
});

describe('dates', () => {
  const series = new Set<string>(kernels.map((k) => k.series));

  it('stand in spec alone: no string of other code is a release', () => {
    const code = [
      ...lib,
      ...filesIn('crosscheck', '.ts'),
      ...filesIn('fuzz', '.ts'),
      ...filesIn('explorer', '.ts'),
      ...filesIn('record', '.ts'),
    ];
    const named = nodes(
      code,
      (node) => ts.isStringLiteralLike(node) && series.has(node.text.replace(/^v/, '').split('.', 2).join('.')),
    );
    expect(named).toEqual([]);
  });

  it('stand in generated rows alone, in C++', () => {
    const places = /\b(?:1u?l{0,2}|u64\{1\}|u64\(1\)) ?<< ?[0-9]+|\b[4-7]\.\d{1,2}\b/i;
    const example = /inline constexpr Layout v\d/; // for the static_asserts that explain the codec
    const said = native
      .filter((file) => !textOf(file).startsWith('// Generated') && !file.includes('/test/'))
      .flatMap((file) => textOf(file).split('\n'))
      .map((line) => line.replace(/\/\/.*/, ''))
      .filter((line) => places.test(line) && !example.test(line));
    expect(said).toEqual([]);
  });
});

describe('the core', () => {
  it('knows Node in one room only', () => {
    const node = native.filter((file) => /#include [<"](napi|node_api)/.test(textOf(file)));
    expect(node).toContain('native/node/addon.cpp');
    expect(node.filter((file) => !file.startsWith('native/node/'))).toEqual([]);
  });
});
