/** The tests of from.test.ts with all of what it takes samples of. */
import './from.test.ts';
