/** The tests of census.test.ts with all of what it takes samples of. */
import './census.test.ts';
