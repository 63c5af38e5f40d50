CREATE TABLE quarantine_2 (
    response_id TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    kept_digest TEXT, -- of the stored response that this one differs from
    payload     TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    settled_at  BIGINT,
    settlement  TEXT, -- why it was decided so
    cause       TEXT   NOT NULL DEFAULT 'different_content',
    decision    TEXT,
    settled_by  TEXT,
    CONSTRAINT quarantine_pk PRIMARY KEY (response_id, digest),
    CONSTRAINT quarantine_cause_known CHECK (cause IN ('different_content', 'unknown_form')),
    CONSTRAINT quarantine_decision_known CHECK (decision IN ('keep', 'take'))
);
INSERT INTO quarantine_2 (
    response_id, digest, kept_digest, payload, source, received_at, settled_at, settlement, cause,
    decision, settled_by
)
SELECT
    response_id, digest, kept_digest, payload, source, received_at, settled_at, settlement, cause,
    decision, settled_by
FROM quarantine WHERE cause <> 'second_interview';
DROP TABLE quarantine;
ALTER TABLE quarantine_2 RENAME TO quarantine;
DROP TABLE photos;
DROP TABLE case_notes;
DROP TABLE issues;
