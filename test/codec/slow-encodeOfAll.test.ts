/** The tests of encode.test.ts with all of what it takes samples of. */
import './encode.test.ts';
