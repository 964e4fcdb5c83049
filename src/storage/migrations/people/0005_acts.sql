-- 0005_acts.sql: commands that are refused when they are old, for as long as they could be repeated.
-- min-reader: 4     Firmware at schema 4 keeps the last 10,000 commands of any kind, as it did.
-- Released migrations are never edited. To change something, write the next one.

CREATE TABLE act (
  id       TEXT PRIMARY KEY NOT NULL,
  name     TEXT NOT NULL,
  reply    BLOB NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX act_until ON act (until_ms);
CREATE INDEX act_name ON act (name);
