-- records.db as of schema 1, sealed with a key of 32 bytes 5A. Released dumps are never edited.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migration (
  number     INTEGER PRIMARY KEY NOT NULL,
  name       TEXT NOT NULL,
  min_reader INTEGER NOT NULL
) STRICT;
INSERT INTO migration VALUES(1,'0001_records',1);
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
INSERT INTO record VALUES(1,1760000000000,0,'access','','','main','nfc','in','card',1,'ok','100000','card','04A1000000E5F6',0,0,X'f825283e92531b7a5a798e90dfae5c10');
INSERT INTO record VALUES(2,1760000001000,0,'access','','','main','nfc','in','card',1,'ok','100001','card','04A1000001E5F6',0,0,X'e8d5431d5a0f1fa9c98b44000f4632f0');
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
INSERT INTO state VALUES(1,'3e6ba20fd9a032667a98fce828a2c241',2,X'e8d5431d5a0f1fa9c98b44000f4632f0',0,X'',0,0,X'b51d7ddf86a3725de13345b9d0fd79eb');
CREATE TABLE lockout (
  reader      TEXT PRIMARY KEY NOT NULL,
  wrong_tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
COMMIT;
PRAGMA user_version = 1;
