/** The tests of async.test.ts with all of what it takes samples of. */
import './async.test.ts';
