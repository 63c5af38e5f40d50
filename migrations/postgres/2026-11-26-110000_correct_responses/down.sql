DELETE FROM quarantine WHERE cause <> 'different_content';
ALTER TABLE quarantine
    DROP CONSTRAINT quarantine_decision_known,
    DROP CONSTRAINT quarantine_cause_known,
    DROP COLUMN settled_by,
    DROP COLUMN decision,
    DROP COLUMN cause,
    ALTER COLUMN kept_digest SET NOT NULL,
    ADD CONSTRAINT quarantine_response_fk FOREIGN KEY (response_id) REFERENCES responses (id);
DELETE FROM meta WHERE name = 'corrections';
DROP TABLE withdrawn_responses;
DROP TABLE response_versions;
ALTER TABLE responses DROP COLUMN form_version;
