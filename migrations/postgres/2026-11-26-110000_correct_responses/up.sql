-- The version of the questionnaire that was asked, where it is not the round's.
ALTER TABLE responses ADD COLUMN form_version BIGINT;

-- What a stored response was before it was corrected. The newest content stands in `responses`.
CREATE TABLE response_versions (
    response_id TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL, -- 1 is what came in first
    payload     TEXT COLLATE "C" NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by TEXT COLLATE "C" NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL,
    CONSTRAINT response_versions_pk PRIMARY KEY (response_id, version),
    CONSTRAINT response_versions_response_fk FOREIGN KEY (response_id) REFERENCES responses (id)
);

-- Ids of responses that were taken out for good: nothing of their content is left, and what is sent
-- under these ids again is refused.
CREATE TABLE withdrawn_responses (
    id           TEXT COLLATE "C" NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    withdrawn_by TEXT COLLATE "C" NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL,
    CONSTRAINT withdrawn_responses_pk PRIMARY KEY (id)
);

-- Counts corrections and withdrawals, after which sums must be counted anew.
INSERT INTO meta (name, value) VALUES ('corrections', 0);

-- Quarantine holds more than what differs from a stored response now, so it refers to none.
ALTER TABLE quarantine
    DROP CONSTRAINT quarantine_response_fk,
    ALTER COLUMN kept_digest DROP NOT NULL, -- of the stored response that this one differs from
    ADD COLUMN cause      TEXT COLLATE "C" NOT NULL DEFAULT 'different_content',
    ADD COLUMN decision   TEXT COLLATE "C",
    ADD COLUMN settled_by TEXT COLLATE "C",
    ADD CONSTRAINT quarantine_cause_known CHECK (cause IN ('different_content', 'unknown_form')),
    ADD CONSTRAINT quarantine_decision_known CHECK (decision IN ('keep', 'take'));
UPDATE quarantine SET decision = 'keep', settled_by = 'command line' WHERE settled_at IS NOT NULL;
