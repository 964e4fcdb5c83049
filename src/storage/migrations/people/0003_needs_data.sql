-- 0003_needs_data.sql: why the back office should send everything again.
-- min-reader: 1     Firmware at schema 2 may go on with it; it does not tell its office.
-- Released migrations are never edited. To change something, write the next one.

ALTER TABLE state ADD COLUMN needs_data TEXT NOT NULL DEFAULT '';
