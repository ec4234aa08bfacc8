/** The tests of find.test.ts with all of what it takes samples of. */
import './find.test.ts';
