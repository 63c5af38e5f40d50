DROP TABLE photos;
DROP TABLE case_notes;
DROP TABLE issues;
