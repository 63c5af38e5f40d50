-- What counts for a year, entered with a document by one and confirmed by another: results of surveys
-- made above, values and items of the year's score, responsibility letters. What was confirmed never
-- changes; a mistake is put right by the next version.
CREATE TABLE year_entries (
    id             TEXT COLLATE "C" NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    entry_key      TEXT COLLATE "C" NOT NULL, -- what it is about; versions of an entry share it
    version        BIGINT NOT NULL,
    year           BIGINT, -- that it counts for; none for a period that lies in two
    unit           TEXT COLLATE "C" NOT NULL,
    state          TEXT COLLATE "C" NOT NULL,
    body           TEXT COLLATE "C" NOT NULL, -- JSON
    digest         TEXT COLLATE "C" NOT NULL, -- SHA-256 of the body as it stands here
    reason         TEXT COLLATE "C", -- why the version before is corrected
    entered_at     BIGINT NOT NULL,
    entered_by     TEXT COLLATE "C" NOT NULL,
    confirmed_at   BIGINT,
    confirmed_by   TEXT COLLATE "C",
    closed_at      BIGINT, -- withdrawn or superseded
    closed_by      TEXT COLLATE "C",
    closing_reason TEXT COLLATE "C", -- why it was withdrawn
    CONSTRAINT year_entries_pk PRIMARY KEY (id),
    CONSTRAINT year_entries_kind_known CHECK (kind IN ('external', 'value', 'adjustment', 'letter')),
    CONSTRAINT year_entries_state_known
        CHECK (state IN ('entered', 'confirmed', 'superseded', 'withdrawn')),
    CONSTRAINT year_entries_two_people CHECK (confirmed_by <> entered_by),
    CONSTRAINT year_entries_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

CREATE UNIQUE INDEX year_entries_version_key ON year_entries (entry_key, version);
CREATE UNIQUE INDEX year_entries_confirmed_key ON year_entries (entry_key) WHERE state = 'confirmed';
CREATE UNIQUE INDEX year_entries_entered_key ON year_entries (entry_key) WHERE state = 'entered';
CREATE INDEX year_entries_year_idx ON year_entries (year, kind, state);

-- How the year's score is made. A version is published once.
CREATE TABLE annual_formulas (
    code         TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL, -- JSON
    published_at BIGINT NOT NULL,
    published_by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT annual_formulas_pk PRIMARY KEY (code, version)
);

-- A computation of a year's score, with all that went into it, so that it can be repeated to the byte.
CREATE TABLE annual_scores (
    id              TEXT COLLATE "C" NOT NULL,
    year            BIGINT NOT NULL,
    formula         TEXT COLLATE "C" NOT NULL,
    formula_version BIGINT NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    inputs          TEXT COLLATE "C" NOT NULL, -- JSON
    inputs_digest   TEXT COLLATE "C" NOT NULL,
    result          TEXT COLLATE "C" NOT NULL, -- JSON
    digest          TEXT COLLATE "C" NOT NULL, -- SHA-256 of the result as it stands here
    data_revision   BIGINT NOT NULL, -- of the data that it was made from
    program         TEXT COLLATE "C" NOT NULL, -- version of the program that made it
    entered_at      BIGINT NOT NULL,
    entered_by      TEXT COLLATE "C" NOT NULL,
    confirmed_at    BIGINT,
    confirmed_by    TEXT COLLATE "C",
    closed_at       BIGINT, -- withdrawn or superseded
    closed_by       TEXT COLLATE "C",
    closing_reason  TEXT COLLATE "C", -- why it was withdrawn
    CONSTRAINT annual_scores_pk PRIMARY KEY (id),
    CONSTRAINT annual_scores_state_known
        CHECK (state IN ('entered', 'confirmed', 'superseded', 'withdrawn')),
    CONSTRAINT annual_scores_two_people CHECK (confirmed_by <> entered_by),
    CONSTRAINT annual_scores_formula_fk
        FOREIGN KEY (formula, formula_version) REFERENCES annual_formulas (code, version)
);

CREATE UNIQUE INDEX annual_scores_confirmed_key ON annual_scores (year) WHERE state = 'confirmed';
CREATE UNIQUE INDEX annual_scores_entered_key ON annual_scores (year) WHERE state = 'entered';
