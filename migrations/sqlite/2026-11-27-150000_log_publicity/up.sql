-- What was told to the public, where and of whom. It is counted, and that is no score.
CREATE TABLE publicity (
    id           TEXT NOT NULL, -- made of what it says
    published_on TEXT NOT NULL,
    channel      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    unit         TEXT NOT NULL,
    topic        TEXT NOT NULL,
    link         TEXT, -- an address, or the number of a document
    logged_by    TEXT NOT NULL,
    logged_at    BIGINT NOT NULL,
    CONSTRAINT publicity_pk PRIMARY KEY (id),
    CONSTRAINT publicity_kind_known CHECK (kind IN ('good_news', 'exposure')),
    CONSTRAINT publicity_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX publicity_day_idx ON publicity (published_on, id);

-- The external survey that a mock round rehearses.
ALTER TABLE rounds ADD COLUMN mirrors TEXT;
