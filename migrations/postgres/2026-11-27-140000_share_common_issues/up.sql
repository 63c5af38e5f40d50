-- Files that show what was done about an issue. The content stands once, by its digest.
CREATE TABLE evidence_contents (
    sha256  TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT evidence_contents_pk PRIMARY KEY (sha256)
);

CREATE TABLE issue_evidence (
    id       TEXT COLLATE "C" NOT NULL, -- made of issue and digest
    issue_id TEXT COLLATE "C" NOT NULL,
    sha256   TEXT COLLATE "C" NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    bytes    BIGINT NOT NULL,
    sent_by  TEXT COLLATE "C" NOT NULL,
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
    id         TEXT COLLATE "C" NOT NULL,
    unit       TEXT COLLATE "C" NOT NULL, -- within which it lies
    category   TEXT COLLATE "C" NOT NULL,
    title      TEXT COLLATE "C" NOT NULL,
    look_for   TEXT COLLATE "C" NOT NULL,
    made_by    TEXT COLLATE "C" NOT NULL,
    made_at    BIGINT NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    closed_at  BIGINT,
    seq        BIGINT NOT NULL,
    CONSTRAINT common_issues_pk PRIMARY KEY (id),
    CONSTRAINT common_issues_state_known CHECK (state IN ('made', 'sent', 'closed')),
    CONSTRAINT common_issues_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX common_issues_made_idx ON common_issues (made_at, id);

-- The issues that it rests on.
CREATE TABLE common_sources (
    common_id TEXT COLLATE "C" NOT NULL,
    issue_id  TEXT COLLATE "C" NOT NULL,
    CONSTRAINT common_sources_pk PRIMARY KEY (common_id, issue_id),
    CONSTRAINT common_sources_common_fk FOREIGN KEY (common_id) REFERENCES common_issues (id),
    CONSTRAINT common_sources_issue_fk FOREIGN KEY (issue_id) REFERENCES issues (id)
);
CREATE INDEX common_sources_issue_idx ON common_sources (issue_id);

-- What a unit is to look for, as the steps made it.
CREATE TABLE self_check_tasks (
    common_id TEXT COLLATE "C" NOT NULL,
    unit      TEXT COLLATE "C" NOT NULL,
    state     TEXT COLLATE "C" NOT NULL,
    due_on    TEXT COLLATE "C" NOT NULL,
    finding   TEXT COLLATE "C", -- by an answer that stands
    CONSTRAINT self_check_tasks_pk PRIMARY KEY (common_id, unit),
    CONSTRAINT self_check_tasks_state_known CHECK (state IN ('waiting', 'answered', 'returned')),
    CONSTRAINT self_check_tasks_finding_known CHECK (finding IN ('found', 'not_found')),
    CONSTRAINT self_check_tasks_common_fk FOREIGN KEY (common_id) REFERENCES common_issues (id),
    CONSTRAINT self_check_tasks_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX self_check_tasks_unit_idx ON self_check_tasks (unit, state);

CREATE TABLE common_events (
    common_id TEXT COLLATE "C" NOT NULL,
    seq       BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    made_by   TEXT COLLATE "C" NOT NULL,
    kind      TEXT COLLATE "C" NOT NULL,
    event     TEXT COLLATE "C" NOT NULL, -- JSON
    reason    TEXT COLLATE "C",
    CONSTRAINT common_events_pk PRIMARY KEY (common_id, seq),
    CONSTRAINT common_events_common_fk FOREIGN KEY (common_id) REFERENCES common_issues (id)
);

CREATE RULE common_events_stay AS ON UPDATE TO common_events DO INSTEAD NOTHING;

CREATE RULE common_events_are_kept AS ON DELETE TO common_events DO INSTEAD NOTHING;
