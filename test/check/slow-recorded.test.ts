/** The tests of recorded.test.ts with all of what it takes samples of. */
import './recorded.test.ts';
