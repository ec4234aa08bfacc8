/** The tests of interleave.test.ts with all of what it takes samples of. */
import './interleave.test.ts';
