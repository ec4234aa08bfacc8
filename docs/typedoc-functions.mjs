/**
 * Lists what checked() and checkedHelper() wrap among the functions: to TypeDoc they are constants of a function's type, and a
 * reader looks for pteMkuffdWp() beside pteMkyoung().
 */
import { Converter, ReflectionKind } from 'typedoc';

function asFunction(reflection) {
  const signatures = reflection.type?.type === 'reflection' ? reflection.type.declaration.signatures : undefined;
  if (!signatures) return;
  for (const signature of signatures) {
    signature.parent = reflection;
    signature.name = reflection.name;
    if (reflection.comment) signature.comment = reflection.comment; // not that of the function inside
  }
  reflection.kind = ReflectionKind.Function;
  reflection.signatures = signatures;
  reflection.type = undefined;
  reflection.defaultValue = undefined;
  reflection.comment = undefined;
}

export const load = (app) =>
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Variable)) asFunction(reflection);
  });
