DROP TABLE questionnaire_drafts;
