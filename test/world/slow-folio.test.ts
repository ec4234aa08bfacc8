/** The tests of folio.test.ts with all of what it takes samples of. */
import './folio.test.ts';
