/** The tests of family.test.ts with all of what it takes samples of. */
import './family.test.ts';
