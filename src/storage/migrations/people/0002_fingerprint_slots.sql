-- 0002_fingerprint_slots.sql: which template is in which slot of the fingerprint module at a reader.
-- min-reader: 1     Firmware at schema 1 fills no modules: what it leaves alone stays true.
-- Released migrations are never edited. To change something, write the next one.

-- The mark was written into the module; the slots below are those of the module that has it.
CREATE TABLE fingerprint_module (
  reader TEXT PRIMARY KEY NOT NULL,
  mark   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- `template` is a keyed digest: whose it is, not what it is.
CREATE TABLE fingerprint_slot (
  reader   TEXT NOT NULL,
  slot     INTEGER NOT NULL,
  template TEXT NOT NULL,
  PRIMARY KEY (reader, slot)
) STRICT, WITHOUT ROWID;
