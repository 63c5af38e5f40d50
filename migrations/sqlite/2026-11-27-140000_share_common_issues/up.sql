-- Files that show what was done about an issue. The content stands once, by its digest.
CREATE TABLE evidence_contents (
    sha256  TEXT NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT evidence_contents_pk PRIMARY KEY (sha256)
);

CREATE TABLE issue_evidence (
    id       TEXT   NOT NULL, -- made of issue and digest
    issue_id TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    bytes    BIGINT NOT NULL,
    sent_by  TEXT   NOT NULL,
    sent_at  BIGINT NOT NULL,
    named_at BIGINT, -- when a step named it first; without one it goes again
    CONSTRAINT issue_evidence_pk PRIMARY KEY (id),
    CONSTRAINT issue_evidence_kind_known CHECK (kind IN ('jpeg', 'png', 'pdf', 'docx', 'xlsx')),
    CONSTRAINT issue_evidence_issue_fk FOREIGN KEY (issue_id) REFERENCES issues (id),
    CONSTRAINT issue_evidence_content_fk FOREIGN KEY (sha256) REFERENCES evidence_contents (sha256)
);
CREATE INDEX issue_evidence_issue_idx ON issue_evidence (issue_id);
CREATE INDEX issue_evidence_content_idx ON issue_evidence (sha256);

-- What several issues have in common, as its steps made it, and whether it is elsewhere too.
CREATE TABLE common_issues (
    id         TEXT   NOT NULL,
    unit       TEXT   NOT NULL, -- within which it lies
    category   TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    look_for   TEXT   NOT NULL,
    made_by    TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    closed_at  BIGINT,
    seq        BIGINT NOT NULL,
    CONSTRAINT common_issues_pk PRIMARY KEY (id),
    CONSTRAINT common_issues_state_known CHECK (state IN ('made', 'sent', 'closed')),
    CONSTRAINT common_issues_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX common_issues_made_idx ON common_issues (made_at, id);

-- The issues that it rests on.
CREATE TABLE common_sources (
    common_id TEXT NOT NULL,
    issue_id  TEXT NOT NULL,
    CONSTRAINT common_sources_pk PRIMARY KEY (common_id, issue_id),
    CONSTRAINT common_sources_common_fk FOREIGN KEY (common_id) REFERENCES common_issues (id),
    CONSTRAINT common_sources_issue_fk FOREIGN KEY (issue_id) REFERENCES issues (id)
);
CREATE INDEX common_sources_issue_idx ON common_sources (issue_id);

-- What a unit is to look for, as the steps made it.
CREATE TABLE self_check_tasks (
    common_id TEXT   NOT NULL,
    unit      TEXT   NOT NULL,
    state     TEXT   NOT NULL,
    due_on    TEXT   NOT NULL,
    finding   TEXT, -- by an answer that stands
    CONSTRAINT self_check_tasks_pk PRIMARY KEY (common_id, unit),
    CONSTRAINT self_check_tasks_state_known CHECK (state IN ('waiting', 'answered', 'returned')),
    CONSTRAINT self_check_tasks_finding_known CHECK (finding IN ('found', 'not_found')),
    CONSTRAINT self_check_tasks_common_fk FOREIGN KEY (common_id) REFERENCES common_issues (id),
    CONSTRAINT self_check_tasks_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX self_check_tasks_unit_idx ON self_check_tasks (unit, state);

CREATE TABLE common_events (
    common_id TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    made_by   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    event     TEXT   NOT NULL, -- JSON
    reason    TEXT,
    CONSTRAINT common_events_pk PRIMARY KEY (common_id, seq),
    CONSTRAINT common_events_common_fk FOREIGN KEY (common_id) REFERENCES common_issues (id)
);

CREATE TRIGGER common_events_stay BEFORE UPDATE ON common_events
BEGIN SELECT RAISE(ABORT, 'the steps of common issues are only ever added to'); END;

CREATE TRIGGER common_events_are_kept BEFORE DELETE ON common_events
BEGIN SELECT RAISE(ABORT, 'the steps of common issues are only ever added to'); END;
