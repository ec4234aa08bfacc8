/** The tests of answers.test.ts with all of what it takes samples of. */
import './answers.test.ts';
