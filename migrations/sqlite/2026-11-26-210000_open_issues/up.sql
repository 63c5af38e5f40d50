-- The ledger of issues: what has to be put right. A bad answer opens one in the transaction that
-- stores the response.
CREATE TABLE issues (
    id          TEXT   NOT NULL, -- made of response and question, so that none is opened twice
    response_id TEXT, -- the one with the bad answer; what the rated unit sees leaves it out
    round       TEXT,
    unit        TEXT   NOT NULL,
    mode        TEXT,
    question    TEXT,
    category    TEXT   NOT NULL,
    reason      TEXT,
    description TEXT, -- in the respondent's words; gone when the response is withdrawn
    state       TEXT   NOT NULL,
    opened_on   TEXT   NOT NULL, -- day of the interview
    opened_at   BIGINT NOT NULL,
    CONSTRAINT issues_pk PRIMARY KEY (id),
    CONSTRAINT issues_state_known CHECK (state IN ('registered', 'withdrawn')),
    CONSTRAINT issues_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

CREATE INDEX issues_unit_idx ON issues (unit, opened_at, id);
CREATE INDEX issues_opened_idx ON issues (opened_at, id);
CREATE INDEX issues_response_idx ON issues (response_id);

-- What whoever calls or visits notes for the next one. Sealed, as it may tell persons.
CREATE TABLE case_notes (
    id         TEXT   NOT NULL,
    round      TEXT   NOT NULL,
    case_no    TEXT   NOT NULL,
    key_id     TEXT   NOT NULL,
    sealed     BLOB   NOT NULL,
    written_at BIGINT NOT NULL,
    written_by TEXT   NOT NULL,
    digest     TEXT   NOT NULL, -- keyed: tells that what is sent again is the same
    CONSTRAINT case_notes_pk PRIMARY KEY (id),
    CONSTRAINT case_notes_case_fk FOREIGN KEY (round, case_no) REFERENCES cases (round, case_no)
);

CREATE INDEX case_notes_case_idx ON case_notes (round, case_no, written_at);

-- Photos of interviews, sealed as contacts are. One may come in before its response, which need not be
-- stored: it counts as a photo of it when that names it.
CREATE TABLE photos (
    id          TEXT   NOT NULL,
    response_id TEXT   NOT NULL,
    key_id      TEXT   NOT NULL,
    sealed      BLOB   NOT NULL,
    digest      TEXT   NOT NULL, -- keyed, as above
    received_at BIGINT NOT NULL,
    sent_by     TEXT   NOT NULL,
    CONSTRAINT photos_pk PRIMARY KEY (id)
);

CREATE INDEX photos_response_idx ON photos (response_id);
CREATE INDEX photos_sender_idx ON photos (sent_by);

-- A second interview of a case waits for a person.
CREATE TABLE quarantine_3 (
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
    CONSTRAINT quarantine_cause_known CHECK (cause IN ('different_content', 'unknown_form', 'second_interview')),
    CONSTRAINT quarantine_decision_known CHECK (decision IN ('keep', 'take'))
);
INSERT INTO quarantine_3 (
    response_id, digest, kept_digest, payload, source, received_at, settled_at, settlement, cause,
    decision, settled_by
)
SELECT
    response_id, digest, kept_digest, payload, source, received_at, settled_at, settlement, cause,
    decision, settled_by
FROM quarantine;
DROP TABLE quarantine;
ALTER TABLE quarantine_3 RENAME TO quarantine;

-- What a sender has waiting is counted before more is kept.
CREATE INDEX quarantine_waiting_idx ON quarantine (source) WHERE settled_at IS NULL;
