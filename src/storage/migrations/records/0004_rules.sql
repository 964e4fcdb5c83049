-- 0004_rules.sql: what rules must remember rides with the records.
-- min-reader: 4
-- Released migrations are never edited. To change something, write the next one.

-- `digest` is a keyed one of rule and key; `sealed` holds both and the value, with the digest as context.
CREATE TABLE rule (
  digest BLOB PRIMARY KEY NOT NULL,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Proves the rows of `rule` as a set. Empty before the first; one byte once they were lost. Under the mac
-- of the row, which older programs could not make.
ALTER TABLE state ADD COLUMN rules BLOB NOT NULL DEFAULT x'';
