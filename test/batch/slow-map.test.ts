/** The tests of map.test.ts with all of what it takes samples of. */
import './map.test.ts';
