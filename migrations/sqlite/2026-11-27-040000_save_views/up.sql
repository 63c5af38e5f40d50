-- A cut of the figures under a name, to be opened again. It holds no figures: whoever opens it sees what
-- they may see. An account that is gone leaves what it shared.
CREATE TABLE saved_views (
    id       TEXT NOT NULL,
    owner    TEXT NOT NULL, -- name of the account
    name     TEXT NOT NULL,
    page     TEXT NOT NULL, -- such as workbench
    query    TEXT NOT NULL, -- the choices as they stand in an address of the page
    shared   BIGINT NOT NULL, -- 1: for all who may read figures
    saved_at BIGINT NOT NULL,
    CONSTRAINT saved_views_pk PRIMARY KEY (id)
);
CREATE INDEX saved_views_owner_idx ON saved_views (owner, saved_at);
