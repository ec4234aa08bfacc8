/** The tests of mapAsync.test.ts with all of what it takes samples of. */
import './mapAsync.test.ts';
