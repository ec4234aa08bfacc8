/** The tests of kernel.test.ts with all of what it takes samples of. */
import './kernel.test.ts';
