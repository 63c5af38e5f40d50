-- Who did what and when. Each entry holds the digest of the one before, so that none can be changed
-- or taken out of the middle unnoticed.
CREATE TABLE audit_log (
    seq      BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    at       BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    detail   TEXT NOT NULL, -- JSON object
    previous TEXT NOT NULL, -- digest of the entry before; 64 zeros for the first
    digest   TEXT NOT NULL, -- SHA-256 of all other columns, hexadecimal
    CONSTRAINT audit_log_pk PRIMARY KEY (seq)
);

CREATE TRIGGER audit_log_stays BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;

CREATE TRIGGER audit_log_is_kept BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;
