/** The tests of mmBatch.test.ts with all of what it takes samples of. */
import './mmBatch.test.ts';
