ALTER TABLE attempts DROP COLUMN made_by;
ALTER TABLE attempts DROP COLUMN appointment_at;
DROP TABLE quotas;
DROP TABLE cases;
DROP TABLE samples;
DROP TABLE contacts;
DROP TABLE fieldwork_rules;
