/** The tests of history.test.ts with all of what it takes samples of. */
import './history.test.ts';
