/** The tests of unreduced.test.ts with all of what it takes samples of. */
import './unreduced.test.ts';
