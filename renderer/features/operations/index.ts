/** What other features know of operations. */
export { OperationsTable } from './operations-table.tsx';
