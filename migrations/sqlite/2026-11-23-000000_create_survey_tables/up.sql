-- Ids are made by the application. Instants are UTC microseconds since 1970. Days are ISO text:
-- it sorts like a date, reads like one, and every engine compares it the same way. Enumerations
-- are text. Bodies are JSON text.

CREATE TABLE meta (
    name  TEXT   NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT meta_pk PRIMARY KEY (name)
);

-- Counts transactions that changed something, so that caches know when they are stale.
INSERT INTO meta (name, value) VALUES ('revision', 0);

CREATE TABLE units (
    code       TEXT   NOT NULL,
    name_zh    TEXT   NOT NULL,
    name_en    TEXT,
    level      TEXT   NOT NULL,
    parent     TEXT,
    valid_from TEXT,
    valid_to   TEXT,
    position   BIGINT NOT NULL, -- the order in which the office lists its units
    CONSTRAINT units_pk PRIMARY KEY (code),
    -- Deferred: a file may list a village before its town.
    CONSTRAINT units_parent_fk FOREIGN KEY (parent) REFERENCES units (code)
        DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE questionnaires (
    code         TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT questionnaires_pk PRIMARY KEY (code, version)
);

CREATE TABLE scoring_schemes (
    code         TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT scoring_schemes_pk PRIMARY KEY (code, version)
);

CREATE TABLE rounds (
    code          TEXT   NOT NULL,
    name_zh       TEXT   NOT NULL,
    name_en       TEXT,
    questionnaire TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    kind          TEXT   NOT NULL,
    modes         TEXT   NOT NULL, -- JSON array
    opens         TEXT   NOT NULL,
    closes        TEXT   NOT NULL,
    CONSTRAINT rounds_pk PRIMARY KEY (code),
    CONSTRAINT rounds_kind_known CHECK (kind IN ('official', 'mock')),
    CONSTRAINT rounds_questionnaire_fk FOREIGN KEY (questionnaire, version)
        REFERENCES questionnaires (code, version)
);

-- One row is one interview. `seq` is given by the writer and only grows: readers page by it.
CREATE TABLE responses (
    seq            INTEGER NOT NULL, -- BIGINT elsewhere; so spelt, SQLite keeps rows in this order
    id             TEXT    NOT NULL,
    round          TEXT    NOT NULL,
    unit           TEXT    NOT NULL,
    mode           TEXT    NOT NULL,
    interviewed_on TEXT    NOT NULL,
    month          INTEGER NOT NULL, -- year * 12 + month - 1
    started_at     BIGINT,
    ended_at       BIGINT,
    respondent     TEXT,
    stratum        TEXT,
    psu            TEXT,
    weight         DOUBLE PRECISION NOT NULL,
    answers        TEXT    NOT NULL, -- {"answers": {question: option}, "not_asked": [question]}
    digest         TEXT    NOT NULL, -- SHA-256 of the content, hexadecimal
    received_at    BIGINT  NOT NULL,
    source         TEXT    NOT NULL,
    CONSTRAINT responses_pk PRIMARY KEY (seq),
    CONSTRAINT responses_id_unique UNIQUE (id),
    CONSTRAINT responses_round_fk FOREIGN KEY (round) REFERENCES rounds (code),
    CONSTRAINT responses_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

CREATE INDEX responses_month_idx ON responses (month, seq);
CREATE INDEX responses_round_idx ON responses (round, month, seq);

-- What came in under the id of a kept response with other content. Nothing here counts until
-- someone settles it.
CREATE TABLE quarantine (
    response_id TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    kept_digest TEXT   NOT NULL,
    payload     TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    settled_at  BIGINT,
    settlement  TEXT,
    CONSTRAINT quarantine_pk PRIMARY KEY (response_id, digest),
    CONSTRAINT quarantine_response_fk FOREIGN KEY (response_id) REFERENCES responses (id)
);

CREATE TABLE attempts (
    id           TEXT   NOT NULL,
    round        TEXT   NOT NULL,
    case_no      TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    mode         TEXT   NOT NULL,
    attempted_at BIGINT NOT NULL,
    outcome      TEXT   NOT NULL,
    CONSTRAINT attempts_pk PRIMARY KEY (id),
    CONSTRAINT attempts_round_fk FOREIGN KEY (round) REFERENCES rounds (code),
    CONSTRAINT attempts_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

CREATE INDEX attempts_round_idx ON attempts (round, unit, mode, outcome);

CREATE TABLE imports (
    id          TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    file_digest TEXT   NOT NULL,
    mapping     TEXT,
    imported_at BIGINT NOT NULL,
    added       BIGINT NOT NULL,
    same        BIGINT NOT NULL,
    different   BIGINT NOT NULL,
    rejected    BIGINT NOT NULL,
    CONSTRAINT imports_pk PRIMARY KEY (id)
);

-- The long form, for people who query by hand. A question that is missing here was unanswered,
-- or not asked: the next view tells which.
CREATE VIEW answers AS
SELECT r.id   AS response,
       r.round,
       r.unit,
       r.mode,
       r.month,
       a.key  AS question,
       a.value AS answer
FROM responses AS r, json_each(r.answers, '$.answers') AS a;

CREATE VIEW not_asked AS
SELECT r.id    AS response,
       r.round,
       r.unit,
       r.mode,
       r.month,
       q.value AS question
FROM responses AS r, json_each(r.answers, '$.not_asked') AS q;
