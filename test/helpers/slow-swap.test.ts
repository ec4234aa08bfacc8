/** The tests of swap.test.ts with all of what they take samples of. */
import './swap.test.ts';
