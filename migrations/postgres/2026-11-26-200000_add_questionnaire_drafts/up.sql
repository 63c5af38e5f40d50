-- Questionnaires that were uploaded to be looked at; publishing or discarding one deletes its row.
CREATE TABLE questionnaire_drafts (
    code        TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    payload     TEXT COLLATE "C" NOT NULL, -- the questionnaire as JSON
    file_name   TEXT COLLATE "C" NOT NULL,
    uploaded_by TEXT COLLATE "C" NOT NULL,
    uploaded_at BIGINT NOT NULL,
    CONSTRAINT questionnaire_drafts_pk PRIMARY KEY (code, version)
);
