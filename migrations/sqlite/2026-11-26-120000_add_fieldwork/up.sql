-- What follows an attempt, when a case is closed, how long it is held: the newest version counts.
CREATE TABLE fieldwork_rules (
    version      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT fieldwork_rules_pk PRIMARY KEY (version)
);

-- Who may be asked. What tells the person is sealed with a key that is not in this database, and
-- deleted when it is no longer needed; the keyed hashes only tell that two are the same.
CREATE TABLE contacts (
    case_no    TEXT   NOT NULL, -- stands in answers and attempts in place of the person
    frame      TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    stratum    TEXT,
    psu        TEXT,
    key_id     TEXT   NOT NULL, -- tells which key, without telling it
    sealed     BLOB,
    phone_hash TEXT,
    place_hash TEXT,
    added_at   BIGINT NOT NULL,
    deleted_at BIGINT, -- when what tells the person was deleted
    CONSTRAINT contacts_pk PRIMARY KEY (case_no),
    CONSTRAINT contacts_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

CREATE INDEX contacts_frame_idx ON contacts (frame, case_no);
CREATE INDEX contacts_phone_idx ON contacts (frame, phone_hash);
CREATE INDEX contacts_place_idx ON contacts (frame, place_hash);

-- How the cases of a round were drawn, so that anybody can draw them again.
CREATE TABLE samples (
    round    TEXT   NOT NULL,
    mode     TEXT   NOT NULL,
    frame    TEXT   NOT NULL,
    seed     TEXT   NOT NULL,
    plan     TEXT   NOT NULL, -- JSON: how many were wanted of each stratum
    strata   TEXT   NOT NULL, -- JSON: how many there were and were drawn
    digest   TEXT   NOT NULL, -- SHA-256 of the numbers drawn
    drawn_at BIGINT NOT NULL,
    drawn_by TEXT   NOT NULL,
    met      TEXT   NOT NULL, -- JSON: numbers of people who are asked already by another number
    CONSTRAINT samples_pk PRIMARY KEY (round, mode),
    CONSTRAINT samples_round_fk FOREIGN KEY (round) REFERENCES rounds (code)
);

-- Somebody to be asked in a round, and how far that has come.
CREATE TABLE cases (
    round      TEXT   NOT NULL,
    case_no    TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    mode       TEXT   NOT NULL,
    stratum    TEXT   NOT NULL,
    psu        TEXT,
    weight     DOUBLE PRECISION NOT NULL,
    origin     TEXT   NOT NULL,
    position   BIGINT NOT NULL, -- the order in which the cases of a stratum were drawn
    state      TEXT   NOT NULL,
    next_at    BIGINT NOT NULL, -- not to be tried before; the time of the appointment
    attempts   BIGINT NOT NULL,
    outcome    TEXT, -- the one that tells most so far
    held_by    TEXT,
    held_until BIGINT,
    drawn_at   BIGINT NOT NULL,
    CONSTRAINT cases_pk PRIMARY KEY (round, case_no),
    CONSTRAINT cases_origin_known CHECK (origin IN ('drawn', 'added')),
    CONSTRAINT cases_state_known CHECK (state IN ('open', 'appointment', 'closed')),
    CONSTRAINT cases_round_fk FOREIGN KEY (round) REFERENCES rounds (code),
    CONSTRAINT cases_unit_fk FOREIGN KEY (unit) REFERENCES units (code),
    CONSTRAINT cases_contact_fk FOREIGN KEY (case_no) REFERENCES contacts (case_no)
);

CREATE INDEX cases_queue_idx ON cases (round, mode, state, next_at);
CREATE INDEX cases_holder_idx ON cases (held_by);

-- How many interviews a unit needs at least in a round.
CREATE TABLE quotas (
    round   TEXT   NOT NULL,
    unit    TEXT   NOT NULL,
    minimum BIGINT NOT NULL,
    CONSTRAINT quotas_pk PRIMARY KEY (round, unit),
    CONSTRAINT quotas_round_fk FOREIGN KEY (round) REFERENCES rounds (code),
    CONSTRAINT quotas_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

ALTER TABLE attempts ADD COLUMN appointment_at BIGINT;
ALTER TABLE attempts ADD COLUMN made_by TEXT;
