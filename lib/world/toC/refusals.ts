/** What no C program does, and why. */
import { rangeError } from '../../base/errors.ts';
import { pteWrite } from '../../helpers/pgtable.ts';
import type { OperationName } from '../operations/list.ts';
import { halfOf } from '../operations/names.ts';
import type { ScenarioRow } from '../scenario.ts';
import { type ScriptLine, sayLine } from '../script.ts';
import type { MappingName } from '../start/mappings.ts';
import { calls, type Said } from './calls.ts';
import { mapped } from './mappings.ts';

/** What is thrown for a script that cannot be said in C. */
export const cannotSay = (why: string): Error =>
  rangeError(`expected a script that a C program can do, got ${why}`, 'ERR_PTE_INPUT');

/** Why no program does a line; undefined where one can. */
export function whyNot(line: Pick<ScriptLine, 'name' | 'word'>): string | undefined {
  if (line.name === 'migrate-begin' || line.name === 'migrate-end') return undefined; // race.ts
  if (halfOf(line.name) || !Object.hasOwn(calls, line.name))
    return 'no program keeps a processor in the middle of a call';
  const call: object = calls[line.name as OperationName];
  if ('not' in call) return String(call.not);
  if (line.name === 'pageout' && line.word === 'disk')
    return 'how long the swap cache keeps a page is the choice of the machine';
  if (line.name === 'dontneed' && line.word !== '') return 'no page table is seen in /proc/PID/pagemap';
  return line.name === 'numa-hint' && line.word !== ''
    ? 'which mappings NUMA balancing passes over is its choice'
    : undefined;
}

/** The C of a line, as a table has it. @throws RangeError (ERR_PTE_INPUT) where there is none. */
export function saidOf(line: ScriptLine): Said | undefined {
  const why = whyNot(line);
  if (why !== undefined) throw cannotSay(`${sayLine(line)}: ${why}`);
  const call: object = calls[line.name as OperationName];
  return 'c' in call ? (call as Said) : undefined;
}

/** The mapping in C. @throws RangeError (ERR_PTE_INPUT) where no program has it. */
export function mappedOf(name: MappingName) {
  const of = mapped[name];
  if ('not' in of) throw cannotSay(`${name}: ${of.not}`);
  return of;
}

/** @throws RangeError (ERR_PTE_INPUT) for what did not come about by the model, or never ends. */
export function checkRow({ operation, happened, result, events, before, world }: ScenarioRow, line: ScriptLine): void {
  if (result === 'cannot') throw cannotSay(`${operation}: ${events.at(-1) ?? 'the kernel has no such operation'}`);
  if (result === 'waits') throw cannotSay(`${operation}, which waits for another CPU`);
  if (happened.some(({ kind }) => kind === 'faultsForEver'))
    throw cannotSay(`${operation}, which by the model never ends: a program that ties up a processor is not written`);
  if (line.name === 'to-device' && world.mms.some(({ level }) => level === 'pmd'))
    throw cannotSay(`${operation} of a huge page: record/confirm/driver moves small ones`);
  if (line.name === 'pin' && !pteWrite(world.k, before))
    throw cannotSay(
      `${operation} of an entry that is not writable: programs pin for writing (fixed buffers of io_uring)`,
    );
}
