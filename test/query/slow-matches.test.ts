/** The tests of matches.test.ts with all of what it takes samples of. */
import './matches.test.ts';
