/** The native engine where this checkout has one built. Tests that need it are skipped elsewhere, and counted so. */
import { type Addon, loadAddon } from '../../lib/batch/engine/native.ts';

function addonOrNone(): Addon | undefined {
  try {
    return loadAddon();
  } catch (error) {
    const { PTE_ADDON, PTE_ENGINE } = process.env;
    if (PTE_ADDON || PTE_ENGINE === 'native') throw error;
    return undefined;
  }
}

const found = addonOrNone();

/** Whether there is one: `describe.skipIf(!native)`. */
export const native = found !== undefined;

const none = {
  targets: () => ['scalar', 'none'],
  setTarget: () => {},
  forms: () => ['none'],
  setForm: () => {},
  decode: () => {},
};

/** The addon. Where there is none it does nothing, with two instruction sets, so that tests over them have names to skip. */
export const addon: Addon = found ?? (none as unknown as Addon);
