-- 0003_sealed.sql: records at rest are sealed.
-- min-reader: 3
-- Released migrations are never edited. To change something, write the next one.

-- The program seals the rows of the old table into the new one and then drops it; while it is there
-- the file may still hold them in the clear (record_sealing.cpp).
ALTER TABLE record RENAME TO record_open;

-- `sealed` is the whole record but for `late`, with seq as context. `person` and `value` are keyed
-- digests, so that records are found by them; empty where absent. Each mac is over the row (but for
-- `late`) and the mac of the row before.
CREATE TABLE record (
  seq    INTEGER PRIMARY KEY NOT NULL,
  kind   TEXT NOT NULL,
  person BLOB NOT NULL,
  value  BLOB NOT NULL,
  late   INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  mac    BLOB NOT NULL
) STRICT;

-- The newest generation of people.db that was told when a record was written: an older people.db that
-- is put back, with its seals, is contradicted by the records.
ALTER TABLE state ADD COLUMN people_generation INTEGER NOT NULL DEFAULT 0;
