-- What periods were when they were closed. A seal names the digest of the one before, and of the listings
-- that name every row that was sealed.
CREATE TABLE seals (
    number   BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    period   TEXT   NOT NULL,
    revision BIGINT NOT NULL, -- 1 is the first seal of the period
    manifest TEXT   NOT NULL, -- JSON object, kept to the byte
    digest   TEXT   NOT NULL, -- SHA-256 of the manifest, hexadecimal
    CONSTRAINT seals_pk PRIMARY KEY (number),
    CONSTRAINT seals_revision_unique UNIQUE (period, revision)
);

CREATE TABLE seal_listings (
    digest  TEXT NOT NULL, -- SHA-256 of the listing, hexadecimal
    listing TEXT NOT NULL, -- a line for each row: key, space, SHA-256
    CONSTRAINT seal_listings_pk PRIMARY KEY (digest)
);

CREATE TRIGGER seals_stay BEFORE UPDATE ON seals
BEGIN SELECT RAISE(ABORT, 'seals are only ever added to'); END;

CREATE TRIGGER seals_are_kept BEFORE DELETE ON seals
BEGIN SELECT RAISE(ABORT, 'seals are only ever added to'); END;

CREATE TRIGGER seal_listings_stay BEFORE UPDATE ON seal_listings
BEGIN SELECT RAISE(ABORT, 'seals are only ever added to'); END;

CREATE TRIGGER seal_listings_are_kept BEFORE DELETE ON seal_listings
BEGIN SELECT RAISE(ABORT, 'seals are only ever added to'); END;

-- Digest of the seal that the period of a bulletin had when the bulletin was published.
ALTER TABLE bulletins ADD COLUMN seal TEXT;
