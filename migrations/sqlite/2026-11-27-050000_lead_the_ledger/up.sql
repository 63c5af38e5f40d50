-- An issue is led from registration to closing. Its row is what its steps made of it.
CREATE TABLE issues_2 (
    id             TEXT   NOT NULL, -- made of response and question, or of channel and number
    response_id    TEXT, -- the one with the bad answer; what the rated unit sees leaves it out
    round          TEXT,
    unit           TEXT   NOT NULL,
    mode           TEXT,
    question       TEXT,
    category       TEXT   NOT NULL,
    reason         TEXT,
    description    TEXT, -- in the respondent's words; gone when the response is withdrawn
    state          TEXT   NOT NULL,
    opened_on      TEXT   NOT NULL, -- day of the interview, or on which it was brought forward
    opened_at      BIGINT NOT NULL,
    channel        TEXT   NOT NULL DEFAULT 'answer',
    source_no      TEXT, -- its number where it came in
    triage         TEXT,
    due_on         TEXT,
    leader         TEXT,
    section        TEXT,
    person         TEXT,
    first_receiver TEXT, -- stays, whoever has it now
    replied_at     BIGINT,
    closed_at      BIGINT,
    reopened       BIGINT NOT NULL DEFAULT 0, -- how often
    repeats        TEXT, -- the first issue with the same complaint
    seq            BIGINT NOT NULL DEFAULT 1, -- of the newest step
    CONSTRAINT issues_pk PRIMARY KEY (id),
    CONSTRAINT issues_state_known CHECK (state IN (
        'registered', 'assigned', 'rectifying', 'submitted', 'explained', 'escalated', 'returned',
        'verified', 'closed', 'reopened', 'withdrawn'
    )),
    CONSTRAINT issues_channel_known CHECK (
        channel IN ('answer', 'hotline', 'petition', 'proposal', 'mailbox', 'other')
    ),
    CONSTRAINT issues_triage_known CHECK (triage IN ('handle_now', 'escalate_policy', 'explain')),
    CONSTRAINT issues_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
INSERT INTO issues_2 (
    id, response_id, round, unit, mode, question, category, reason, description, state, opened_on,
    opened_at, seq
)
SELECT
    id, response_id, round, unit, mode, question, category, reason, description, state, opened_on,
    opened_at, CASE state WHEN 'withdrawn' THEN 2 ELSE 1 END
FROM issues;
DROP TABLE issues;
ALTER TABLE issues_2 RENAME TO issues;

CREATE INDEX issues_unit_idx ON issues (unit, opened_at, id);
CREATE INDEX issues_opened_idx ON issues (opened_at, id);
CREATE INDEX issues_response_idx ON issues (response_id);
CREATE INDEX issues_complaint_idx ON issues (unit, category, opened_on);
CREATE INDEX issues_due_idx ON issues (due_on);

-- The steps of issues: who did what, when and why.
CREATE TABLE issue_events (
    issue_id TEXT   NOT NULL,
    seq      BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    at       BIGINT NOT NULL,
    made_by  TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    event    TEXT   NOT NULL, -- JSON object
    reason   TEXT,
    evidence TEXT   NOT NULL, -- JSON array of ids
    CONSTRAINT issue_events_pk PRIMARY KEY (issue_id, seq),
    CONSTRAINT issue_events_issue_fk FOREIGN KEY (issue_id) REFERENCES issues (id)
);

INSERT INTO issue_events (issue_id, seq, at, made_by, kind, event, reason, evidence)
SELECT id, 1, opened_at, 'survey', 'register', '{"kind":"register","channel":"answer"}', NULL, '[]'
FROM issues;
INSERT INTO issue_events (issue_id, seq, at, made_by, kind, event, reason, evidence)
SELECT id, 2, opened_at, 'survey', 'withdraw', '{"kind":"withdraw"}', '答卷已更正或撤回', '[]'
FROM issues WHERE state = 'withdrawn';

CREATE TRIGGER issue_events_stay BEFORE UPDATE ON issue_events
BEGIN SELECT RAISE(ABORT, 'the steps of issues are only ever added to'); END;

CREATE TRIGGER issue_events_are_kept BEFORE DELETE ON issue_events
BEGIN SELECT RAISE(ABORT, 'the steps of issues are only ever added to'); END;

-- What an office decides about the ledger: time limits, and which days are worked. The newest holds.
CREATE TABLE issue_rules (
    version      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT issue_rules_pk PRIMARY KEY (version)
);

CREATE TABLE working_calendars (
    version      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT working_calendars_pk PRIMARY KEY (version)
);
