/** The tests of explain.test.ts with all of what it takes samples of. */
import './explain.test.ts';
