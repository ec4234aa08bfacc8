/** The tests of compile.test.ts with all of what it takes samples of. */
import './compile.test.ts';
