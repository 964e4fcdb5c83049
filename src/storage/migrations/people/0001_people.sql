-- 0001_people.sql: people, rights, door modes and the command journal.
-- min-reader: 1
-- Released migrations are never edited. To change something, write the next one.

CREATE TABLE migration (
  number     INTEGER PRIMARY KEY NOT NULL,
  name       TEXT NOT NULL,
  min_reader INTEGER NOT NULL
) STRICT;

-- A slot keeps its size for ever: what is written over it takes the place of every byte that was
-- there. Rows that grow, shrink or go would leave copies in the pages that SQLite rearranges.
CREATE TABLE vault (
  slot   INTEGER PRIMARY KEY NOT NULL,
  used   INTEGER NOT NULL CHECK (used IN (0, 1)),
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX vault_free ON vault (length(sealed)) WHERE used = 0;

CREATE TABLE person (
  id   TEXT PRIMARY KEY NOT NULL,
  slot INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Keyed digests of cards, codes, PINs and fingers: whose they are, not what they are.
CREATE TABLE credential_key (
  digest BLOB PRIMARY KEY NOT NULL,
  slot   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The bodies are the protocol's JSON.
CREATE TABLE permission (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE holiday (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE door_mode (
  door     TEXT PRIMARY KEY NOT NULL,
  mode     TEXT NOT NULL,
  until_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  seq   INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id    TEXT NOT NULL UNIQUE,
  name  TEXT NOT NULL,
  reply BLOB NOT NULL
) STRICT;

CREATE TABLE state (
  id       INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO state (id, revision) VALUES (1, 0);
