/** What other features know of clusters. */
export { isChangeable } from './rules.ts';
