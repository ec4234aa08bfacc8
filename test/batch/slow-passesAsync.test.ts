/** The tests of passesAsync.test.ts with all of what it takes samples of. */
import './passesAsync.test.ts';
