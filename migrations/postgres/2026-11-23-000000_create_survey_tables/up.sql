-- Ids are made by the application. Instants are UTC microseconds since 1970. Days are ISO text:
-- it sorts like a date, reads like one, and every engine compares it the same way. Enumerations
-- are text. Bodies are JSON text. Text is in the order of its bytes whatever the database's language,
-- so that every backend sorts alike.

CREATE TABLE meta (
    name  TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT meta_pk PRIMARY KEY (name)
);

-- Counts transactions that changed something, so that caches know when they are stale.
INSERT INTO meta (name, value) VALUES ('revision', 0);

CREATE TABLE units (
    code       TEXT COLLATE "C" NOT NULL,
    name_zh    TEXT COLLATE "C" NOT NULL,
    name_en    TEXT COLLATE "C",
    level      TEXT COLLATE "C" NOT NULL,
    parent     TEXT COLLATE "C",
    valid_from TEXT COLLATE "C",
    valid_to   TEXT COLLATE "C",
    position   BIGINT NOT NULL, -- the order in which the office lists its units
    CONSTRAINT units_pk PRIMARY KEY (code),
    -- Deferred: a file may list a village before its town.
    CONSTRAINT units_parent_fk FOREIGN KEY (parent) REFERENCES units (code)
        DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE questionnaires (
    code         TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT questionnaires_pk PRIMARY KEY (code, version)
);

CREATE TABLE scoring_schemes (
    code         TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT scoring_schemes_pk PRIMARY KEY (code, version)
);

CREATE TABLE rounds (
    code          TEXT COLLATE "C" NOT NULL,
    name_zh       TEXT COLLATE "C" NOT NULL,
    name_en       TEXT COLLATE "C",
    questionnaire TEXT COLLATE "C" NOT NULL,
    version       BIGINT NOT NULL,
    kind          TEXT COLLATE "C" NOT NULL,
    modes         TEXT COLLATE "C" NOT NULL, -- JSON array
    opens         TEXT COLLATE "C" NOT NULL,
    closes        TEXT COLLATE "C" NOT NULL,
    CONSTRAINT rounds_pk PRIMARY KEY (code),
    CONSTRAINT rounds_kind_known CHECK (kind IN ('official', 'mock')),
    CONSTRAINT rounds_questionnaire_fk FOREIGN KEY (questionnaire, version)
        REFERENCES questionnaires (code, version)
);

-- One row is one interview. `seq` is given by the writer and only grows: readers page by it.
CREATE TABLE responses (
    seq            BIGINT NOT NULL,
    id             TEXT COLLATE "C" NOT NULL,
    round          TEXT COLLATE "C" NOT NULL,
    unit           TEXT COLLATE "C" NOT NULL,
    mode           TEXT COLLATE "C" NOT NULL,
    interviewed_on TEXT COLLATE "C" NOT NULL,
    month          INTEGER NOT NULL, -- year * 12 + month - 1
    started_at     BIGINT,
    ended_at       BIGINT,
    respondent     TEXT COLLATE "C",
    stratum        TEXT COLLATE "C",
    psu            TEXT COLLATE "C",
    weight         DOUBLE PRECISION NOT NULL,
    answers        TEXT COLLATE "C" NOT NULL, -- {"answers": {question: option}, "not_asked": [question]}
    digest         TEXT COLLATE "C" NOT NULL, -- SHA-256 of the content, hexadecimal
    received_at    BIGINT  NOT NULL,
    source         TEXT COLLATE "C" NOT NULL,
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
    response_id TEXT COLLATE "C" NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    kept_digest TEXT COLLATE "C" NOT NULL,
    payload     TEXT COLLATE "C" NOT NULL,
    source      TEXT COLLATE "C" NOT NULL,
    received_at BIGINT NOT NULL,
    settled_at  BIGINT,
    settlement  TEXT COLLATE "C",
    CONSTRAINT quarantine_pk PRIMARY KEY (response_id, digest),
    CONSTRAINT quarantine_response_fk FOREIGN KEY (response_id) REFERENCES responses (id)
);

CREATE TABLE attempts (
    id           TEXT COLLATE "C" NOT NULL,
    round        TEXT COLLATE "C" NOT NULL,
    case_no      TEXT COLLATE "C" NOT NULL,
    unit         TEXT COLLATE "C" NOT NULL,
    mode         TEXT COLLATE "C" NOT NULL,
    attempted_at BIGINT NOT NULL,
    outcome      TEXT COLLATE "C" NOT NULL,
    CONSTRAINT attempts_pk PRIMARY KEY (id),
    CONSTRAINT attempts_round_fk FOREIGN KEY (round) REFERENCES rounds (code),
    CONSTRAINT attempts_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

CREATE INDEX attempts_round_idx ON attempts (round, unit, mode, outcome);

CREATE TABLE imports (
    id          TEXT COLLATE "C" NOT NULL,
    file_name   TEXT COLLATE "C" NOT NULL,
    file_digest TEXT COLLATE "C" NOT NULL,
    mapping     TEXT COLLATE "C",
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
FROM responses AS r
CROSS JOIN LATERAL json_each_text(CAST(r.answers AS json) -> 'answers') AS a (key, value);

CREATE VIEW not_asked AS
SELECT r.id    AS response,
       r.round,
       r.unit,
       r.mode,
       r.month,
       q.value AS question
FROM responses AS r
CROSS JOIN LATERAL json_array_elements_text(
    COALESCE(CAST(r.answers AS json) -> 'not_asked', CAST('[]' AS json))
) AS q (value);
