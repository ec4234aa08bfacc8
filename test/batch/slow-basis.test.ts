/** The tests of basis.test.ts with all of what it takes samples of. */
import './basis.test.ts';
