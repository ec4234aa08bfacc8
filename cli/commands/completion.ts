/** `pte completion bash|zsh`: a script to source. It is made from the commands themselves, so it cannot fall behind. */
import { Argument, type Command } from 'commander';
import { dashed } from '../../lib/base/spelling.ts';
import { switches } from '../../lib/kernel/config.ts';
import { kernels } from '../../spec/kernels.ts';
import { kinds } from '../../spec/kinds.ts';
import { protections, tableLevels } from '../../spec/present.ts';
import { markerBits } from '../../spec/swap.ts';
import { vectorFormats } from './vectors.ts';

/** Values of an option, out of the rows that the option itself asks. */
const valuesOf: Readonly<Record<string, readonly string[]>> = {
  '--paging': ['4', '5'],
  '--level': tableLevels,
  '--off': switches.map(dashed),
  '--prot': [...new Set(protections.map(({ id }) => id))],
  '--marker': markerBits.map(({ id }) => dashed(id)),
  '--format': vectorFormats,
};
const values = Object.entries(valuesOf);

interface Words {
  readonly name: string;
  readonly line: string;
  readonly options: readonly string[];
}

function words(root: Command): readonly Words[] {
  return root.commands.map((c) => ({
    name: c.name(),
    line: c.description(),
    options: c.options.flatMap((o) => (o.long ? [o.long] : [])).concat('--help'),
  }));
}

const kindNames = kinds.map(dashed).join(' ');
const versions = kernels.map((k) => k.series).join(' ');

const bash = (commands: readonly Words[]) => `# bash completion for pte: source <(pte completion bash)
_pte() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  case $prev in
    -k|--kernel) words="auto ${versions}" ;;
${values.map(([option, names]) => `    ${option}) words="${names.join(' ')}" ;;`).join('\n')}
    --config|--file|--svg) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    pte) words="${commands.map((c) => c.name).join(' ')} --help --version" ;;
    encode) words="${kindNames}" ;;
    diff|layout) words="${versions}" ;;
    completion) words="bash zsh" ;;
  esac
  if [[ -z $words || $cur == -* ]]; then
    case \${COMP_WORDS[1]} in
${commands.map((c) => `      ${c.name}) words="${c.options.join(' ')}" ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _pte pte`;

const zsh = (commands: readonly Words[]) => `#compdef pte
# zsh completion for pte: source <(pte completion zsh)
_pte() {
  local -a commands=(${commands.map((c) => `'${c.name}:${c.line.replace(/'/g, "'\\''")}'`).join(' ')})
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case $words[CURRENT-1] in
    -k|--kernel) compadd auto ${versions}; return ;;
${values.map(([option, names]) => `    ${option}) compadd ${names.join(' ')}; return ;;`).join('\n')}
    --config|--file|--svg) _files; return ;;
    encode) compadd ${kindNames} ;;
    diff|layout) compadd ${versions} ;;
    completion) compadd bash zsh ;;
  esac
  case $words[2] in
${commands.map((c) => `    ${c.name}) compadd -- ${c.options.join(' ')} ;;`).join('\n')}
  esac
}
compdef _pte pte`;

/** `whole` gives the program with every command complete. */
export function define(command: Command, whole: () => Promise<Command>): void {
  command
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .addHelpText('after', '\nExamples:\n  source <(pte completion bash)\n  pte completion zsh > ~/.zfunc/_pte')
    .action(async (shell: 'bash' | 'zsh') => {
      const script = shell === 'bash' ? bash : zsh;
      console.log(script(words(await whole())));
    });
}
