ALTER TABLE bulletins DROP COLUMN seal;
DROP TABLE seal_listings;
DROP TABLE seals;
