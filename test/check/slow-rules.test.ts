/** The tests of rules.test.ts with all of what it takes samples of. */
import './rules.test.ts';
