CREATE TABLE quarantine_1 (
    response_id TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    kept_digest TEXT   NOT NULL,
    payload     TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    settled_at  BIGINT,
    settlement  TEXT,
    CONSTRAINT quarantine_pk PRIMARY KEY (response_id, digest),
    CONSTRAINT quarantine_response_fk FOREIGN KEY (response_id) REFERENCES responses (id)
);
INSERT INTO quarantine_1
SELECT response_id, digest, kept_digest, payload, source, received_at, settled_at, settlement
FROM quarantine WHERE cause = 'different_content';
DROP TABLE quarantine;
ALTER TABLE quarantine_1 RENAME TO quarantine;
DELETE FROM meta WHERE name = 'corrections';
DROP TABLE withdrawn_responses;
DROP TABLE response_versions;
ALTER TABLE responses DROP COLUMN form_version;
