-- 0004_proofs.sql: every row that decides proves itself, and all of them together as a set.
-- min-reader: 4     Firmware at schema 3 would change rows and leave them without a proof.
-- Released migrations are never edited. To change something, write the next one.
--
-- The functions are those of people_seal.hpp. What is there at this migration is believed, once.

ALTER TABLE person ADD COLUMN mac BLOB NOT NULL DEFAULT x'';
ALTER TABLE permission ADD COLUMN mac BLOB NOT NULL DEFAULT x'';
ALTER TABLE holiday ADD COLUMN mac BLOB NOT NULL DEFAULT x'';
ALTER TABLE door_mode ADD COLUMN mac BLOB NOT NULL DEFAULT x'';
ALTER TABLE fingerprint_module ADD COLUMN mac BLOB NOT NULL DEFAULT x'';
ALTER TABLE fingerprint_slot ADD COLUMN mac BLOB NOT NULL DEFAULT x'';
ALTER TABLE state ADD COLUMN generation INTEGER NOT NULL DEFAULT 1;
ALTER TABLE state ADD COLUMN root BLOB NOT NULL DEFAULT x'';

-- A second place for who is where: a page of `person` that is damaged takes no ids with it.
CREATE INDEX person_slot ON person (slot);

UPDATE person SET mac = row_mac('person', id, (SELECT sealed FROM vault WHERE vault.slot = person.slot));
UPDATE permission SET mac = row_mac('permission', id, body);
UPDATE holiday SET mac = row_mac('holiday', id, body);
UPDATE door_mode SET mac = row_mac('door_mode', door, mode, until_ms);
UPDATE fingerprint_module SET mac = row_mac('fingerprint_module', reader, mark);
UPDATE fingerprint_slot SET mac = row_mac('fingerprint_slot', reader, slot, template);

SELECT set_add('person', id, mac) FROM person;
SELECT set_add('permission', id, mac) FROM permission;
SELECT set_add('holiday', id, mac) FROM holiday;
SELECT set_add('door_mode', door, mac) FROM door_mode;
SELECT set_add('fingerprint_module', reader, mac) FROM fingerprint_module;
SELECT set_add('fingerprint_slot', reader || ':' || slot, mac) FROM fingerprint_slot;
UPDATE state SET root = set_root(generation, revision);
