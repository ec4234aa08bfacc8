/** The tests of explore.test.ts with all of what it takes samples of. */
import './explore.test.ts';
