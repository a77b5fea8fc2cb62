/**
 * A step of the journal is known by its phase's name and subject, no longer by its place in the
 * list of phases: the list differs between versions of the program. The list that an operation was
 * begun with stands with it. That a host is claimed is a fact of its own, taken from the steps for
 * those that were claimed before.
 */
export const journalByName = `
CREATE TABLE journal_steps (
  operation_id TEXT NOT NULL REFERENCES operations(id), phase TEXT NOT NULL, subject TEXT NOT NULL,
  host_id TEXT NOT NULL, ordinal INTEGER NOT NULL, host TEXT NOT NULL, state TEXT NOT NULL,
  attempt INTEGER NOT NULL, started_at TEXT, ended_at TEXT, errors TEXT NOT NULL, changes TEXT NOT NULL,
  PRIMARY KEY (operation_id, phase, subject, host_id)
) STRICT, WITHOUT ROWID;
INSERT INTO journal_steps
  SELECT operation_id, phase, '', host_id, phase_index, host, state, attempt, started_at, ended_at,
    errors, changes
  FROM steps;
ALTER TABLE operations ADD COLUMN list_version TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN is_claimed INTEGER NOT NULL DEFAULT 0;
UPDATE hosts SET is_claimed = 1 WHERE status <> 'TERMINATED' AND id IN (
  SELECT host_id FROM steps WHERE phase = 'claim' AND state NOT IN ('pending', 'undone')
);
DROP TABLE steps;
`;
