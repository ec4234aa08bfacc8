/** The tests of claims.test.ts with all of what it takes samples of. */
import './claims.test.ts';
