-- Who did what and when. Each entry holds the digest of the one before, so that none can be changed
-- or taken out of the middle unnoticed.
CREATE TABLE audit_log (
    seq      BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    at       BIGINT NOT NULL,
    actor    TEXT COLLATE "C" NOT NULL,
    action   TEXT COLLATE "C" NOT NULL,
    subject  TEXT COLLATE "C" NOT NULL,
    detail   TEXT COLLATE "C" NOT NULL, -- JSON object
    previous TEXT COLLATE "C" NOT NULL, -- digest of the entry before; 64 zeros for the first
    digest   TEXT COLLATE "C" NOT NULL, -- SHA-256 of all other columns, hexadecimal
    CONSTRAINT audit_log_pk PRIMARY KEY (seq)
);

-- Rules and no triggers: those would need a procedural language.
CREATE RULE audit_log_stays AS ON UPDATE TO audit_log DO INSTEAD NOTHING;

CREATE RULE audit_log_is_kept AS ON DELETE TO audit_log DO INSTEAD NOTHING;
