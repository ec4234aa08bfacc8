/** The tests of translate.test.ts with all of what it takes samples of. */
import './translate.test.ts';
