/** The tests of entryTypes.test.ts with all of what it takes samples of. */
import './entryTypes.test.ts';
