// A program that goes through the doors of the package, and what it prints.

export const word = '0x07fffffffffbfe0a'; // a swap entry of 6.12 with offset 0x200

/** Of each door what is taken, what is done with it, and what that gives. */
const doors = {
  'x86-pte': {
    names: '{ decode, decodeBatch, kernel }',
    use: `const k = kernel('6.12');
const d = decode(k, ${word}n);
const { kind } = decodeBatch(k, new BigUint64Array(100).fill(${word}n));
const all = [d.kind, d.kind === 'swap' && String(d.swapOffset), kind.length];`,
    gives: 'swap 512 100',
  },
  'x86-pte/log': {
    names: '{ LogReader, parseWord, sayings }',
    use: `const [line] = new LogReader({ kernel: k }).push('Bad swap file entry 7c00000000000001');
all.push(line?.words[0]?.as, String(parseWord('67')), line && sayings(line)[0]?.name);`,
    gives: 'swp-entry 103 swp_entry_t',
  },
  'x86-pte/rows.json': { names: 'rows', use: 'all.push(rows.kinds.length > 5);', gives: 'true' },
  'x86-pte/package.json': { names: 'about', use: 'all.push(about.name);', gives: 'x86-pte' },
  'x86-pte/fast-check': { names: '{ kindsOf }', use: `all.push(kindsOf(k).includes('swap'));`, gives: 'true' },
};

/** The doors that need no other package. */
export const own = Object.keys(doors).filter((name) => name !== 'x86-pte/fast-check');
const every = Object.keys(doors);

const ends = (name) => (name.endsWith('.json') ? ` with { type: 'json' }` : '');
const opening = {
  import: (name) => `import ${doors[name].names} from '${name}'${ends(name)};`,
  require: (name) => `const ${doors[name].names} = require('${name}');`,
};

/** The program, up to what it has found: an array named `all`. */
export const program = (how, names = every) =>
  [...names.map(opening[how]), ...names.map((name) => doors[name].use), ''].join('\n');

/** What it finds, in a line. */
export const found = (names = every) => names.map((name) => doors[name].gives).join(' ');

export const tell = `console.log(all.join(' '));\n`;
