-- What a unit is told to do about what it stays behind in. Its row is what its steps made of it.
CREATE TABLE supervision_orders (
    id            TEXT   NOT NULL, -- made of unit, period and ground
    unit          TEXT   NOT NULL,
    period        TEXT   NOT NULL,
    rule          TEXT, -- code of the rule that proposed it; without one a person did
    rules_version BIGINT,
    state         TEXT   NOT NULL,
    rung          TEXT, -- of the ladder
    due_what      TEXT, -- what is due next
    due_on        TEXT,
    proposed_at   BIGINT NOT NULL,
    issued_at     BIGINT,
    closed_at     BIGINT,
    appeals       BIGINT NOT NULL, -- how many
    seq           BIGINT NOT NULL, -- of the newest step
    CONSTRAINT supervision_orders_pk PRIMARY KEY (id),
    CONSTRAINT supervision_orders_state_known CHECK (state IN (
        'proposed', 'dropped', 'issued', 'replied', 'returned', 'accepted', 'closed', 'withdrawn',
        'cancelled'
    )),
    CONSTRAINT supervision_orders_rung_known CHECK (
        rung IN ('reminder', 'notice', 'talk', 'criticism')
    ),
    CONSTRAINT supervision_orders_due_known CHECK (
        due_what IN ('reply', 'decision', 'correction')
    ),
    CONSTRAINT supervision_orders_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX supervision_orders_unit_idx ON supervision_orders (unit, proposed_at, id);
CREATE INDEX supervision_orders_due_idx ON supervision_orders (due_on);

-- The steps of orders: who did what, when and why.
CREATE TABLE supervision_events (
    order_id TEXT   NOT NULL,
    seq      BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    at       BIGINT NOT NULL,
    made_by  TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    event    TEXT   NOT NULL, -- JSON object
    reason   TEXT,
    evidence TEXT   NOT NULL, -- JSON array of ids
    CONSTRAINT supervision_events_pk PRIMARY KEY (order_id, seq),
    CONSTRAINT supervision_events_order_fk FOREIGN KEY (order_id) REFERENCES supervision_orders (id)
);

-- Rules that propose orders, and time limits. The newest version holds; orders name theirs.
CREATE TABLE supervision_rules (
    version      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT supervision_rules_pk PRIMARY KEY (version)
);

CREATE TRIGGER supervision_events_stay BEFORE UPDATE ON supervision_events
BEGIN SELECT RAISE(ABORT, 'the steps of orders are only ever added to'); END;

CREATE TRIGGER supervision_events_are_kept BEFORE DELETE ON supervision_events
BEGIN SELECT RAISE(ABORT, 'the steps of orders are only ever added to'); END;

CREATE TRIGGER supervision_rules_stay BEFORE UPDATE ON supervision_rules
BEGIN SELECT RAISE(ABORT, 'the rules of supervision are only ever added to'); END;

CREATE TRIGGER supervision_rules_are_kept BEFORE DELETE ON supervision_rules
BEGIN SELECT RAISE(ABORT, 'the rules of supervision are only ever added to'); END;
