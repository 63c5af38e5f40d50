ALTER TABLE rounds DROP COLUMN mirrors;
DROP TABLE publicity;
