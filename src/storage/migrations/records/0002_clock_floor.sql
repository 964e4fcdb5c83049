-- 0002_clock_floor.sql: the newest trusted time, which no record that leaves takes along.
-- min-reader: 1
-- Released migrations are never edited. To change something, write the next one.

-- Milliseconds since 1970; 0 before the first; -1 once it was lost. Under the mac of the row.
-- The table `lockout` stays for older programs; what it held is in the file pin.tries.
ALTER TABLE state ADD COLUMN floor_ms INTEGER NOT NULL DEFAULT 0;
