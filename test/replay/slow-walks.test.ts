/** The tests of walks.test.ts with all of what it takes samples of. */
import './walks.test.ts';
