-- What periods were when they were closed. A seal names the digest of the one before, and of the listings
-- that name every row that was sealed.
CREATE TABLE seals (
    number   BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    period   TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL, -- 1 is the first seal of the period
    manifest TEXT COLLATE "C" NOT NULL, -- JSON object, kept to the byte
    digest   TEXT COLLATE "C" NOT NULL, -- SHA-256 of the manifest, hexadecimal
    CONSTRAINT seals_pk PRIMARY KEY (number),
    CONSTRAINT seals_revision_unique UNIQUE (period, revision)
);

CREATE TABLE seal_listings (
    digest  TEXT COLLATE "C" NOT NULL, -- SHA-256 of the listing, hexadecimal
    listing TEXT COLLATE "C" NOT NULL, -- a line for each row: key, space, SHA-256
    CONSTRAINT seal_listings_pk PRIMARY KEY (digest)
);

-- Rules and no triggers: those would need a procedural language.
CREATE RULE seals_stay AS ON UPDATE TO seals DO INSTEAD NOTHING;

CREATE RULE seals_are_kept AS ON DELETE TO seals DO INSTEAD NOTHING;

CREATE RULE seal_listings_stay AS ON UPDATE TO seal_listings DO INSTEAD NOTHING;

CREATE RULE seal_listings_are_kept AS ON DELETE TO seal_listings DO INSTEAD NOTHING;

-- Digest of the seal that the period of a bulletin had when the bulletin was published.
ALTER TABLE bulletins ADD COLUMN seal TEXT COLLATE "C";
