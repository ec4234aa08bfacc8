/** The tests of decode.test.ts with all of what it takes samples of. */
import './decode.test.ts';
