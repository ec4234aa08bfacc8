/** The features of a userfaultfd context. */
import type { Row } from '../../../spec/schema.ts';
import { uapi } from '../../../spec/uapi.ts';
import type { Kernel, UapiId } from '../../kernel/kernel.ts';

/** What UFFDIO_API answers. */
export interface ApiOutcome {
  readonly returned: 0 | '-EINVAL';
  /** The features that the context has afterwards; none where the kernel refuses. */
  readonly features: readonly UapiId[];
}

/** Whether there is such a call as userfaultfd() at all. Where write protection is an option of its own, it does not tell. */
export const hasUserfaultfd = (k: Kernel): boolean => k.config.uffdWp || !k.does('uffdWpIsUserfaultfd');

/** Whether the release knows a feature, with its option or without. */
function isKnown(k: Kernel, id: UapiId): boolean {
  const rows: readonly Row[] = uapi.filter((row) => row.id === id);
  return rows.some(({ needs: _, ...row }) => k.holds('uapi', row));
}

/**
 * mm/userfaultfd.c (fs/userfaultfd.c before), userfaultfd_api(): a new context asks for `features`. Features that the release does not
 * know, and features whose option is off, are refused, passed over or given, as the release has it. Modelled is -EINVAL for them, and
 * for RWP_ASYNC without RWP; the -EPERM of EVENT_FORK without CAP_SYS_PTRACE and the -EINVAL of a second call have no input.
 */
export function userfaultfdApi(k: Kernel, features: readonly UapiId[]): ApiOutcome {
  const known = features.filter((id) => isKnown(k, id));
  const refused =
    (known.length < features.length && !k.does('apiDropsUnknownFeatures')) ||
    (k.does('apiChecksOptions') && known.some((id) => !k.has(id))) ||
    (known.includes('UFFD_FEATURE_RWP_ASYNC') && !known.includes('UFFD_FEATURE_RWP'));
  if (refused) return { returned: '-EINVAL', features: [] };
  const implied: readonly UapiId[] = known.includes('UFFD_FEATURE_WP_ASYNC') ? ['UFFD_FEATURE_WP_UNPOPULATED'] : [];
  return { returned: 0, features: [...new Set([...known, ...implied])] };
}
