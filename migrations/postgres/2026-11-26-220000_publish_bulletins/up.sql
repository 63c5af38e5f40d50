-- Bulletins, one row for each revision. What was published never changes; a correction is the next
-- revision.
CREATE TABLE bulletins (
    id             TEXT COLLATE "C" NOT NULL,
    questionnaire  TEXT COLLATE "C" NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    period         TEXT COLLATE "C" NOT NULL, -- tells by itself whether it is of a month, quarter, half-year or year
    unit           TEXT COLLATE "C" NOT NULL, -- that it tells of, with all below it
    revision       BIGINT NOT NULL,
    state          TEXT COLLATE "C" NOT NULL,
    content        TEXT COLLATE "C" NOT NULL, -- JSON
    digest         TEXT COLLATE "C" NOT NULL, -- SHA-256 of the content as it stands here
    data_revision  BIGINT NOT NULL, -- of the data that it was made from
    reason         TEXT COLLATE "C", -- why the revision before is corrected
    made_at        BIGINT NOT NULL,
    made_by        TEXT COLLATE "C" NOT NULL,
    edited_at      BIGINT NOT NULL,
    edited_by      TEXT COLLATE "C" NOT NULL,
    reviewed_at    BIGINT,
    reviewed_by    TEXT COLLATE "C",
    published_at   BIGINT,
    published_by   TEXT COLLATE "C",
    closed_at      BIGINT, -- withdrawn or superseded
    closed_by      TEXT COLLATE "C",
    closing_reason TEXT COLLATE "C", -- why it was withdrawn
    CONSTRAINT bulletins_pk PRIMARY KEY (id),
    CONSTRAINT bulletins_kind_known CHECK (kind IN ('official', 'mock')),
    CONSTRAINT bulletins_state_known
        CHECK (state IN ('draft', 'reviewed', 'published', 'superseded', 'withdrawn')),
    CONSTRAINT bulletins_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

CREATE INDEX bulletins_made_idx ON bulletins (made_at, id);
-- One draft at a time, as it has the number of the next revision.
CREATE UNIQUE INDEX bulletins_revision_key ON bulletins (questionnaire, kind, period, unit, revision)
    WHERE state <> 'withdrawn';
CREATE UNIQUE INDEX bulletins_published_key ON bulletins (questionnaire, kind, period, unit)
    WHERE state = 'published';

-- The sentences of bulletins as the office words them: the highest version of a language holds.
CREATE TABLE bulletin_templates (
    language   TEXT COLLATE "C" NOT NULL,
    version    BIGINT NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    written_at BIGINT NOT NULL,
    written_by TEXT COLLATE "C" NOT NULL,
    CONSTRAINT bulletin_templates_pk PRIMARY KEY (language, version)
);
