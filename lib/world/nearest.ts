/** What somebody may have meant. */
export { nearest } from '../base/nearest.ts';
