-- Sums of the interviews of a month, so that figures need not read every interview again. Derived:
-- what is lost here is counted anew. Interviews of the month after `last_seq` are not in it.
CREATE TABLE month_cubes (
    questionnaire TEXT COLLATE "C" NOT NULL,
    kind          TEXT COLLATE "C" NOT NULL,
    month         INTEGER NOT NULL, -- year * 12 + month - 1
    last_seq      BIGINT  NOT NULL,
    body          BYTEA   NOT NULL, -- Parquet; the columns are described in crates/analytics
    CONSTRAINT month_cubes_pk PRIMARY KEY (questionnaire, kind, month),
    CONSTRAINT month_cubes_kind_known CHECK (kind IN ('official', 'mock'))
);
