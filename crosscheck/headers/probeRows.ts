/** Which rows of the probe's tables a kernel has, read from what the compiler says about them. */

/** A row that the headers at hand do not have. */
export interface Lacking {
  readonly table: 'helpers' | 'constants';
  readonly name: string;
  /** The compiler's first complaint about the row. */
  readonly reason: string;
  /** It lives outside the headers, and the kernel's source was not given or does not have it. */
  readonly needsSource: boolean;
}

/** What the compiler says about the probe's tables. */
export interface RowErrors {
  /** First complaint by row, keyed 'helpers:12'. */
  readonly byRow: ReadonlyMap<string, string>;
  /** Functions that nobody declares; the compiler complains about the first use of each only. */
  readonly undeclared: ReadonlySet<string>;
  /** Complaints that no row caused. */
  readonly elsewhere: readonly string[];
}

/** Takes the compiler's messages apart. An error inside a macro of the kernel is followed by notes that lead to our row. */
export function rowErrors(messages: string): RowErrors {
  const byRow = new Map<string, string>();
  const undeclared = new Set<string>();
  const elsewhere: string[] = [];
  let homeless: string | undefined;
  const settle = () => {
    if (homeless !== undefined) elsewhere.push(homeless);
    homeless = undefined;
  };
  for (const line of messages.split('\n')) {
    const row = /(?:^|\/)(helpers|constants)\.rows:(\d+):/.exec(line);
    const error = /: (?:fatal )?error: (.*)$/.exec(line)?.[1];
    if (error !== undefined) {
      settle();
      const name = /implicit declaration of function '(\w+)'/.exec(error)?.[1];
      if (name !== undefined) undeclared.add(name);
      homeless = line;
    }
    if (row && homeless !== undefined && (error !== undefined || line.includes(' note: '))) {
      const key = `${row[1]}:${row[2]}`;
      if (!byRow.has(key)) byRow.set(key, homeless.replace(/^.*?error: /, ''));
      homeless = undefined;
    }
  }
  settle();
  return { byRow, undeclared, elsewhere };
}

/** The table without the rows that do not compile, and of rows with one name only the first that does. Lines keep their numbers. */
export function selectRows(
  table: Lacking['table'],
  def: string,
  errors: RowErrors,
): { text: string; lacking: Lacking[] } {
  const taken = new Set<string>();
  const complaints = new Map<string, string[]>();
  const lines = def.split('\n').map((line, index) => {
    const name = /^\w+\((\w+)/.exec(line)?.[1];
    if (name === undefined) return line;
    const complaint = errors.byRow.get(`${table}:${index + 1}`) ?? undeclaredCall(line, errors.undeclared);
    if (complaint !== undefined) complaints.set(name, [...(complaints.get(name) ?? []), complaint]);
    if (complaint !== undefined || taken.has(name)) return '';
    taken.add(name);
    return line;
  });
  const lacking = [...complaints]
    .filter(([name]) => !taken.has(name))
    .map(([name, [reason = '', ...more]]) => ({
      table,
      name,
      reason,
      needsSource: [reason, ...more].some((text) => text.includes("'CUT_")),
    }));
  return { text: lines.join('\n'), lacking };
}

function undeclaredCall(line: string, undeclared: ReadonlySet<string>): string | undefined {
  const value = line.slice(line.indexOf(',') + 1);
  const name = [...undeclared].find((called) => new RegExp(`\\b${called}\\(`).test(value));
  return name === undefined ? undefined : `implicit declaration of function '${name}'`;
}
