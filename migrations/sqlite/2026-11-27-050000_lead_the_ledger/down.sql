DROP TABLE working_calendars;
DROP TABLE issue_rules;
DROP TABLE issue_events;
CREATE TABLE issues_1 (
    id          TEXT   NOT NULL,
    response_id TEXT,
    round       TEXT,
    unit        TEXT   NOT NULL,
    mode        TEXT,
    question    TEXT,
    category    TEXT   NOT NULL,
    reason      TEXT,
    description TEXT,
    state       TEXT   NOT NULL,
    opened_on   TEXT   NOT NULL,
    opened_at   BIGINT NOT NULL,
    CONSTRAINT issues_pk PRIMARY KEY (id),
    CONSTRAINT issues_state_known CHECK (state IN ('registered', 'withdrawn')),
    CONSTRAINT issues_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
INSERT INTO issues_1 (
    id, response_id, round, unit, mode, question, category, reason, description, state, opened_on,
    opened_at
)
SELECT
    id, response_id, round, unit, mode, question, category, reason, description,
    CASE state WHEN 'withdrawn' THEN state ELSE 'registered' END, opened_on, opened_at
FROM issues WHERE channel = 'answer';
DROP TABLE issues;
ALTER TABLE issues_1 RENAME TO issues;
CREATE INDEX issues_unit_idx ON issues (unit, opened_at, id);
CREATE INDEX issues_opened_idx ON issues (opened_at, id);
CREATE INDEX issues_response_idx ON issues (response_id);
