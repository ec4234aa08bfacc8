/** The tests of uffd.test.ts with all of what they take samples of. */
import './uffd.test.ts';
