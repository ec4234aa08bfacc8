/** The tests of selftests.test.ts with all of what it takes samples of. */
import './selftests.test.ts';
