/** What spec/options.ts says is what a caller reads at the keys of Config, and nothing is a switch there that is no row. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type OptionRow, options } from '../../spec/options.ts';
import { parsed } from '../support/tree.ts';

const config = parsed('lib/kernel/config.ts').statements.find(
  (node): node is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(node) && node.name.text === 'Config',
);
const keys = new Map(
  (config?.members ?? []).map((member) => [
    member.name?.getText(),
    {
      type: (member as ts.PropertySignature).type?.getText(),
      doc: ts.getJSDocCommentsAndTags(member)[0]?.getText() ?? '',
    },
  ]),
);

describe('the switches of Config', () => {
  it('are the rows of options, in their order', () => {
    const switches = [...keys].filter(([, { type }]) => type === 'boolean').map(([name]) => name);
    expect(switches).toEqual(options.map(({ id }) => id));
  });

  it.each(options as readonly OptionRow[])('name their symbols where they stand: $id', ({ id, symbols }) => {
    const named = [...(keys.get(id)?.doc ?? '').matchAll(/CONFIG_(\w+)/g)].map(([, symbol]) => symbol);
    expect(named).toEqual(symbols);
  });
});
