/** The tests of everyRelease.test.ts with all of what it takes samples of. */
import './everyRelease.test.ts';
