/** The tests of batch.test.ts with all of what it takes samples of. */
import './batch.test.ts';
