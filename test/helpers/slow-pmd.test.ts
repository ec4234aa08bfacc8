/** The tests of pmd.test.ts with all of what they take samples of. */
import './pmd.test.ts';
