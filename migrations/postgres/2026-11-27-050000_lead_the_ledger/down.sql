DROP TABLE working_calendars;
DROP TABLE issue_rules;
DROP TABLE issue_events;
DROP INDEX issues_due_idx;
DROP INDEX issues_complaint_idx;
DELETE FROM issues WHERE channel <> 'answer';
ALTER TABLE issues
    DROP CONSTRAINT issues_triage_known,
    DROP CONSTRAINT issues_channel_known,
    DROP CONSTRAINT issues_state_known;
UPDATE issues SET state = 'registered' WHERE state <> 'withdrawn';
ALTER TABLE issues
    ADD CONSTRAINT issues_state_known CHECK (state IN ('registered', 'withdrawn')),
    DROP COLUMN seq,
    DROP COLUMN repeats,
    DROP COLUMN reopened,
    DROP COLUMN closed_at,
    DROP COLUMN replied_at,
    DROP COLUMN first_receiver,
    DROP COLUMN person,
    DROP COLUMN section,
    DROP COLUMN leader,
    DROP COLUMN due_on,
    DROP COLUMN triage,
    DROP COLUMN source_no,
    DROP COLUMN channel;
