/** The tests of finds.test.ts with all of what it takes samples of. */
import './finds.test.ts';
