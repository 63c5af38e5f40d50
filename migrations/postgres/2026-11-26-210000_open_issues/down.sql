DELETE FROM quarantine WHERE cause = 'second_interview';
DROP INDEX quarantine_waiting_idx;
ALTER TABLE quarantine
    DROP CONSTRAINT quarantine_cause_known,
    ADD CONSTRAINT quarantine_cause_known CHECK (cause IN ('different_content', 'unknown_form'));
DROP TABLE photos;
DROP TABLE case_notes;
DROP TABLE issues;
