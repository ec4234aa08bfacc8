/** The tests of random.test.ts with all of what it takes samples of. */
import './random.test.ts';
