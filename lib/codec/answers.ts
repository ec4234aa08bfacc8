/**
 * The objects that decode() gives. What they inherit makes JSON.stringify() take them; each class has the fields of one shape in
 * their order, so that an answer costs little more than a literal.
 */
import { inJson } from '../base/json.ts';
import type { Decoded, Mapped, Migration, None, PfnEntry, PteMarker, Swap, Unknown } from './decoded.ts';

/** What all answers have; it is no field of theirs. */
class Answer {
  /** The entry as `pte decode --json` prints it: bigints as text. */
  toJSON(): object {
    return inJson(this);
  }
}

type Making<T> = { -readonly [K in keyof T]: T[K] };

class MappedAnswer extends Answer {
  constructor(e: Mapped) {
    super();
    const to = this as unknown as Making<Mapped>;
    to.kind = e.kind;
    to.level = e.level;
    to.pfn = e.pfn;
    to.young = e.young;
    to.dirty = e.dirty;
    to.write = e.write;
    to.user = e.user;
    to.exec = e.exec;
    to.global = e.global;
    to.special = e.special;
    to.softDirty = e.softDirty;
    to.uffdWp = e.uffdWp;
    to.pkey = e.pkey;
    to.huge = e.huge;
    to.flags = e.flags;
    to.unexplained = e.unexplained;
    to.raw = e.raw;
  }
}

class MigrationAnswer extends Answer {
  constructor(e: Migration) {
    super();
    const to = this as unknown as Making<Migration>;
    to.kind = e.kind;
    to.level = e.level;
    to.pfn = e.pfn;
    to.swapType = e.swapType;
    to.swapOffset = e.swapOffset;
    to.young = e.young;
    to.dirty = e.dirty;
    to.softDirty = e.softDirty;
    to.uffdWp = e.uffdWp;
    to.exclusive = e.exclusive;
    to.flags = e.flags;
    to.unexplained = e.unexplained;
    to.raw = e.raw;
  }
}

class PfnAnswer extends Answer {
  constructor(e: PfnEntry) {
    super();
    const to = this as unknown as Making<PfnEntry>;
    to.kind = e.kind;
    to.level = e.level;
    to.pfn = e.pfn;
    to.swapType = e.swapType;
    to.swapOffset = e.swapOffset;
    to.softDirty = e.softDirty;
    to.uffdWp = e.uffdWp;
    to.exclusive = e.exclusive;
    to.flags = e.flags;
    to.unexplained = e.unexplained;
    to.raw = e.raw;
  }
}

class MarkerAnswer extends Answer {
  constructor(e: PteMarker) {
    super();
    const to = this as unknown as Making<PteMarker>;
    to.kind = e.kind;
    to.level = e.level;
    to.swapType = e.swapType;
    to.swapOffset = e.swapOffset;
    to.marker = e.marker;
    to.softDirty = e.softDirty;
    to.uffdWp = e.uffdWp;
    to.exclusive = e.exclusive;
    to.flags = e.flags;
    to.unexplained = e.unexplained;
    to.raw = e.raw;
  }
}

class SwapAnswer extends Answer {
  constructor(e: Swap | Unknown) {
    super();
    const to = this as unknown as Making<Swap | Unknown>;
    to.kind = e.kind;
    to.level = e.level;
    to.swapType = e.swapType;
    to.swapOffset = e.swapOffset;
    to.softDirty = e.softDirty;
    to.uffdWp = e.uffdWp;
    to.exclusive = e.exclusive;
    to.flags = e.flags;
    to.unexplained = e.unexplained;
    to.raw = e.raw;
  }
}

class NoneAnswer extends Answer {
  constructor(e: None) {
    super();
    const to = this as unknown as Making<None>;
    to.kind = e.kind;
    to.level = e.level;
    to.flags = e.flags;
    to.unexplained = e.unexplained;
    to.raw = e.raw;
  }
}

/** `kind` is one of two, and both have this shape. */
export const mappedAnswer = (e: Mapped): Decoded => new MappedAnswer(e) as unknown as Decoded;
/** A page under migration. */
export const migrationAnswer = (e: Migration): Decoded => new MigrationAnswer(e) as unknown as Decoded;
/** An entry of another kind that holds a page frame number. */
export const pfnAnswer = (e: PfnEntry): Decoded => new PfnAnswer(e) as unknown as Decoded;
/** A marker. */
export const markerAnswer = (e: PteMarker): Decoded => new MarkerAnswer(e) as unknown as Decoded;
/** A page of a swap area. */
export const swapAnswer = (e: Swap | Unknown): Decoded => new SwapAnswer(e) as unknown as Decoded;
/** An empty entry. */
export const noneAnswer = (e: None): Decoded => new NoneAnswer(e) as unknown as Decoded;
