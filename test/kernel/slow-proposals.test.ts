/** The tests of proposals.test.ts with all of what it takes samples of. */
import './proposals.test.ts';
