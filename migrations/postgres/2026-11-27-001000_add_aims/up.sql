-- What a unit is to reach in a year. A place among units of elsewhere is published by the level above;
-- nothing here can measure it.
CREATE TABLE aims (
    year         BIGINT NOT NULL,
    unit         TEXT COLLATE "C" NOT NULL,
    index_target DOUBLE PRECISION, -- 0 to 100
    place        BIGINT, -- this or better …
    out_of       BIGINT, -- … of so many
    field        TEXT COLLATE "C", -- among whom, such as 全市
    source       TEXT COLLATE "C", -- the document that says so
    set_by       TEXT COLLATE "C" NOT NULL,
    set_at       BIGINT NOT NULL,
    CONSTRAINT aims_pk PRIMARY KEY (year, unit),
    CONSTRAINT aims_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
