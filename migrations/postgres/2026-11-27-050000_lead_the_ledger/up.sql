-- An issue is led from registration to closing. Its row is what its steps made of it.
ALTER TABLE issues
    ADD COLUMN channel        TEXT COLLATE "C" NOT NULL DEFAULT 'answer',
    ADD COLUMN source_no      TEXT COLLATE "C", -- its number where it came in
    ADD COLUMN triage         TEXT COLLATE "C",
    ADD COLUMN due_on         TEXT COLLATE "C",
    ADD COLUMN leader         TEXT COLLATE "C",
    ADD COLUMN section        TEXT COLLATE "C",
    ADD COLUMN person         TEXT COLLATE "C",
    ADD COLUMN first_receiver TEXT COLLATE "C", -- stays, whoever has it now
    ADD COLUMN replied_at     BIGINT,
    ADD COLUMN closed_at      BIGINT,
    ADD COLUMN reopened       BIGINT NOT NULL DEFAULT 0, -- how often
    ADD COLUMN repeats        TEXT COLLATE "C", -- the first issue with the same complaint
    ADD COLUMN seq            BIGINT NOT NULL DEFAULT 1, -- of the newest step
    DROP CONSTRAINT issues_state_known,
    ADD CONSTRAINT issues_state_known CHECK (state IN (
        'registered', 'assigned', 'rectifying', 'submitted', 'explained', 'escalated', 'returned',
        'verified', 'closed', 'reopened', 'withdrawn'
    )),
    ADD CONSTRAINT issues_channel_known CHECK (
        channel IN ('answer', 'hotline', 'petition', 'proposal', 'mailbox', 'other')
    ),
    ADD CONSTRAINT issues_triage_known CHECK (triage IN ('handle_now', 'escalate_policy', 'explain'));
UPDATE issues SET seq = 2 WHERE state = 'withdrawn';

CREATE INDEX issues_complaint_idx ON issues (unit, category, opened_on);
CREATE INDEX issues_due_idx ON issues (due_on);

-- The steps of issues: who did what, when and why.
CREATE TABLE issue_events (
    issue_id TEXT COLLATE "C" NOT NULL,
    seq      BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    at       BIGINT NOT NULL,
    made_by  TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    event    TEXT COLLATE "C" NOT NULL, -- JSON object
    reason   TEXT COLLATE "C",
    evidence TEXT COLLATE "C" NOT NULL, -- JSON array of ids
    CONSTRAINT issue_events_pk PRIMARY KEY (issue_id, seq),
    CONSTRAINT issue_events_issue_fk FOREIGN KEY (issue_id) REFERENCES issues (id)
);

INSERT INTO issue_events (issue_id, seq, at, made_by, kind, event, reason, evidence)
SELECT id, 1, opened_at, 'survey', 'register', '{"kind":"register","channel":"answer"}', NULL, '[]'
FROM issues;
INSERT INTO issue_events (issue_id, seq, at, made_by, kind, event, reason, evidence)
SELECT id, 2, opened_at, 'survey', 'withdraw', '{"kind":"withdraw"}', '答卷已更正或撤回', '[]'
FROM issues WHERE state = 'withdrawn';

CREATE RULE issue_events_stay AS ON UPDATE TO issue_events DO INSTEAD NOTHING;

CREATE RULE issue_events_are_kept AS ON DELETE TO issue_events DO INSTEAD NOTHING;

-- What an office decides about the ledger: time limits, and which days are worked. The newest holds.
CREATE TABLE issue_rules (
    version      BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT issue_rules_pk PRIMARY KEY (version)
);

CREATE TABLE working_calendars (
    version      BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT working_calendars_pk PRIMARY KEY (version)
);
