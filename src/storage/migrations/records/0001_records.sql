-- 0001_records.sql: the ring of records and how far it has been acknowledged.
-- min-reader: 1
-- Released migrations are never edited. To change something, write the next one.

CREATE TABLE migration (
  number     INTEGER PRIMARY KEY NOT NULL,
  name       TEXT NOT NULL,
  min_reader INTEGER NOT NULL
) STRICT;

-- Words of the protocol, empty where absent. Each mac is over the row (but for `late`) and the mac
-- of the row before.
CREATE TABLE record (
  seq              INTEGER PRIMARY KEY NOT NULL,
  at_ms            INTEGER NOT NULL,
  unsure           INTEGER NOT NULL,
  kind             TEXT NOT NULL,
  event            TEXT NOT NULL,
  detail           TEXT NOT NULL,
  door             TEXT NOT NULL,
  reader           TEXT NOT NULL,
  direction        TEXT NOT NULL,
  method           TEXT NOT NULL,
  granted          INTEGER NOT NULL,
  reason           TEXT NOT NULL,
  person           TEXT NOT NULL,
  credential_type  TEXT NOT NULL,
  credential_value TEXT NOT NULL,
  snapshot         INTEGER NOT NULL,
  late             INTEGER NOT NULL,
  mac              BLOB NOT NULL
) STRICT;

-- last_seq is the newest ever given, so that no number is used twice even if rows are gone;
-- gone_seq the newest that has left the ring, base_seq the newest that has left the table. The mac
-- is over all the rest.
CREATE TABLE state (
  id        INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  log_id    TEXT NOT NULL,
  last_seq  INTEGER NOT NULL,
  last_mac  BLOB NOT NULL,
  base_seq  INTEGER NOT NULL,
  base_mac  BLOB NOT NULL,
  gone_seq  INTEGER NOT NULL,
  acked_seq INTEGER NOT NULL,
  mac       BLOB NOT NULL
) STRICT;

CREATE TABLE lockout (
  reader      TEXT PRIMARY KEY NOT NULL,
  wrong_tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
