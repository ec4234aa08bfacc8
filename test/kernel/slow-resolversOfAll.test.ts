/** The tests of resolvers.test.ts with all of what it takes samples of. */
import './resolvers.test.ts';
