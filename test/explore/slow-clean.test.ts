/** The tests of clean.test.ts with all of what it takes samples of. */
import './clean.test.ts';
