-- The version of the questionnaire that was asked, where it is not the round's.
ALTER TABLE responses ADD COLUMN form_version BIGINT;

-- What a stored response was before it was corrected. The newest content stands in `responses`.
CREATE TABLE response_versions (
    response_id TEXT   NOT NULL,
    version     BIGINT NOT NULL, -- 1 is what came in first
    payload     TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    CONSTRAINT response_versions_pk PRIMARY KEY (response_id, version),
    CONSTRAINT response_versions_response_fk FOREIGN KEY (response_id) REFERENCES responses (id)
);

-- Ids of responses that were taken out for good: nothing of their content is left, and what is sent
-- under these ids again is refused.
CREATE TABLE withdrawn_responses (
    id           TEXT   NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    withdrawn_by TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    CONSTRAINT withdrawn_responses_pk PRIMARY KEY (id)
);

-- Counts corrections and withdrawals, after which sums must be counted anew.
INSERT INTO meta (name, value) VALUES ('corrections', 0);

-- Quarantine holds more than what differs from a stored response now, so it refers to none.
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
INSERT INTO quarantine_2
    (response_id, digest, kept_digest, payload, source, received_at, settled_at, settlement)
SELECT response_id, digest, kept_digest, payload, source, received_at, settled_at, settlement
FROM quarantine;
DROP TABLE quarantine;
ALTER TABLE quarantine_2 RENAME TO quarantine;
UPDATE quarantine SET decision = 'keep', settled_by = 'command line' WHERE settled_at IS NOT NULL;
