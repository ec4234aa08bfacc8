/** The tests of pte.test.ts with all of what they take samples of. */
import './pte.test.ts';
